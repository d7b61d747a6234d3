"""The trial of broken ways in short, and that it finds answers that were forgotten."""

from __future__ import annotations

import pytest

from marshrut.application import bulk, commit
from tests.support.fault_proxy import Harm
from tests.support.postgres import KeptPostgres
from tests.trials import cut
from tests.trials.cut import HARMS, KILL, broken_way


@pytest.fixture(autouse=True)
def few_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """They write as fast as they can."""
    monkeypatch.setattr(cut, "CLIENTS", 2)


def test_nothing_is_lost_or_doubled(kept_server: KeptPostgres) -> None:
    with broken_way(kept_server) as trial:
        outcome = trial.go(HARMS.index(KILL) + 1)
    assert outcome.faults == []
    assert outcome.counted["harms"] == len(Harm) + 1
    assert outcome.counted["answers 503"] > 0
    assert outcome.counted["acknowledged events"] > 30
    assert outcome.counted["requests repeated"] > 0


def test_an_answer_that_was_forgotten_is_found(
    kept_server: KeptPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut, "HARMS", (Harm.AFTER_COMMIT,))
    for module in (commit, bulk):
        monkeypatch.setattr(module, "remember", lambda *_, **__: None)
    with broken_way(kept_server) as trial:
        faults = trial.go(4).faults
    assert any(": 412 " in fault for fault in faults)
    assert any("events were stored, and" in fault for fault in faults)
