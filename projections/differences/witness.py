"""The events of some cases and their schools, to be read again without some of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.cases.entries import Entry
from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History
from marshrut.ledger.ledger import Ledger, Record
from marshrut.organisations.events import OrganisationRegistered
from marshrut.organisations.organisation import organisation_id, stretches
from projections.differences.membership import Standing

Positions = frozenset[int]
NOTHING: Positions = frozenset()


class Witness:
    """What is known of the cases and of the schools that they have been in.

    ``history`` of a case up to a position, and its ``standing`` at a point, are read as if the
    events at some positions had not been recorded; none where nothing of the case is left.
    """

    def __init__(self, ledger: Ledger, cases: Collection[UUID], *, upto: int) -> None:
        self.cases = _streams(ledger, cases, upto)
        self.schools_of = {case_id: _schools(records) for case_id, records in self.cases.items()}
        codes = {code for codes in self.schools_of.values() for code in codes}
        streams = _streams(ledger, [organisation_id(code) for code in codes], upto)
        self.schools = {code: streams.get(organisation_id(code), []) for code in sorted(codes)}
        self.history = cache(self._history)
        self.standing = cache(self._standing)
        self._passports = cache(self._passports_of)
        self._upto = upto

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
        state = history.state(point.as_of)
        passports = self._passports(state.organisation, point.known, without)
        holding = (passport for period, passport in passports if period.covers(point.as_of))
        return Standing(state, next(holding, None), point)

    def _history(self, case_id: UUID, known: int, without: Positions) -> History | None:
        left = kept(self.cases[case_id], known, without)
        return History(left) if left else None

    def _passports_of(self, code: str, known: int, without: Positions) -> list[Any]:
        events: list[Any] = [
            record.event
            for record in self.schools.get(code, ())
            if record.position <= known and record.position not in without
        ]
        registered = events and isinstance(events[0], OrganisationRegistered)
        return stretches(events) if registered else []


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


def _streams(ledger: Ledger, ids: Collection[UUID], upto: int) -> dict[UUID, list[Record]]:
    streams: defaultdict[UUID, list[Record]] = defaultdict(list)
    for record in ledger.records_of_many(list(ids), upto=upto):
        streams[record.event.originator_id].append(record)
    return dict(streams)


def _schools(records: Sequence[Record]) -> list[str]:
    return sorted(set(_named(records)))


def _named(records: Sequence[Record]) -> Iterator[str]:
    """The codes of the schools that the case is, was or would be in."""
    for _, _, event in records:
        for holder in (getattr(event, "content", None), getattr(event, "changes", None)):
            for name in ("organisation", "to_organisation"):
                got = holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)
                if isinstance(got, str):
                    yield got
