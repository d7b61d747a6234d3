"""Whole generated ledgers: cases, schools, lists of professions, written in turns.

Transactions have several events.

A ``Chronicle`` is what was written, by position; it can be written to any ledger, and it tells
what was known of a case at a position. The rules for writing are not kept (see ``histories``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases.events import CaseEvent, CaseOpened, StatusRecorded
from marshrut.events import Event
from marshrut.organisations.events import OrganisationChanged, OrganisationRegistered, Passport
from marshrut.organisations.organisation import organisation_id
from tests.support.histories import history
from tests.support.profession_lists import some_lists
from tests.support.scribe import BY

SCHOOLS = {"A": "67", "B": "67", "C": "70"}
FOUNDERS = {"C": "FEDERAL"}
CENTRE_KINDS = (None, "CENTRE", "RESPONSIBLE_PERSON", "NONE")
CHANGE_DAYS = (date(2022, 9, 1), date(2023, 7, 1), date(2023, 9, 1), date(2024, 3, 1))
LONGEST_TRANSACTION = 4


def some_clock() -> datetime:
    """A clock that stands still: what is recorded by it has the same times on every database."""
    return datetime(2026, 1, 1, tzinfo=UTC)


class Chronicle:
    """The streams of one ledger, in the order in which their events were recorded."""

    def __init__(self, rng: Random, *, cases: int) -> None:
        self.rng = rng
        self.histories = {
            case.originator_id: events for events in self._cases(cases) for case in events[:1]
        }
        self.schools = {code: self._school(code) for code in SCHOOLS}
        self.lists = some_lists(rng)
        self.transactions = self._interleaved(self._streams())

    @cached_property
    def events(self) -> list[Event]:
        """All events by position, the first one's being 1."""
        return [event for transaction in self.transactions for event in transaction]

    @cached_property
    def positions(self) -> dict[tuple[UUID, int], int]:
        """The position of each event, by its originator and version."""
        return {
            (event.originator_id, event.originator_version): position
            for position, event in enumerate(self.events, start=1)
        }

    def known_of(self, case_id: UUID, position: int) -> list[CaseEvent]:
        """What was known of a case at a position."""
        return self._known(self.histories[case_id], position)

    def known_of_school(self, code: str, position: int) -> list[Event]:
        """What was known of a school at a position."""
        return self._known(self.schools[code], position)

    def known_of_lists(self, position: int) -> list[list[Event]]:
        """What was known of each list of professions at a position."""
        return [self._known(stream, position) for stream in self.lists.values()]

    def _known(self, stream: list[Any], position: int) -> list[Any]:
        version = sum(
            self.positions[event.originator_id, event.originator_version] <= position
            for event in stream
        )
        return stream[:version]

    def _streams(self) -> list[list[Any]]:
        return [*self.histories.values(), *self.schools.values(), *self.lists.values()]

    def _cases(self, number: int) -> list[list[CaseEvent]]:
        made = (history(self.rng, case_id=UUID(int=n << 64)) for n in range(1, number + 1))
        return [[self._varied(event) for event in events] for events in made]

    def _varied(self, event: CaseEvent) -> CaseEvent:
        """Another school, and attributes that no rule of the fold looks at."""
        choice, replace = self.rng.choice, msgspec.structs.replace
        if isinstance(event, CaseOpened):
            return replace(event, content=replace(event.content, organisation=choice("AABC")))
        if isinstance(event, StatusRecorded):
            expected = {"expected_end_on": choice(CHANGE_DAYS).isoformat()}
            work = {"employer_inn": "7707083893", "via": "SELF"}
            more = choice(({}, work, {"region": "67"}, expected))
            attributes = {**event.content.attributes, **more}
            return replace(event, content=replace(event.content, attributes=attributes))
        return event

    def _school(self, code: str) -> list[Event]:
        choice, identity = self.rng.choice, organisation_id(code)
        passport = Passport(
            name=f"School {code}",
            region_code=SCHOOLS[code],
            founder_type=FOUNDERS.get(code, "REGIONAL_EDU"),
            has_centre=choice((True, False)),
            centre_kind=choice(CENTRE_KINDS),
        )
        registered = OrganisationRegistered(
            originator_id=identity, originator_version=1, by=BY, code=code, passport=passport
        )
        changes = (
            OrganisationChanged(
                originator_id=identity,
                originator_version=version,
                by=BY,
                effective_on=choice(CHANGE_DAYS),
                changes=self._change(),
            )
            for version in range(2, 2 + self.rng.randrange(5))
        )
        return [registered, *changes]

    def _change(self) -> dict[str, Any]:
        choice = self.rng.choice
        news = ({"has_centre": choice((True, False))}, {"centre_kind": choice(CENTRE_KINDS)})
        return choice((*news, {**news[0], **news[1]}, {"short_name": choice((None, "S", "\\N"))}))

    def _interleaved(self, streams: list[list[Any]]) -> list[list[Event]]:
        """Each stream in its own order, all of them mixed, and cut into transactions."""
        turns = [stream for stream in streams for _ in stream]
        self.rng.shuffle(turns)
        rest = {id(stream): iter(stream) for stream in streams}
        mixed = [next(rest[id(stream)]) for stream in turns]
        transactions = []
        while mixed:
            size = self.rng.randrange(LONGEST_TRANSACTION) + 1
            transactions.append(mixed[:size])
            mixed = mixed[size:]
        return transactions
