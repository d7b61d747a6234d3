"""A row of an extract: of whom, and which work it names (domain 7.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from marshrut.imports import cells as read
from marshrut.imports.reading import Reading


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. ``insured``: whether it names work; both days are inclusive."""

    snils: str | None
    insured: bool
    employer_inn: str | None = None
    employer_name: str | None = None
    period_from: date | None = None
    period_to: date | None = None

    @property
    def employment(self) -> dict[str, Any]:
        """The work, as the use case takes it."""
        names = ("employer_inn", "employer_name", "period_from", "period_to")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def read_extract(reading: Reading, *, own_organisation: bool) -> Extract:  # noqa: ARG001
    """Read the row; where ``reading.errors`` are, only its СНИЛС is to be used, if it has one.

    A month stands for its days. Where it is not said whether the person is at work, whoever has an
    employer is.
    """
    snils = reading.value("snils", read.snils_of)
    reading.require("snils", snils)
    employer = reading.value("employer_inn", read.inn_of)
    insured = reading.value("insured", read.answer)
    first, last = _period(reading)
    return Extract(
        snils=snils,
        insured=employer is not None if insured is None else insured,
        employer_inn=employer,
        employer_name=reading.value("employer_name", read.text),
        period_from=first,
        period_to=last,
    )


def employments(rows: Iterable[Extract]) -> list[dict[str, Any]]:
    """The work that the rows about one person name, each once, in their order."""
    return [dict(work) for work in dict.fromkeys(_named(rows))]


def _named(rows: Iterable[Extract]) -> Iterator[tuple[tuple[str, Any], ...]]:
    return (tuple(row.employment.items()) for row in rows if row.insured)


def _period(reading: Reading) -> tuple[date | None, date | None]:
    first = reading.value("period_from", read.day)
    last = reading.value("period_to", read.day)
    month = reading.value("month", read.month)
    if first is None and last is None and month is not None:
        return month
    if first is not None and last is not None and last < first:
        reading.wrong("period_to", "PERIOD_TURNED", first=first, last=last)
    return first, last
