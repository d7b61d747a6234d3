"""Why a case moved: the events without which it had not (semantics S16).

From one position to another these are the events that came between. From one date to another they
are those of the entries that name a day in between; what moves without any is the calendar's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from marshrut.asof import AsOf, day_after
from marshrut.ledger.ledger import Record
from projections.differences.joined import NOTHING, Positions
from projections.differences.witness import Witness
from projections.rows import FAMILIES

CALENDAR, EVENTS = "CALENDAR", "EVENTS"

C = TypeVar("C")
Asked_contra = TypeVar("Asked_contra", contravariant=True)


class Variant(NamedTuple):
    """A case at a point, had the events at some positions not been recorded."""

    case_id: UUID
    point: AsOf
    without: Positions


class Unread(LookupError):  # noqa: N818 - it says what to do
    """What is asked of a variant has to be read first."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        self.variant = variant


class Reading(Protocol[Asked_contra]):
    """How the cells of a question are read of one case, by a history of it."""

    def holds(self, case_id: UUID, point: AsOf, without: Positions, cell: Asked_contra) -> bool:
        """Whether the case is in the cell at the point, had nothing been at some positions.

        Raises ``Unread`` where that has to be read together with others.
        """

    def seen(self, case_id: UUID, point: AsOf, cell: Asked_contra) -> object:
        """What of the case the cell looks at: an event that changes it is named."""

    def tables(self, cell: Asked_contra) -> frozenset[str]:
        """The read models that the cell asks: what entries say there may move a case by its day."""

    def read(self, unread: Collection[Variant]) -> None:
        """Read what ``holds`` has found unread."""


class Cause(NamedTuple):
    """The positions of the events, and whether the calendar alone moves the case further."""

    events: tuple[int, ...]
    cause: str


class Causes(Generic[C]):
    """The causes of moves from one point to a later one, one case and one cell at a time."""

    def __init__(self, witness: Witness, before: AsOf, after: AsOf, reading: Reading[C]) -> None:
        self._witness, self._reading = witness, reading
        self._before, self._after = before, after
        # The move is taken apart: first the date by what was known, then what became known.
        self._between = AsOf(after.as_of, before.known)
        self._news = cache(self._news_of)
        self._groups = cache(lambda case_id, tables: list(self._dated(case_id, tables)))

    def of(self, moves: Sequence[tuple[UUID, C]]) -> list[Cause]:
        """Why each of the cases is in its cell at one of the points only.

        What has to be read is read for all of them at once, and they are asked again.
        """
        found: dict[int, Cause] = {}
        while waiting := [place for place in range(len(moves)) if place not in found]:
            unread = set()
            for place in waiting:
                try:
                    found[place] = self._of(*moves[place])
                except Unread as missing:
                    unread.add(missing.variant)
            if unread:
                self._reading.read(unread)
        return [found[place] for place in range(len(moves))]

    def _of(self, case_id: UUID, cell: C) -> Cause:
        dated, calendar = self._by_date(case_id, cell)
        news = self._by_news(case_id, cell, dated)
        return Cause(tuple(sorted(dated | news)), CALENDAR if calendar else EVENTS)

    def _in(self, case_id: UUID, cell: C, point: AsOf, without: Positions) -> bool:
        return self._reading.holds(case_id, point, without, cell)

    # --- what became known

    def _by_news(self, case_id: UUID, cell: C, dated: Positions) -> Positions:
        """The events between the positions that have to go, so that the case is where it was."""
        first, last = self._between, self._after
        if first == last:
            return NOTHING
        was = self._in(case_id, cell, first, dated)
        named: set[int] = set()
        moved = self._in(case_id, cell, first, NOTHING) != self._in(case_id, cell, last, NOTHING)
        if moved:
            named |= self._replaced(case_id, cell)
        for position in self._news(case_id):
            if position in named:
                continue
            point = AsOf(last.as_of, position)
            if self._in(case_id, cell, point, dated | named) != was:
                named.add(position)
        return frozenset(named)

    def _replaced(self, case_id: UUID, cell: C) -> Positions:
        """Where what the cell looks at begins or ceases to be known."""
        named = set()
        day, known = self._between.as_of, self._between.known
        before = self._reading.seen(case_id, self._between, cell)
        for record in self._witness.cases[case_id]:
            if record.position > known:
                now = self._reading.seen(case_id, AsOf(day, record.position), cell)
                if now != before:
                    named.add(record.position)
                before = now
        return frozenset(named)

    def _news_of(self, case_id: UUID) -> list[int]:
        """The positions of what became known of the case, or of what is joined to it."""
        return sorted(
            record.position
            for records in self._witness.records(case_id)
            for record in records
            if record.position > self._between.known
        )

    # --- the date

    def _by_date(self, case_id: UUID, cell: C) -> tuple[Positions, bool]:
        """The events of the entries that move the case by their days; whether something else does.

        As few as will do: one is left out where the case stays put, or moves as without any.
        """
        whole = self._pair(case_id, cell, NOTHING)
        if whole[0] == whole[1]:
            return NOTHING, False
        groups = self._groups(case_id, self._reading.tables(cell))
        every = NOTHING.union(*groups)
        rest = self._pair(case_id, cell, every)
        for group in groups:
            pair = self._pair(case_id, cell, every - group)
            if pair == rest or (rest[0] == rest[1] and pair[0] == pair[1]):
                every -= group
        return every, rest[0] != rest[1]

    def _pair(self, case_id: UUID, cell: C, without: Positions) -> tuple[bool, bool]:
        return (
            self._in(case_id, cell, self._before, without),
            self._in(case_id, cell, self._between, without),
        )

    def _dated(self, case_id: UUID, tables: Collection[str]) -> Iterator[Positions]:
        """The events of each entry, or of what is joined, that names a day in between."""
        witness, known = self._witness, self._between.known
        history = witness.history(case_id, known, NOTHING)
        own, *others = witness.records(case_id)
        records = [r for r in own if r.position <= known]
        for entry in history.entries.values() if history else ():
            content = entry.content
            days = (content.starts_on, day_after(content.last_day))
            told = any(family.table in tables for family in FAMILIES[type(content)])
            if entry.annulled_by is None and told and any(map(self._passed, days)):
                yield frozenset(
                    r.position
                    for r in records
                    if r.event.entry_id == entry.entry_id  # type: ignore[attr-defined]  # of a case
                )
        for stream in others:
            yield from self._dated_beside([r for r in stream if r.position <= known])

    def _dated_beside(self, stream: Sequence[Record]) -> Iterator[Positions]:
        """The changes of what is joined that name a day in between, each with what is said of it.

        Entries of records have ids, as those of cases do; of schools and employers an event is one.
        """
        entries: dict[object, set[int]] = {}
        passed = set()
        for position, _, event in stream:
            entry = getattr(event, "entry_id", position)
            entries.setdefault(entry, set()).add(position)
            if self._passed(getattr(event, "effective_on", None)):
                passed.add(entry)
        yield from (frozenset(entries[entry]) for entry in passed)

    def _passed(self, day: date | None) -> bool:
        """Whether the day comes with the later date, and not yet with the earlier one."""
        return day is not None and self._before.as_of < day <= self._between.as_of
