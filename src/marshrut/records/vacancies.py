"""Vacancies: whether one is current, and why it suits a graduate (domain 7.3; S000-3.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

FRESH_DAYS = 92
"""A quarter: so long is a vacancy current once it was opened, changed or confirmed ([D])."""

UGPS_DIGITS = 2


class Ground(StrEnum):
    """Why a vacancy suits; the classifier ``match_grounds`` says it in words."""

    PROGRAMME = "PROGRAMME"
    UGPS = "UGPS"
    ANY_PROGRAMME = "ANY_PROGRAMME"
    MUNICIPALITY = "MUNICIPALITY"


class Seeker(NamedTuple):
    """For whom a vacancy is looked for: the programme, where the school and the graduate are."""

    programme_code: str
    region_code: str
    municipality: str | None = None


def is_current(*, is_open: bool, confirmed_on: date, day: date) -> bool:
    """Whether a vacancy that was last looked at on ``confirmed_on`` may be believed on the day."""
    return is_open and (day - confirmed_on).days <= FRESH_DAYS


def grounds(fields: Mapping[str, Any], region_code: str, seeker: Seeker) -> tuple[Ground, ...]:
    """Why the vacancy of the region suits the seeker, the weightiest first; none: it does not."""
    if region_code != seeker.region_code:
        return ()
    by_programme = _by_programme(fields.get("programme_codes"), seeker.programme_code)
    if by_programme is None:
        return ()
    near = seeker.municipality is not None and fields.get("municipality") == seeker.municipality
    return (by_programme, Ground.MUNICIPALITY) if near else (by_programme,)


def is_for_school(
    fields: Mapping[str, Any],
    programmes: Collection[str],
    *,
    region_code: str,
    employer_region: str | None,
) -> bool:
    """Whether S004-I8 counts a vacancy of the region for a school with these programmes.

    It requires a vocational education, in one of them, and its employer is not known to be of
    another region («за исключением вакансий, которые не соответствуют освоенным…»).
    """
    named = fields.get("programme_codes") or ()
    return (
        bool(fields["requires_spo"])
        and not set(programmes).isdisjoint(named)
        and employer_region in {None, region_code}
    )


def closeness(found: tuple[Ground, ...]) -> tuple[int, int]:
    """How well a vacancy suits, for sorting: the smaller the better."""
    return list(Ground).index(found[0]), -len(found)


def _by_programme(wanted: list[str] | None, programme: str) -> Ground | None:
    if not wanted:
        return Ground.ANY_PROGRAMME
    if programme in wanted:
        return Ground.PROGRAMME
    same = any(each[:UGPS_DIGITS] == programme[:UGPS_DIGITS] for each in wanted)
    return Ground.UGPS if same else None
