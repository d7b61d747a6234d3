"""A programme at any day, by what was known after any event, against a naive second opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from marshrut.programmes.history import Status
from marshrut.programmes.schedule import Schedule
from marshrut.programmes.states import standings
from marshrut.refusals import Refused
from tests.support.programme_acts import Story, item, plan

DUE = (date(2025, 3, 20), date(2025, 6, 20), date(2025, 9, 20))
STATES = ("IN_PROGRESS", "DONE", "CANCELLED")
FIRST = date(2025, 1, 1)

days = st.integers(0, 364).map(lambda number: FIRST + timedelta(days=number))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("approve"), days),
        st.tuples(st.just("amend"), days, st.sampled_from(["А", "Б", "В"])),
        st.tuples(st.just("report"), days, st.sampled_from(DUE), st.sampled_from(STATES)),
        st.tuples(st.just("enter"), days, st.integers(1, 99)),
        st.tuples(st.just("close"), days),
        st.tuples(st.just("redate"), st.integers(0, 9), days),
        st.tuples(st.just("annul"), st.integers(0, 9)),
    ),
    max_size=14,
)


@dataclass(frozen=True)
class Line:
    """One entry as the second opinion notes it, before or after an event: a row of a list."""

    entry_id: UUID
    kind: str
    on: date
    said: Any = None
    gone: bool = False


Book = tuple[Line, ...]


class Clerk:
    """Writes acts into a programme, and a copy of the whole book after each of its events."""

    def __init__(self) -> None:
        self.story = Story(plan(item("1", schedule=Schedule(days=DUE))))
        self.books: list[Book] = [()]

    def do(self, kind: str, *said: Any) -> None:
        """Do what is accepted; what is refused leaves no event and no line."""
        before = len(self.story.events)
        try:
            book = getattr(self, f"_{kind}")(*said)
        except Refused:
            assert len(self.story.events) == before
            return
        self.books.append(book)
        assert len(self.story.events) == len(self.books)

    def _approve(self, on: date) -> Book:
        return self._new("approve", on, lambda: self.story.approve(on.isoformat()))

    def _amend(self, on: date, title: str) -> Book:
        return self._new("amend", on, lambda: self.story.amend(on.isoformat(), title=title), title)

    def _report(self, on: date, due: date, state: str) -> Book:
        told = ("1", state, on.isoformat(), due.isoformat())
        return self._new("report", on, lambda: self.story.report(*told), (due, state))

    def _enter(self, on: date, value: int) -> Book:
        return self._new("enter", on, lambda: self.story.enter(on.isoformat(), value), value)

    def _close(self, on: date) -> Book:
        return self._new("close", on, lambda: self.story.close(on.isoformat()))

    def _redate(self, number: int, on: date) -> Book:
        line = self._line(number)
        name = "approved_on" if line.kind == "approve" else "effective_on"
        self.story.correct(line.entry_id, **{name: on})
        return tuple(replace(x, on=on) if x is line else x for x in self.books[-1])

    def _annul(self, number: int) -> Book:
        line = self._line(number)
        self.story.annul(line.entry_id)
        return tuple(replace(x, gone=True) if x is line else x for x in self.books[-1])

    def _line(self, number: int) -> Line:
        if not self.books[-1]:
            raise Refused
        return self.books[-1][number % len(self.books[-1])]

    def _new(self, kind: str, on: date, write: Callable[[], UUID], said: Any = None) -> Book:
        return (*self.books[-1], Line(write(), kind, on, said))


def standing(book: Book, kind: str, day: date) -> list[Line]:
    """The lines of a kind that stand on a day, the latest in force last."""
    return sorted(
        (line for line in book if line.kind == kind and not line.gone and line.on <= day),
        key=lambda line: line.on,
    )


def status(book: Book, day: date) -> Status:
    """How far the programme has come, said as the domain page says it."""
    if standing(book, "close", day):
        return Status.CLOSED
    approvals = standing(book, "approve", day)
    if not approvals:
        return Status.DRAFT
    changed = [line for line in standing(book, "amend", day) if line.on > approvals[0].on]
    return Status.AMENDED if changed else Status.APPROVED


def state(book: Book, day: date, due: date) -> str:
    """The state of an occurrence."""
    told = [line.said[1] for line in standing(book, "report", day) if line.said[0] == due]
    if told:
        return str(told[-1])
    ends, approvals = standing(book, "close", day), standing(book, "approve", day)
    if ends and ends[0].on < due:
        return "CANCELLED"
    in_force = bool(approvals) and approvals[0].on <= due
    return "OVERDUE" if in_force and day > due else "PLANNED"


@given(acts, st.lists(days, min_size=3, max_size=3))
def test_a_programme_is_what_was_known_of_it_on_the_day(told: list[Any], asked: list[date]) -> None:
    clerk = Clerk()
    for act in told:
        clerk.do(*act)
    for known, book in enumerate(clerk.books, 1):
        history = clerk.story.known(known)
        for day in [*asked, *DUE, date(2025, 12, 31)]:
            titles = [line.said for line in standing(book, "amend", day)]
            values = [line.said for line in standing(book, "enter", day)]
            found = history.plan(day)
            assert found.title == (titles or ["План на 2025 год"])[-1]
            assert found.indicators[0].targets[0].value == (values or [75])[-1]
            assert history.revision(day) == len(titles)
            assert history.status(day) is status(book, day)
            (only,) = standings(history, day)
            states = {each.occurrence.due_on: each.state.value for each in only.occurrences}
            assert states == {due: state(book, day, due) for due in DUE}
