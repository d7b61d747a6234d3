"""The pages of schools at a point: what the last check of each has found (F051; S002-G1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.records.site_checks import Verdict, missing_items
from projections.organisations import organisations_at
from projections.population import Scope
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections

SITE_CHECK = "SITE_CHECK"
SCHOOL = "POO"


class Pages(NamedTuple):
    """A school, its last check up to the day if there is any, and what that did not find."""

    organisation: str
    name: str
    region_code: str
    check: RecordLine | None
    checked_on: date | None
    missing: list[str]

    @property
    def verdict(self) -> Verdict:
        """What is known of them."""
        if self.check is None:
            return Verdict.UNCHECKED
        return Verdict.INCOMPLETE if self.missing else Verdict.COMPLIANT


def pages_at(projections: Projections, point: AsOf, *, scope: Scope) -> list[Pages]:
    """The pages of each school of the scope, by code."""
    sight = Sight(organisation=scope.organisation, regions=scope.regions)
    checks = records_at(projections, point, SITE_CHECK, sight=sight, narrowing=Narrowing())
    last = _last(checks)
    return [
        _pages(school["code"], school["name"], school["region_code"], last.get(school["code"]))
        for school in organisations_at(projections, point, scope=scope)
        if school["org_kind"] == SCHOOL
    ]


def _last(checks: Iterable[RecordLine]) -> dict[str | None, RecordLine]:
    """The last check of each organisation: by its day, of one day the one recorded last."""
    ordered = sorted(checks, key=lambda line: (line.confirmed_on, line.number))
    return {line.organisation: line for line in ordered}


def _pages(code: str, name: str, region: str, check: RecordLine | None) -> Pages:
    if check is None:
        return Pages(code, name, region, None, None, [])
    day = check.confirmed_on
    return Pages(code, name, region, check, day, missing_items(check.fields, day))
