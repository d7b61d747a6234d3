"""A chronicle from which some events are taken out, for the naive oracle to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.employers.events import EmployerRegistered
from marshrut.events import Event
from marshrut.organisations.events import OrganisationRegistered
from marshrut.records.events import RecordChanged, RecordOpened
from tests.support.ledgers import Chronicle

BEGINNINGS = (CaseOpened, OrganisationRegistered, EmployerRegistered, RecordOpened)


def makes_an_entry(event: Event) -> bool:
    """Whether later events may say more of what it says."""
    return hasattr(event, "content") or isinstance(event, RecordOpened | RecordChanged)


def left_of(
    records: Iterable[tuple[int, Event]], without: Collection[int]
) -> Iterator[tuple[int, Event]]:
    """What is left of records: nothing of a stream without its first, of an entry likewise."""
    begun, entries = set(), set()
    for position, event in records:
        if position in without:
            continue
        if isinstance(event, BEGINNINGS):
            begun.add(event.originator_id)
        if event.originator_id not in begun:
            continue
        if (entry_id := getattr(event, "entry_id", None)) is not None:
            entry = (event.originator_id, entry_id)
            if makes_an_entry(event):
                entries.add(entry)
            if entry not in entries:
                continue
        yield position, event


class Reduced:
    """The chronicle without the events at some positions, and without what falls with them.

    Where the first event of a stream is gone, nothing of it is left; where the event that made an
    entry is gone, those about the entry are too. Positions stay as they were.
    """

    def __init__(self, chronicle: Chronicle, without: Collection[int]) -> None:
        self.chronicle = chronicle
        self.without = frozenset(without)

    @property
    def positions(self) -> dict[tuple[UUID, int], int]:
        return self.chronicle.positions

    @cached_property
    def histories(self) -> dict[UUID, list[CaseEvent]]:
        return {case: self._left(events) for case, events in self.chronicle.histories.items()}

    def known_of(self, case_id: UUID, position: int) -> list[CaseEvent]:
        return [e for e in self.histories[case_id] if self._at(e) <= position]

    def known_of_school(self, code: str, position: int) -> list[Event]:
        return [e for e in self._left(self.chronicle.schools[code]) if self._at(e) <= position]

    def known_of_lists(self, position: int) -> list[list[Event]]:
        return [
            [e for e in self._left(stream) if self._at(e) <= position]
            for stream in self.chronicle.lists.values()
        ]

    def _at(self, event: Event) -> int:
        return self.positions[event.originator_id, event.originator_version]

    def _left(self, stream: list[Any]) -> list[Any]:
        left: list[Any] = []
        entries = set()
        for event in stream:
            if self._at(event) in self.without:
                continue
            if not left and not isinstance(event, BEGINNINGS):
                continue
            if makes_an_entry(event):
                entries.add(event.entry_id)
            if not hasattr(event, "entry_id") or event.entry_id in entries:
                left.append(event)
        return left
