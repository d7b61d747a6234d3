"""Vacancies that were filled: from which day, by whom (domain 7.3; S004-I12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from marshrut.asof import Period
from marshrut.records.record import Said

FILLED = "FILLED"


class Filling(NamedTuple):
    """From a day on a vacancy was filled by cases; what it had asked for, and whose it was."""

    on: date
    case_ids: frozenset[str]
    requires_spo: bool
    employer_inn: str


def fillings(told: Iterable[tuple[Period, Said]]) -> list[Filling]:
    """Each unbroken run of days on which a vacancy is filled, by all who are named in it.

    One that is open again and filled anew was filled twice.
    """
    found = []
    for is_filled, run in groupby(told, key=lambda each: each[1].state == FILLED):
        days = list(run)
        if is_filled:
            first, said = days[0]
            lines = (line for _, each in days for line in each.fields.get("filled_by", ()))
            found.append(
                Filling(
                    first.start,
                    frozenset(line["case_id"] for line in lines),
                    bool(said.fields["requires_spo"]),
                    str(said.fields["employer_inn"]),
                )
            )
    return found
