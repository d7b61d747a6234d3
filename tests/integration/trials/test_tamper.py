"""The trial of tampering, a few rounds of each kind, and that it sees what it is to see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marshrut.ledger import verifying
from marshrut.ledger.verifying import Fault
from tests.support.databases import PostgresServer
from tests.trials.tamper import EXACT, TRIAL, Stage, hold, staged
from tests.trials.trial import Outcome

KINDS = len(EXACT) + 1


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A ledger to tamper with."""
    folder: Path = tmp_path_factory.mktemp("tamper")
    server: PostgresServer | None = None
    if request.param == "PostgreSQL":
        server = request.getfixturevalue("postgres_server")
    with staged(request.param, folder, server) as stage:
        yield stage


def test_everything_is_found_where_it_is(stage: Stage) -> None:
    outcome = Outcome()
    hold(stage, 2 * KINDS, outcome, "either")
    assert outcome.counted == {"on either": 2 * KINDS}
    assert outcome.faults == []


def test_the_trial_sees_a_verifier_that_is_blind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_fault", lambda *_: None)
    outcome = Outcome()
    hold(stage, KINDS, outcome, "either")
    assert len(outcome.faults) == KINDS
    assert all("nothing was found" in fault for fault in outcome.faults)


def test_the_trial_sees_a_verifier_that_is_vague(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_first_other", lambda *_, **__: None)
    outcome = Outcome()
    hold(stage, KINDS, outcome, "either")
    assert len(outcome.faults) >= KINDS // 2
    assert all(Fault.__name__ in fault for fault in outcome.faults)


def test_the_aim_is_as_it_was_set() -> None:
    assert TRIAL.rounds >= 10_000
