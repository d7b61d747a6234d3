"""The trial of races in short, and that it finds a writer who overwrites what others have seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from marshrut.application.requests import Written
from marshrut.application.visit import Unit
from marshrut.cases.case import Outcome as Decided
from marshrut.ledger.errors import VersionConflict
from tests.trials import race
from tests.trials.race import WRITERS, Race, racing
from tests.trials.trial import Outcome


@pytest.fixture
def raced(migrated_url: str, tmp_path: Path) -> Iterator[Race]:
    with racing(migrated_url, tmp_path) as made:
        yield made


def test_there_is_one_winner(raced: Race) -> None:
    outcome = Outcome()
    raced.go(6, outcome, "it")
    assert outcome.faults == []
    assert outcome.counted == {"rounds on it": 6, "persons on it": 2}


def careless(unit: Unit, outcome: Decided) -> Written:
    """Whoever comes late writes all the same, over what they have not seen."""
    events, ledger = unit.case.collect_events(), unit.service.ledger
    while True:
        version = len(ledger.records_of(unit.case.id))
        events = [
            msgspec.structs.replace(event, originator_version=version + n)
            for n, event in enumerate(events, 1)
        ]
        with suppress(VersionConflict):
            positions = ledger.append(events)
            return Written(
                case_id=unit.case.id,
                entry_id=outcome.entry_id,
                position=positions[-1],
                version=version + len(events),
            )


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_who_overwrites_is_found(raced: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "commit", careless)
    outcome = Outcome()
    raced.go(1, outcome, "it")
    version, others, person, cases = outcome.faults
    assert version.startswith("it, round 1, use case: 1 winners, the others {")
    assert f"'version {WRITERS + 2}': 1" in version
    assert others.startswith("it, round 1, use case: there was written")
    assert person.startswith(f"it, person 1: {WRITERS // 2 + 1} cases were named")
    assert cases.startswith("it, person 1: there was written")
