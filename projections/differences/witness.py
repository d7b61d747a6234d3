"""The events of some cases and of what is joined to them, read again without some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.cases.entries import Entry
from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History, State
from marshrut.employers.events import Passport as Employer
from marshrut.ledger.ledger import Ledger, Record
from marshrut.organisations.events import Passport as School
from projections.differences.joined import (
    EMPLOYER,
    NOTHING,
    SCHOOL,
    Joined,
    Kind,
    Places,
    Positions,
    streams_of,
)
from projections.differences.lists import Lists

OF_SCHOOLS = (SCHOOL,)
OF_EMPLOYERS = (SCHOOL, EMPLOYER)
"""The kinds of aggregates that a question joins to cases."""


class Standing(NamedTuple):
    """A case on a day; its school and its employer then, where they are known and asked for.

    ``listed``: the categories that lists of its region give it, where these are asked for.
    """

    state: State
    school: School | None
    employer: Employer | None
    listed: frozenset[str]
    point: AsOf


class Witness:
    """What is known of the cases, of the schools that they have been in, and of others named.

    The ``history`` of a case, and its ``standing`` at a point, are read as if the events at some
    positions had not been recorded; none where nothing of the case is left.
    """

    def __init__(
        self,
        ledger: Ledger,
        cases: Collection[UUID],
        *,
        upto: int,
        kinds: Sequence[Kind] = OF_SCHOOLS,
        lists: Collection[UUID] = (),
    ) -> None:
        self.cases = streams_of(ledger, cases, upto)
        self.joined = {kind: Joined(kind, ledger, self.cases, upto=upto) for kind in kinds}
        self.lists = Lists(ledger, lists, upto=upto)
        self.standing = cache(self._standing)
        self._places = {case_id: Places(records) for case_id, records in self.cases.items()}
        self._read = cache(self._history)
        self._state = cache(History.state)
        self._upto = upto

    def history(self, case_id: UUID, known: int, without: Positions) -> History | None:
        """The case up to a position: the same object wherever the same events are left."""
        return self._read(case_id, *self._places[case_id].left(known, without))

    def records(self, case_id: UUID) -> Iterator[Sequence[Record]]:
        """The records of the case, and of each aggregate that is joined to it."""
        yield self.cases[case_id]
        for joined in self.joined.values():
            yield from joined.of(case_id)
        yield from self.lists.naming(self.cases[case_id])

    def entry(self, case_id: UUID, entry_id: UUID) -> Entry:
        """An entry of a case, as it reads by all that is known here."""
        history = self.history(case_id, self._upto, NOTHING)
        if history is None:
            raise KeyError(case_id)
        return history.entries[entry_id]

    def _standing(self, case_id: UUID, point: AsOf, without: Positions) -> Standing | None:
        history = self.history(case_id, point.known, without)
        if history is None:
            return None
        state = self._state(history, point.as_of)
        codes = {SCHOOL: state.organisation, EMPLOYER: state.employer_inn}
        found = {
            kind: joined.on(codes[kind], point, without) for kind, joined in self.joined.items()
        }
        school: School | None = found.get(SCHOOL)
        listed: frozenset[str] = frozenset()
        if school is not None:
            listed = self.lists.categories(school.region_code, state.programme_code, point, without)
        return Standing(state, school, found.get(EMPLOYER), listed, point)

    def _history(self, case_id: UUID, known: int, without: Positions) -> History | None:
        left = kept(self.cases[case_id], known, without)
        return History(left) if left else None


def kept(records: Sequence[Record], known: int, without: Positions) -> list[Any]:
    """The events of a case that are left: without its opening none, and none on a lost entry."""
    left: list[Any] = []
    entries: set[UUID] = set()
    for position, _, event in records:
        if position > known:
            break
        if position in without or not isinstance(event, CaseEvent):
            continue
        if hasattr(event, "content") and (left or isinstance(event, CaseOpened)):
            entries.add(event.entry_id)
        if event.entry_id in entries:
            left.append(event)
    return left
