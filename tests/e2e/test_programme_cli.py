"""``marshrut programme`` beside the API: the same programmes, targets and overdue items."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from tests.support.desk import Desk
from tests.support.http import Installation
from tests.support.programmes import Register


@pytest.fixture
def roadmap(installation: Installation) -> Register:
    """The shipped roadmap of Tomsk, approved."""
    register = Register(installation.client("ROIV_STAFF", regions=("70",)), {"template": "S000"})
    register.post("approval", {"approved_on": "2025-01-10", "document": "Распоряжение"})
    return register


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["programme", *words], env=installation.environ)


def told(installation: Installation, *words: str) -> dict[str, Any]:
    printed = run(installation, *words, "--json")
    assert printed.exit_code == 0, printed.output
    answer: dict[str, Any] = json.loads(printed.stdout)
    return answer


def test_targets_and_overdue_items_are_those_of_the_api(
    installation: Installation, roadmap: Register
):
    Desk(installation.staff()).status("EMPLOYED_LABOUR_CONTRACT", "2025-07-10")
    (listed,) = told(installation)["programmes"]
    assert (listed["code"], listed["status"]["code"]) == ("S000", "APPROVED")
    day = ("--as-of", "2025-12-31")
    names = ("indicator", "plan", "fact", "numerator", "denominator", "achieved", "deviation")
    over_http = roadmap.read("/evaluation", as_of="2025-12-31")["targets"]
    on_terminal = told(installation, "S000", *day)["targets"]
    assert [[each[name] for name in names] for each in on_terminal] == [
        [each[name] for name in names] for each in over_http
    ]
    late = roadmap.read("/items", as_of="2025-12-31", state="OVERDUE")["items"]
    found = told(installation, "S000", "--overdue", *day)["items"]
    assert sorted((each["due_on"], each["number"]) for each in found) == sorted(
        (each["due_on"], each["number"]) for each in late
    )
    assert len(late) > 20


@pytest.mark.usefixtures("roadmap")
def test_they_are_printed_as_tables(installation: Installation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "250")
    assert "Утверждена" in run(installation).stdout
    targets = run(installation, "S000", "--as-of", "2026-01-01").stdout
    assert "не более 4,8" in targets
    assert "Период не наступил" in targets
    assert "20.01.2025" in run(installation, "S000", "--overdue").stdout


def test_what_there_is_not_is_told_in_a_line(installation: Installation):
    missing = run(installation, "S009")
    assert (missing.exit_code, missing.stderr) == (1, "Error: there is no programme S009\n")
    assert run(installation, "--overdue").exit_code == 2
