"""Other aggregates that cases name: what stands in them at a point, without some of their events.

They are joined to a case at the point of the question, never copied into it (semantics S13).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.asof import AsOf, Period
from marshrut.employers import employer as employers
from marshrut.employers.employer import employer_id
from marshrut.employers.events import EmployerRegistered
from marshrut.ledger.ledger import Ledger, Record
from marshrut.organisations import organisation as schools
from marshrut.organisations.events import OrganisationRegistered
from marshrut.organisations.organisation import organisation_id

Positions = frozenset[int]
NOTHING: Positions = frozenset()


class Places:
    """Where the records of a stream stand in the ledger."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._order = [record.position for record in records]
        self._all = frozenset(self._order)

    def left(self, known: int, without: Positions) -> tuple[int, Positions]:
        """The position and the lost positions, as far as they are of this stream.

        Most are not: of many questions the same events are left, and these are read once.
        """
        count = bisect_right(self._order, known)
        last = self._order[count - 1] if count else 0
        return last, without & self._all if without else NOTHING


Field = Callable[[str], Any]
"""What an entry says in a field, or a correction of it; none where it does not say."""


class Kind(NamedTuple):
    """A kind of aggregate: where cases name it, and how it is read.

    ``named``: the codes in what an entry says or changes. ``first``: the event without which
    nothing is known of it.
    """

    named: Callable[[Field], Iterator[object]]
    identity: Callable[[str], UUID]
    first: type
    stretches: Callable[[list[Any]], list[tuple[Period, Any]]]


def _schools(said: Field) -> Iterator[object]:
    yield said("organisation")
    yield said("to_organisation")


def _employers(said: Field) -> Iterator[object]:
    attributes = said("attributes")
    if isinstance(attributes, dict):
        yield attributes.get("employer_inn")


SCHOOL = Kind(_schools, organisation_id, OrganisationRegistered, schools.stretches)
EMPLOYER = Kind(_employers, employer_id, EmployerRegistered, employers.stretches)


class Joined:
    """The aggregates of a kind that some cases name, are in or would be in."""

    def __init__(
        self, kind: Kind, ledger: Ledger, cases: Mapping[UUID, Sequence[Record]], *, upto: int
    ) -> None:
        self._kind = kind
        self._codes = {case_id: _codes(kind, records) for case_id, records in cases.items()}
        codes = sorted({code for codes in self._codes.values() for code in codes})
        streams = streams_of(ledger, [kind.identity(code) for code in codes], upto)
        self.records = {code: streams.get(kind.identity(code), []) for code in codes}
        self._places = {code: Places(records) for code, records in self.records.items()}
        self._stretches = cache(self._stretches_of)

    def of(self, case_id: UUID) -> Iterator[Sequence[Record]]:
        """The records of each of them that the case names."""
        return (self.records[code] for code in self._codes[case_id])

    def on(self, code: str | None, point: AsOf, without: Positions) -> Any:
        """What stands in one at the point; none where nothing is known of it."""
        if code not in self._places:
            return None
        found = self._stretches(code, *self._places[code].left(point.known, without))
        return next((told for period, told in found if period.covers(point.as_of)), None)

    def _stretches_of(self, code: str, known: int, without: Positions) -> list[tuple[Period, Any]]:
        events: list[Any] = [
            record.event
            for record in self.records[code]
            if record.position <= known and record.position not in without
        ]
        registered = events and isinstance(events[0], self._kind.first)
        return self._kind.stretches(events) if registered else []


def streams_of(ledger: Ledger, ids: Collection[UUID], upto: int) -> dict[UUID, list[Record]]:
    """The records of each of the aggregates, up to a position."""
    streams: defaultdict[UUID, list[Record]] = defaultdict(list)
    for record in ledger.records_of_many(list(ids), upto=upto):
        streams[record.event.originator_id].append(record)
    return dict(streams)


def _codes(kind: Kind, records: Sequence[Record]) -> list[str]:
    named = (code for said in said_in(records) for code in kind.named(said))
    return sorted({code for code in named if isinstance(code, str)})


def said_in(records: Sequence[Record]) -> Iterator[Field]:
    """What each of the events of a case says, to be asked field by field."""
    for _, _, event in records:
        for holder in (getattr(event, "content", None), getattr(event, "changes", None)):
            if isinstance(holder, dict):
                yield holder.get
            elif holder is not None:
                yield partial(_field, holder)


def _field(holder: object, name: str) -> Any:
    return getattr(holder, name, None)
