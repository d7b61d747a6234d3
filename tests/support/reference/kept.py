"""Records, employers and who came to activities on a day, read naively from the events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.employers.events import EmployerChanged, EmployerRegistered
from marshrut.records.events import (
    RecordChanged,
    RecordEntryAnnulled,
    RecordEntryCorrected,
    RecordOpened,
)
from tests.support.reference.asked import Asked
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about
from tests.support.reference.tables import COUNTED

ENDS = {
    "VACANCY": {"FILLED", "CLOSED"},
    "CLUSTER": {"ENDED"},
}
"""The states after which a record of the kind is not open any more, as far as these ask."""


@dataclass
class Entry:
    """An entry as a clerk would keep it: a line that is changed in place."""

    version: int
    day: date
    state: str | None
    said: dict[str, Any]
    opening: bool
    annulled: bool = False


@dataclass
class Kept:
    """A record on a day."""

    record_id: UUID
    kind: str
    region: str
    organisation: str | None
    state: str
    since: date
    looked_at: date
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.state not in ENDS.get(self.kind, set())


class Shelf:
    """All that is known at a position beside cases; ``records`` are (position, event)."""

    def __init__(self, records: list[Any], known: Known, *, upto: int | None = None) -> None:
        self.known = known
        self._opened: dict[UUID, RecordOpened] = {}
        self._entries: dict[UUID, dict[UUID, Entry]] = {}
        self._employers: dict[UUID, EmployerRegistered] = {}
        self._changes: list[EmployerChanged] = []
        self._read: dict[date, list[Kept]] = {}
        for position, event in records:
            if upto is None or position <= upto:
                self._take(event)

    def _take(self, event: Any) -> None:
        match event:
            case RecordOpened():
                self._opened[event.originator_id] = event
                self._entries[event.originator_id] = {event.entry_id: _entry(event, opening=True)}
            case RecordChanged():
                self._entries[event.originator_id][event.entry_id] = _entry(event, opening=False)
            case RecordEntryCorrected():
                entry = self._entries[event.originator_id][event.entry_id]
                entry.day = event.effective_on or entry.day
                entry.state = event.state or entry.state
                entry.said = {**entry.said, **event.fields}
            case RecordEntryAnnulled():
                self._entries[event.originator_id][event.entry_id].annulled = True
            case EmployerRegistered():
                self._employers[event.originator_id] = event
            case EmployerChanged():
                self._changes.append(event)

    def on(self, day: date, kind: str) -> list[Kept]:
        """The records of the kind on the day."""
        if day not in self._read:
            found = (self._record(identity, day) for identity in self._opened)
            self._read[day] = [each for each in found if each is not None]
        return [each for each in self._read[day] if each.kind == kind]

    def _record(self, identity: UUID, day: date) -> Kept | None:
        opened = self._opened[identity]
        entries = list(self._entries[identity].values())
        first = next(entry for entry in entries if entry.opening)
        if first.annulled or first.day > day:
            return None
        told = sorted(
            (e for e in entries if not e.annulled and first.day <= e.day <= day),
            key=lambda e: (e.day, e.version),
        )
        said: dict[str, Any] = {}
        by_day: dict[date, str] = {}
        state = ""
        for entry in told:
            said |= entry.said
            state = entry.state or state
            by_day[entry.day] = state
        since = day
        for at in sorted(by_day, reverse=True):
            if by_day[at] != state:
                break
            since = at
        plain = {name: value for name, value in said.items() if value is not None}
        whose = (opened.region_code, opened.organisation)
        return Kept(identity, opened.kind, *whose, state, since, told[-1].day, plain)

    def home(self, inn: str, day: date) -> str | None:
        """The region of a registered employer on the day."""
        told = self._said_of(inn, "region_code", day)
        return None if told is None else str(told)

    def filled(self, day: date, kind: str) -> list[tuple[Kept, date]]:
        """The records of the kind with each day up to this one on which they came to be filled."""
        found: list[tuple[Kept, date]] = []
        for identity, opened in self._opened.items():
            if opened.kind != kind or self._record(identity, day) is None:
                continue
            days = sorted({e.day for e in self._entries[identity].values() if e.day <= day})
            before = ""
            for each in days:
                there = self._record(identity, each)
                if there is not None and there.state == "FILLED" != before:
                    found.append((there, each))
                before = there.state if there is not None else ""
        return found

    def is_opk(self, inn: str, day: date) -> bool:
        """Whether the employer is of the defence complex on the day."""
        return bool(self._said_of(inn, "opk", day))

    def _said_of(self, inn: str, field: str, day: date) -> Any:
        for identity, registered in self._employers.items():
            if registered.inn != inn:
                continue
            told = getattr(registered.passport, field)
            own = [change for change in self._changes if change.originator_id == identity]
            own.sort(key=lambda c: (c.effective_on or date.min, c.originator_version))
            for change in own:
                if (change.effective_on or date.min) <= day:
                    told = change.changes.get(field, told)
            return told
        return None

    def taught(self, day: date, schools: set[str]) -> set[str]:
        """The programmes of the students and graduates of these schools."""
        return {
            str(it.state["programme_code"])
            for _, it in asked_about(self.known, Asked(on=day))
            if it.state["organisation"] in schools and (it.is_student or it.is_graduate)
        }

    def came(self, asked: Asked, activity: UUID) -> dict[UUID, tuple[str, bool, int | None]]:
        """Who came to the activity: of which school, whether as a student, with which answer."""
        found: dict[UUID, tuple[str, bool, int | None]] = {}
        whole = Asked(on=asked.on, organisation=asked.organisation, regions=asked.regions)
        for case_id, it in asked_about(self.known, whole):
            if it.lifecycle == "MERGED":
                continue
            rows = [
                row.fields
                for row in it.case.live("measures")
                if row.fields["activity_id"] == activity and row.fields["provided_on"] <= it.day
            ]
            days = [row["provided_on"] for row in rows if row["result"] in COUNTED]
            days += it.visited(activity)
            if not days:
                continue
            first = min(days)
            rows.sort(key=lambda row: row["provided_on"])
            liked = [row["satisfaction"] for row in rows if row["satisfaction"] is not None]
            student = it.graduated_on is None or first < it.graduated_on
            school = str(it.state["organisation"])
            found[case_id] = (school, student, liked[-1] if liked else None)
        return found

    def audience(self, asked: Asked, line: Kept) -> dict[str, int]:
        """How many came: at the door, or by name where these are more."""
        named = Counter(
            "STUDENTS" if student else "GRADUATES"
            for _, student, _ in self.came(asked, line.record_id).values()
        )
        door = line.said.get("attended", {})
        return {code: max(door.get(code, 0), named[code]) for code in {*door, *named}}


def _entry(event: Any, *, opening: bool) -> Entry:
    version = event.originator_version
    return Entry(version, event.effective_on, event.state, dict(event.fields), opening)
