"""Checks that facts of several kinds share, and what they are judged by.

Each check is one small function that raises ``Refused``; what it needs beyond the events of the
case comes in ``Circumstances``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from marshrut.cases.casework import CASEWORK
from marshrut.cases.contents import Content
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.lifecycle import CLOSED
from marshrut.refusals import Finding, Refused, finding, refuse

FULL_AGE = 18


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What the edge knows: the date in the case's region, the birth date, the region's code.

    ``otherwise`` tells whether the words of an entry, which the rules never open, are others than
    those that come with the write.
    """

    today: date
    born: date | None = None
    region: str | None = None
    otherwise: Callable[[UUID], bool] = lambda _entry_id: False


class Judgement(msgspec.Struct, frozen=True):
    """The write may stand: with these warnings, closing these entries."""

    warnings: tuple[Finding, ...] = ()
    closed: tuple[UUID, ...] = ()


def check_open(history: History, at: Circumstances) -> None:
    """``CASE_CLOSED``: a case out of monitoring takes corrections only."""
    lifecycle = history.lifecycle(at.today)
    if lifecycle in CLOSED:
        raise refuse("CASE_CLOSED", lifecycle=lifecycle, since=history.lifecycle_since(at.today))


def check_alive(day: date, history: History, *, but: bool = False) -> None:
    """``AFTER_DEATH``: nothing becomes true after the death, nor (``but``) a second death."""
    death = history.died_on
    if death is not None and (but or day > death):
        raise refuse("AFTER_DEATH", died_on=death)


def check_dates(
    first: date,
    last: date | None,
    at: Circumstances,
    *,
    fields: tuple[str, str] = ("effective_on", "ended_on"),
) -> None:
    """``DATE_ORDER``: the last day is not before the first, nor the first before the birth.

    ``fields`` are the names of the two in the request.
    """
    if last is not None and last < first:
        raise refuse("DATE_ORDER", field=fields[1], value=last, not_before=first)
    if at.born is not None and first < at.born:
        raise refuse("DATE_ORDER", field=fields[0], value=first, not_before="birth_date")


def check_after_birth(days: Mapping[str, date | None], *, born: date) -> None:
    """``DATE_ORDER`` for each of the days, by the field that names it, before the birth."""
    early = [
        finding("DATE_ORDER", field=field, value=day, not_before="birth_date")
        for field, day in days.items()
        if day is not None and day < born
    ]
    if early:
        raise Refused(*early)


def check_past(day: date, at: Circumstances, *, field: str) -> None:
    """``FUTURE_ACTUAL``: what has happened did not happen tomorrow."""
    if day > at.today:
        raise refuse("FUTURE_ACTUAL", field=field, effective_on=day, today=at.today)


def check_happened(
    entry: Entry,
    day: date,
    history: History,
    at: Circumstances,
    *,
    field: str = "effective_on",
    reopens: bool = False,
) -> None:
    """The checks that every dated fact shares, in the order of semantics S17."""
    check_dates(day, None, at, fields=(field, field))
    if entry.corrected_by is None and not reopens:
        check_open(history, at)
    check_alive(day, history)
    check_past(day, at, field=field)
    check_duplicate(entry.content, history, at)


def check_duplicate(content: Content, history: History, at: Circumstances) -> None:
    """The same kind, code, day and source twice (domain 4.5); of casework, the very same content.

    Two résumés may be sent on one day, and two consultations held.
    """
    for entry in history.entries.values():
        if entry.annulled_by is not None or _identity(entry.content) != _identity(content):
            continue
        if not (isinstance(content, CASEWORK) and at.otherwise(entry.entry_id)):
            raise refuse("DUPLICATE", existing=entry.entry_id, entry_id=entry.entry_id)


def _identity(content: Content) -> tuple[object, ...]:
    if isinstance(content, CASEWORK):
        return (content,)
    return (content.KIND, content.code, content.starts_on, getattr(content, "source", None))
