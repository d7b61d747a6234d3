"""What a list says against what the case knows: the same, something new, something else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Any
from uuid import UUID

import msgspec

from marshrut.application.visit import Visit
from marshrut.asof import Period, day_after
from marshrut.cases.attributes import SEALED, split_attributes
from marshrut.cases.contents import Category, Content, Scalar, Status
from marshrut.cases.entries import Entry
from marshrut.cases.events import CategoryAdded, StatusRecorded
from marshrut.imports.employment import Employment
from marshrut.imports.graduates import Graduate
from marshrut.imports.keys import key

PASSPORT = (
    "programme_code",
    "graduation_year",
    "programme_name",
    "study_form",
    "funding",
    "base_education",
    "group_name",
)


class Verdict(Enum):
    """How a fact of the list stands to the case."""

    NEW = auto()
    SAME = auto()
    DIFFERENT = auto()
    TAKEN_BACK = auto()


class Known(msgspec.Struct, frozen=True):
    """The verdict; the entry of the case that it rests on; what differs."""

    verdict: Verdict
    entry_id: UUID | None = None
    differing: tuple[str, ...] = ()


NEW = Known(Verdict.NEW)


def differing_fields(visit: Visit, graduate: Graduate) -> Iterator[str]:
    """Fields of person and passport that the list gives otherwise than the case has them."""
    passport = visit.case.history.passport(visit.at.today)
    for name, value in graduate.person.items():
        if not _alike(value, getattr(visit.person, name)):
            yield name
    for name in PASSPORT:
        value = graduate.passport.get(name)
        if value is not None and not _alike(value, getattr(passport, name)):
            yield name


def known_category(visit: Visit, code: str) -> Known:
    """Whether the case knows the category, on whatever days."""
    for entry in visit.case.history.entries.values():
        standing = entry.annulled_by is None and isinstance(entry.content, Category)
        if standing and entry.content.code == code:
            return Known(Verdict.SAME, entry.entry_id)
    recorded = (event for event in visit.case.events if isinstance(event, CategoryAdded))
    if any(event.content.category_code == code for event in recorded):
        return Known(Verdict.TAKEN_BACK)
    return NEW


def known_status(visit: Visit, employment: Employment) -> Known:
    """Whether the case knows the status: by code, first day and employer, now or once.

    The same status of the same employer over the same time but from another day is not news, it
    contradicts what is known. Raises ``Refused`` for attributes out of shape.
    """
    code, given = employment.status_code, employment.attributes
    clear = split_attributes(code, given, blind=visit.blind_employer).clear
    wanted = (code, employment.effective_on, clear.get("employer_inn"))
    entries = visit.case.history.entries
    standing = [e for e in entries.values() if _is_status(e, code) and e.annulled_by is None]
    for entry in standing:
        if _identity(entry.content) == wanted:
            return _same(entry, clear, employment)
    for event in visit.case.events:
        if isinstance(event, StatusRecorded) and _identity(event.content) == wanted:
            return Known(Verdict.TAKEN_BACK, event.entry_id)
    time = Period(employment.effective_on, day_after(employment.ended_on))
    periods = {e.entry_id: e.period for e in visit.case.history.episodes}
    for entry in standing:
        same_employer = _identity(entry.content)[2] == wanted[2]
        if same_employer and periods[entry.entry_id].overlaps(time):
            return Known(Verdict.DIFFERENT, entry.entry_id, ("status_on",))
    return NEW


def _same(entry: Entry, clear: dict[str, Scalar], employment: Employment) -> Known:
    status = entry.content
    assert isinstance(status, Status)  # noqa: S101 - narrows the type
    differing = [
        name
        for name, value in clear.items()
        if value != SEALED and not _alike(value, status.attributes.get(name))
    ]
    if employment.ended_on not in {None, status.ended_on}:
        if status.ended_on is None:
            return Known(Verdict.NEW, entry.entry_id, tuple(differing))
        differing.append("status_until")
    verdict = Verdict.DIFFERENT if differing else Verdict.SAME
    return Known(verdict, entry.entry_id, tuple(differing))


def _is_status(entry: Entry, code: str) -> bool:
    return isinstance(entry.content, Status) and entry.content.status_code == code


def _identity(content: Content) -> tuple[Any, ...]:
    if not isinstance(content, Status):
        return ()
    return (content.status_code, content.effective_on, content.attributes.get("employer_inn"))


def _alike(given: object, known: object) -> bool:
    """Whether two values are one, however they are written."""
    return given == known or (isinstance(given, str) and key(given) == key(str(known or "")))
