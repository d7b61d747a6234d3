"""A record through valid time: what is said of it on which days, as known by its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from marshrut.asof import Period
from marshrut.events import Aggregate, Event, Stamp
from marshrut.records.events import (
    RecordChanged,
    RecordEntryAnnulled,
    RecordEntryCorrected,
    RecordOpened,
)
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import Finding, Refused, finding, refuse


class Whose(NamedTuple):
    """Whose a record is: an organisation's of a region, or that region's as a whole."""

    region_code: str
    organisation: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """A dated entry as known; ``version`` is that of the event that brought it, and breaks ties."""

    entry_id: UUID
    version: int
    effective_on: date
    state: str | None
    fields: Mapping[str, Any]
    corrected: int | None = None
    annulled: int | None = None

    @property
    def order(self) -> tuple[date, int]:
        """Entries count by day, and of one day as they were recorded."""
        return self.effective_on, self.version


class Said(msgspec.Struct, frozen=True):
    """What holds of a record for some days: its state, its fields, when it was last looked at."""

    state: str
    fields: Mapping[str, Any]
    confirmed_on: date


Stretches = list[tuple[Period, Said]]


class Record(Aggregate):
    """Something that a case lives among. ``kind`` and ``whose`` are told by the first event."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.kind = ""
        self.whose = Whose("")
        self.opening: UUID | None = None
        self.entries: dict[UUID, Entry] = {}

    def apply(self, event: Any) -> None:
        """Take in one event."""
        match event:
            case RecordOpened():
                self.kind = event.kind
                self.whose = Whose(event.region_code, event.organisation)
                self.opening = event.entry_id
                self.entries[event.entry_id] = _entry(event)
            case RecordChanged():
                self.entries[event.entry_id] = _entry(event)
            case RecordEntryCorrected():
                self.entries[event.entry_id] = corrected(self.entries[event.entry_id], event)
            case RecordEntryAnnulled():
                entry = self.entries[event.entry_id]
                self.entries[event.entry_id] = replace(entry, annulled=event.originator_version)

    @classmethod
    def open(
        cls,
        identity: UUID,
        kind: Kind,
        whose: Whose,
        *,
        entry_id: UUID,
        effective_on: date,
        state: str | None = None,
        fields: Mapping[str, Any],
        by: Stamp,
    ) -> Record:
        """Make a record known from a day on. Raises ``Refused``: something due is missing."""
        record = cls(identity)
        state = state or kind.states[0].code
        entry = Entry(entry_id, 1, effective_on, state, _without_nulls(fields))
        _judge(kind, [], [entry])
        record.trigger(
            RecordOpened,
            by=by,
            kind=kind.code,
            **whose._asdict(),
            entry_id=entry_id,
            effective_on=effective_on,
            state=state,
            fields=entry.fields,
        )
        return record

    def change(
        self,
        *,
        entry_id: UUID,
        effective_on: date,
        state: str | None,
        fields: Mapping[str, Any],
        by: Stamp,
        reason: str | None = None,
    ) -> None:
        """Say what is otherwise from a day on; nothing: it was looked at, and is as it was.

        Raises ``Refused``: before its first day, a state that it does not go to, something due.
        """
        self._check_standing()
        entry = Entry(entry_id, self.version + 1, effective_on, state, dict(fields))
        known = list(self.entries.values())
        _judge(kinds()[self.kind], known, [*known, entry])
        self.trigger(
            RecordChanged,
            by=by,
            entry_id=entry_id,
            effective_on=effective_on,
            state=state,
            fields=entry.fields,
            reason=reason,
        )

    def correct(
        self,
        entry_id: UUID,
        *,
        effective_on: date | None,
        state: str | None,
        fields: Mapping[str, Any],
        reason: str,
        by: Stamp,
    ) -> None:
        """Replace what was wrong: judged as a new entry with the old one left out (S7)."""
        self._check_standing()
        entry = self._standing(entry_id)
        event = RecordEntryCorrected(
            originator_version=self.version + 1,
            by=by,
            entry_id=entry_id,
            effective_on=effective_on,
            state=state,
            fields=dict(fields),
            reason=reason,
        )
        known = list(self.entries.values())
        others = [each for each in known if each.entry_id != entry_id]
        _judge(kinds()[self.kind], known, [*others, corrected(entry, event)])
        self.trigger(
            RecordEntryCorrected,
            by=by,
            entry_id=entry_id,
            effective_on=effective_on,
            state=state,
            fields=event.fields,
            reason=reason,
        )

    def annul(self, entry_id: UUID, *, reason: str, by: Stamp) -> None:
        """Take an entry back; the opening: the record itself. What rests on it stays (S8)."""
        self._check_standing()
        self._standing(entry_id)
        self.trigger(RecordEntryAnnulled, by=by, entry_id=entry_id, reason=reason)

    @property
    def annulled(self) -> bool:
        """Whether the record should never have been."""
        return self.opening is None or self.entries[self.opening].annulled is not None

    def stretches(self) -> Stretches:
        """What is said through valid time; an annulled record has no day."""
        return [] if self.annulled else _stretches(self.entries.values())

    def on(self, day: date) -> Said | None:
        """What holds on ``day``; ``None`` before its first day."""
        return next((said for period, said in self.stretches() if period.covers(day)), None)

    def _standing(self, entry_id: UUID) -> Entry:
        entry = self.entries.get(entry_id)
        if entry is None:
            raise refuse("NOT_FOUND")
        if entry.annulled is not None:
            raise refuse("ENTRY_ANNULLED", entry_id=entry_id)
        return entry

    def _check_standing(self) -> None:
        if self.annulled:
            raise refuse("ENTRY_ANNULLED", entry_id=self.opening)


def stretches(events: Sequence[Event]) -> Stretches:
    """What is said through valid time, as known by ``events``."""
    record = Record(events[0].originator_id)
    for event in events:
        record.replay(event)
    return record.stretches()


def corrected(entry: Entry, event: RecordEntryCorrected) -> Entry:
    """The entry with what the correction names in place of its own."""
    return replace(
        entry,
        effective_on=event.effective_on or entry.effective_on,
        state=event.state or entry.state,
        fields={**entry.fields, **event.fields},
        corrected=event.originator_version,
    )


def _entry(event: RecordOpened | RecordChanged) -> Entry:
    version = event.originator_version
    return Entry(event.entry_id, version, event.effective_on, event.state, event.fields)


def _stretches(entries: Iterable[Entry]) -> Stretches:
    """The days of each say, in order; of several on one day the last holds."""
    versions: dict[date, Said] = {}
    said: Said | None = None
    for entry in _in_order(entries):
        said = _after(said, entry)
        versions[entry.effective_on] = said
    days = [*versions, None]
    return [(Period(start, end), versions[start]) for start, end in pairwise(days) if start]


def _after(said: Said | None, entry: Entry) -> Said:
    if said is None:
        return Said(entry.state or "", _without_nulls(entry.fields), entry.effective_on)
    fields = _without_nulls({**said.fields, **entry.fields})
    return Said(entry.state or said.state, fields, entry.effective_on)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Those that stand, by day; the opening is the first whatever was recorded of its day."""
    return sorted((each for each in entries if each.annulled is None), key=lambda e: e.order)


def _without_nulls(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _judge(kind: Kind, known: Sequence[Entry], entries: Sequence[Entry]) -> None:
    """Raise ``Refused`` for what would be wrong and is not yet.

    What an annulment has left wrong is no reason to refuse what is written since (S8).
    """
    before = {place for place, _ in _faults(kind, known)} if known else set()
    wrong = [found for place, found in _faults(kind, entries) if place not in before]
    if wrong:
        raise Refused(*wrong)


def _faults(kind: Kind, entries: Sequence[Entry]) -> Iterator[tuple[tuple[Any, ...], Finding]]:
    """What is wrong, each with its place: out of order, a state not reached, something not said."""
    ordered = _in_order(entries)
    opening = min(entries, key=lambda each: each.version)
    if ordered[0] is not opening:
        early = ordered[0].effective_on
        yield (
            (ordered[0].entry_id, "DATE_ORDER"),
            _out_of_order("effective_on", early, opening.effective_on),
        )
        return
    state, said = "", None
    for entry in ordered:
        allowed = kind.state(state).to if state else ()
        if entry.state not in {None, state, *allowed} and state:
            found = finding(
                "RECORD_STATE",
                field="state",
                given=entry.state,
                current=state,
                allowed=allowed or "—",
            )
            yield (entry.entry_id, "RECORD_STATE", state), found
        state = entry.state or state
        said = _after(said, entry)
        for name, found in _wrong_in(kind, said):
            yield (entry.entry_id, found.code, name), found


def _wrong_in(kind: Kind, said: Said) -> Iterator[tuple[str, Finding]]:
    """What is due and not said, and days that come before those that they must not."""
    for field in kind.fields:
        path, value = f"fields.{field.name}", said.fields.get(field.name)
        due = field.required or said.state in field.due_in
        if value is None and due:
            yield field.name, finding("REQUIRED", field=path, expected=field.label_en)
        first = said.fields.get(field.not_before) if field.not_before else None
        if value is not None and first is not None and value < first:
            yield field.name, _out_of_order(path, value, first)


def _out_of_order(field: str, value: object, not_before: object) -> Finding:
    return finding("DATE_ORDER", field=field, value=value, not_before=not_before)
