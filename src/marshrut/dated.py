"""A passport that the world dates: what it says on which days, as known by changes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

import msgspec

from marshrut.asof import Period
from marshrut.refusals import Refused, finding, refuse

P = TypeVar("P", bound=msgspec.Struct)


class Change(Protocol):
    """An event: the named fields are others from a day on, or since ever where it names none."""

    @property
    def originator_version(self) -> int:
        """Its place among the events of its aggregate."""

    @property
    def effective_on(self) -> date | None:
        """The first day."""

    @property
    def changes(self) -> dict[str, Any]:
        """The new values; null clears."""


def stretches(passport: P, changes: Iterable[Change]) -> list[tuple[Period, P]]:
    """The passport through valid time; the first holds since ever."""
    versions = [(date.min, passport)]
    for change in sorted(changes, key=lambda e: (_start(e), e.originator_version)):
        versions.append((_start(change), _replaced(versions[-1][1], change.changes)))
    distinct = dict(versions)  # of several changes on one day the last holds
    ends = [*list(distinct)[1:], None]
    return [(Period(day, end), p) for (day, p), end in zip(distinct.items(), ends, strict=True)]


def passport_on(day: date, found: list[tuple[Period, P]]) -> P:
    """What the stretches say on the day."""
    return next(passport for period, passport in found if period.covers(day))


def check_change(passport: P, changes: dict[str, Any], *, allowed: Collection[str]) -> None:
    """Raise ``Refused``: a field that is not ``allowed``, a value out of its shape."""
    unknown = [name for name in changes if name not in allowed]
    if unknown:
        raise Refused(*(finding("UNKNOWN_FIELD", field=name, allowed=allowed) for name in unknown))
    try:
        _replaced(passport, changes)
    except msgspec.ValidationError as error:
        field = str(error).partition("$.")[2].rstrip("`") or "changes"
        raise refuse("INVALID", field=field, expected=error) from error


def _start(change: Change) -> date:
    return change.effective_on or date.min


def _replaced(passport: P, changes: dict[str, Any]) -> P:
    fields = {**msgspec.to_builtins(passport), **msgspec.to_builtins(changes)}
    return msgspec.convert({k: v for k, v in fields.items() if v is not None}, type(passport))
