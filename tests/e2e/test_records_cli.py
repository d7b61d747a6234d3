"""``marshrut records``: what the API lists, on the command line and without keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main
from marshrut.records.kinds import kinds
from tests.support.http import SCHOOL, Client, Installation
from tests.support.records import changed, listed, opened, vacancy


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["records", *words], env=installation.environ)


def told(installation: Installation, *words: str) -> list[dict[str, Any]]:
    result = run(installation, "vacancies", "--json", *words)
    assert result.exit_code == 0, result.output
    records: list[dict[str, Any]] = json.loads(result.stdout)["records"]
    return records


def test_the_records_are_those_that_the_api_lists(installation: Installation, staff: Client):
    first = opened(staff, "vacancies", vacancy(title="Токарь [1]"))
    opened(staff, "vacancies", vacancy(title="Сварщик"))
    changed(staff, "vacancies", first, effective_on="2025-10-01", state="CLOSED")
    shared = ("number", "record_id", "state", "organisation", "fields")
    for words, asked in [
        ((), {}),
        (("--open",), {"open": "true"}),
        (("--closed",), {"open": "false"}),
        (("--as-of", "2025-09-15", "--open"), {"as_of": "2025-09-15", "open": "true"}),
        (("--organisation", SCHOOL), {"organisation": SCHOOL}),
        (("--region", "67"), {"region_code": "67"}),
    ]:
        there = listed(installation.auditor(), "vacancies", **asked)
        here = told(installation, *words)
        assert [{n: line[n] for n in shared} for line in here] == [
            {n: line[n] for n in shared} for line in there
        ], words
    assert len(told(installation)) == 2
    table = run(installation, "vacancies")
    assert "Токарь [1]" in table.stdout
    assert "Закрыта" in table.stdout


def test_the_kinds_are_told_without_a_database(installation: Installation):
    result = run(installation)
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        kind.path for kind in kinds().values()
    ]
    as_json = json.loads(run(installation, "--json").stdout)["kinds"]
    assert as_json[0] == {"kind": "vacancies", "label": "Банк вакансий"}


def test_what_there_is_not_is_told_in_a_line(installation: Installation):
    nobody = run(installation, "tasks", "--organisation", "NOBODY")
    assert (nobody.exit_code, nobody.stderr) == (1, "Error: there is no organisation NOBODY\n")
    assert run(installation, "dragons").exit_code == 2


def test_a_table_is_loaded_on_the_command_line_and_loaded_again(
    installation: Installation, staff: Client, tmp_path: Path
):
    table = tmp_path / "activities.csv"
    table.write_text(
        "Название;Вид;Начало\nЯрмарка;Ярмарка вакансий;06.10.2025\nЯрмарка;Ярмарка чудес;\n"
    )
    words = ("activities", str(table), "--organisation", SCHOOL, "--effective-on", "2025-09-01")

    def load(*more: str) -> Result:
        said = ["records-load", *words, *more]
        return CliRunner().invoke(main, said, env=installation.environ)

    judged = load("--dry-run")
    assert (judged.exit_code, judged.stdout) == (1, "would be opened: 1, there already: 0\n")
    assert "строка 3, «Вид»" in judged.stderr
    assert load().stdout == "opened: 1, there already: 0\n"
    assert load().stdout == "opened: 0, there already: 1\n"
    (record,) = listed(staff, "activities", as_of="2025-12-31")
    assert (record["organisation"], record["since"]) == (SCHOOL, "2025-09-01")
    nobody = CliRunner().invoke(main, ["records-load", *words[:2]], env=installation.environ)
    assert nobody.exit_code == 2
