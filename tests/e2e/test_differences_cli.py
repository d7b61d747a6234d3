"""``marshrut differences``: the same as over HTTP, for one who has the database in hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from tests.support.desk import Desk
from tests.support.http import SCHOOL, Client, Installation, answered, employed

DAY = "2025-12-31"


def run(installation: Installation, *words: Any) -> Result:
    return CliRunner().invoke(
        main, ["differences", *map(str, words)], env={**installation.environ, "COLUMNS": "160"}
    )


@pytest.fixture
def before(staff: Client) -> int:
    """The position before somebody found work."""
    desk = Desk(staff)
    position: int = answered(staff.get("ledger/head"))["position"]
    desk.post("statuses", employed("2025-08-01"))
    return position


def without_ways(told: Any) -> Any:
    """The same without addresses, which lead nowhere from a command line."""
    if isinstance(told, list):
        return [without_ways(each) for each in told]
    if isinstance(told, dict):
        kept = {name: each for name, each in told.items() if name not in {"links", "templates"}}
        return {name: without_ways(each) for name, each in kept.items()}
    return told


def test_the_json_is_that_of_the_api(installation: Installation, before: int):
    answer = run(installation, "--known-from", before, "--as-of-to", DAY, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    query = {"known_from": before, "as_of": DAY, "by": "organisation"}
    served = answered(installation.auditor().get("differences", query))
    del served["labels"]
    assert told == without_ways(served)
    assert [case["events"] for case in told["cells"][0]["cases"]] == [[before + 1]]


def test_a_line_for_each_cell_that_moved(installation: Installation, before: int):
    answer = run(installation, "--known-from", before, "--as-of-to", DAY)
    (line,) = [line for line in answer.stdout.splitlines() if "Нет сведений" in line]
    assert line.split()[0] == SCHOOL
    assert line.split()[-5:] == ["1", "0", "-1", "0", "1"]
    moment = answered(installation.auditor().get("ledger/head"))["recorded_at"]
    none = run(installation, "--known-from", moment, "--as-of-to", DAY)
    assert SCHOOL not in none.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--known-from or --as-of-from"),
        (("--known-from", "2", "--known-to", "1"), "exchange them"),
        (("--as-of-from", "2026-01-02", "--as-of-to", "2026-01-01"), "exchange them"),
        (("--known-from", "yesterday"), "moment"),
        (("--known-from", "1", "--by", "surname"), "surname"),
    ],
)
def test_a_command_used_wrongly_says_how_to_use_it(installation: Installation, words, said):
    answer = run(installation, *words)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_a_position_that_there_is_not_is_one_line(installation: Installation):
    answer = run(installation, "--known-from", 10_000)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "10000" in answer.stderr
