"""Runs of verification, and what their extracts say of generated lives."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from marshrut.cases import casework
from marshrut.events import Event
from marshrut.records import events
from tests.support.scribe import BY
from tests.support.work_chronicler import DECISIONS, EMPLOYMENTS, WorkChronicler


class SomeRun(NamedTuple):
    """A run: whose extract, of which region and day."""

    run_id: UUID
    region: str
    source: str
    cutoff: date


RUNS = (
    SomeRun(UUID(int=901), "67", "SFR", date(2023, 12, 31)),
    SomeRun(UUID(int=902), "67", "SFR", date(2024, 3, 1)),
    SomeRun(UUID(int=903), "70", "SFR", date(2024, 3, 1)),
    SomeRun(UUID(int=904), "67", "FNS", date(2024, 3, 1)),
)


def run_events(run: SomeRun, rng: Random) -> list[Event]:
    """The record of the run: opened, perhaps closed, put right or taken back."""
    entry_id = UUID(int=run.run_id.int << 8)
    named = {"originator_id": run.run_id, "by": BY, "entry_id": entry_id}
    fields = {
        "source": run.source,
        "cutoff": run.cutoff.isoformat(),
        "year_from": 2022,
        "year_to": rng.choice((2023, 2025)),
        "extract_number": "1",
    }
    told: list[Event] = [
        events.RecordOpened(
            **named,
            originator_version=1,
            kind="VERIFICATION_RUN",
            region_code=run.region,
            effective_on=date(2024, 4, 1),
            state="OPENED",
            fields=fields,
        )
    ]
    if rng.randrange(2):
        closed = {**named, "entry_id": UUID(int=(run.run_id.int << 8) + 1)}
        day = {"effective_on": date(2024, 5, 1), "state": "CLOSED"}
        told.append(events.RecordChanged(**closed, originator_version=2, **day))
    later = {**named, "originator_version": len(told) + 1, "reason": "Ошибка"}
    if not rng.randrange(3):
        told.append(events.RecordEntryCorrected(**later, fields={"year_from": 2023}))
    elif not rng.randrange(4):
        told.append(events.RecordEntryAnnulled(**later))
    return told


class Verified(WorkChronicler):
    """Enters what extracts say, and what is decided on it; no rule of writing is kept."""

    def verify(self) -> None:
        run = self.rng.choice(RUNS)
        given = self.rng.choice((*EMPLOYMENTS, EMPLOYMENTS[1]))
        content = casework.Verification(
            run_id=run.run_id,
            source=run.source,
            checked_on=self.rng.choice((*(run.cutoff,) * 5, self.day())),
            employments=msgspec.convert(given, tuple[casework.Insured, ...]),
        )
        self.touchable(content)

    def resolve(self) -> None:
        verification = self.pick(casework.Verification)
        if verification is None:
            self.verify()
            return
        content = casework.Resolution(
            verification_entry_id=verification,
            decision=self.rng.choice(DECISIONS),
            resolved_on=self.day(),
        )
        self.touchable(content)
