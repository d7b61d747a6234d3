"""Why a case moved: the events without which it had not (semantics S16).

From one position to another these are the events that came between. From one date to another they
are those of the entries that name a day in between; what moves without any is the calendar's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from marshrut.asof import AsOf, day_after
from marshrut.cases.history import Stretch
from marshrut.organisations.events import OrganisationChanged
from projections.differences.cells import Cell, Question
from projections.differences.membership import counted
from projections.differences.witness import NOTHING, Positions, Witness
from projections.population import Filters
from projections.rows import FAMILIES

CALENDAR, EVENTS = "CALENDAR", "EVENTS"


class Cause(NamedTuple):
    """The positions of the events, and whether the calendar alone moves the case further."""

    events: tuple[int, ...]
    cause: str


class Causes:
    """The causes of moves, one case and one cell at a time."""

    def __init__(self, witness: Witness, question: Question) -> None:
        self._witness = witness
        self._question = question
        # The move is taken apart: first the date by what was known, then what became known.
        self._between = AsOf(question.after.as_of, question.before.known)
        self._replaced = cache(self._replacements)
        self._news = cache(self._news_of)
        self._groups = cache(lambda case_id: list(self._dated(case_id)))

    def of(self, case_id: UUID, cell: Cell) -> Cause:
        """Why the case is in the cell at one of the points only."""
        asked = cell.filters
        dated, calendar = self._by_date(case_id, asked)
        news = self._by_news(case_id, asked, dated)
        return Cause(tuple(sorted(dated | news)), CALENDAR if calendar else EVENTS)

    def _in(self, case_id: UUID, cell: Filters, point: AsOf, without: Positions) -> bool:
        standing = self._witness.standing(case_id, point, without)
        return standing is not None and counted(standing, self._question, cell)

    # --- what became known

    def _by_news(self, case_id: UUID, cell: Filters, dated: Positions) -> Positions:
        """The events between the positions that have to go, so that the case is where it was."""
        first, last = self._between, self._question.after
        if first == last:
            return NOTHING
        was = self._in(case_id, cell, first, dated)
        named: set[int] = set()
        moved = self._in(case_id, cell, first, NOTHING) != self._in(case_id, cell, last, NOTHING)
        if moved:
            named |= self._replaced(case_id)
        for position in self._news(case_id):
            if position in named:
                continue
            point = AsOf(last.as_of, position)
            if self._in(case_id, cell, point, dated | named) != was:
                named.add(position)
        return frozenset(named)

    def _replacements(self, case_id: UUID) -> Positions:
        """Where the case's rectangle of the day begins or ceases to be known."""
        named = set()
        known = self._between.known
        before = self._rectangle(case_id, known)
        for record in self._witness.cases[case_id]:
            if record.position > known:
                now = self._rectangle(case_id, record.position)
                if now != before:
                    named.add(record.position)
                before = now
        return frozenset(named)

    def _rectangle(self, case_id: UUID, known: int) -> Stretch | None:
        history = self._witness.history(case_id, known, NOTHING)
        day = self._between.as_of
        found = (s for s in history.stretches() if s.period.covers(day)) if history else iter(())
        return next(found, None)

    def _news_of(self, case_id: UUID) -> list[int]:
        """The positions of what became known of the case, or of a school of its."""
        witness = self._witness
        schools = (witness.schools[code] for code in witness.schools_of[case_id])
        return sorted(
            record.position
            for records in (witness.cases[case_id], *schools)
            for record in records
            if record.position > self._between.known
        )

    # --- the date

    def _by_date(self, case_id: UUID, cell: Filters) -> tuple[Positions, bool]:
        """The events of the entries that move the case by their days; whether something else does.

        As few as will do: one is left out where the case stays put, or moves as without any.
        """
        whole = self._pair(case_id, cell, NOTHING)
        if whole[0] == whole[1]:
            return NOTHING, False
        groups = self._groups(case_id)
        every = NOTHING.union(*groups)
        rest = self._pair(case_id, cell, every)
        for group in groups:
            pair = self._pair(case_id, cell, every - group)
            if pair == rest or (rest[0] == rest[1] and pair[0] == pair[1]):
                every -= group
        return every, rest[0] != rest[1]

    def _pair(self, case_id: UUID, cell: Filters, without: Positions) -> tuple[bool, bool]:
        one, other = self._question.before, self._between
        return (
            self._in(case_id, cell, one, without),
            self._in(case_id, cell, other, without),
        )

    def _dated(self, case_id: UUID) -> Iterator[Positions]:
        """The events of each entry, of the case or of a school, that names a day in between."""
        witness, known = self._witness, self._between.known
        history = witness.history(case_id, known, NOTHING)
        records = [r for r in witness.cases[case_id] if r.position <= known]
        for entry in history.entries.values() if history else ():
            content = entry.content
            days = (content.starts_on, day_after(content.last_day))
            if entry.annulled_by is None and any(map(self._passed, days)) and _in_states(content):
                yield frozenset(
                    r.position
                    for r in records
                    if r.event.entry_id == entry.entry_id  # type: ignore[attr-defined]  # of a case
                )
        for code in witness.schools_of[case_id]:
            for position, _, event in witness.schools[code]:
                dated = isinstance(event, OrganisationChanged) and self._passed(event.effective_on)
                if position <= known and dated:
                    yield frozenset({position})

    def _passed(self, day: date | None) -> bool:
        """Whether the day comes with the later date, and not yet with the earlier one."""
        return day is not None and self._question.before.as_of < day <= self._between.as_of


def _in_states(content: object) -> bool:
    return any(family.table == "case_state" for family in FAMILIES[type(content)])  # type: ignore[index]
