"""The trial of full disks in short, and that it finds an API that takes one for a defect."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.small_disk import refusal
from tests.trials import full_disk
from tests.trials.full_disk import FILLING, POSTGRESQL, by_file_system, by_limit
from tests.trials.trial import Outcome

CARELESS = """
import sys
from api import problems
problems.UNREADY = ()
from tests.support import filling
filling.main(*sys.argv[1:])
"""


def test_nothing_is_lost_by_a_limit_of_files() -> None:
    outcome = Outcome()
    by_limit(3, outcome)
    assert outcome.faults == []
    assert outcome.counted["times full on SQLite, by a limit of files"] == 3
    assert outcome.counted["answers 503"] >= 9
    assert outcome.counted["acknowledged events"] > 10


def test_nothing_is_lost_on_a_full_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = Outcome()
    if refused := refusal(tmp_path):  # such a machine can but say so, and does in the page
        monkeypatch.setattr(full_disk, "by_limit", lambda *_: None)
        assert full_disk.run(1).counted == {
            f"file systems that were filled, as none is to be had: {refused}": 0
        }
        return
    by_file_system(POSTGRESQL, 4, outcome)
    assert outcome.faults == []
    assert outcome.counted["times full on PostgreSQL"] == 4
    assert outcome.counted["times that PostgreSQL's log was full"] == 1
    assert outcome.counted["commands that said so in one line"] > 0


def test_an_api_that_takes_it_for_a_defect_is_found(tmp_path: Path) -> None:
    outcome = Outcome()
    careless = [sys.executable, "-c", CARELESS, "SQLite", "1", str(tmp_path), "limit"]
    full_disk.take(careless, outcome)
    assert FILLING not in careless
    assert any(": 500 " in fault for fault in outcome.faults)
