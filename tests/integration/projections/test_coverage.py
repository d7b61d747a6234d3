"""Coverage by centres: whose graduates are whose, whom anybody has served, and the 100 % rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import cases, measures, organisations
from marshrut.asof import AsOf
from projections.coverage import (
    BASE_CENTRE,
    CENTRE,
    NOBODY,
    PARTS,
    UNNAMED,
    CoverageAsked,
    CoverageFigures,
    coverage,
    coverage_page,
)
from projections.population import Filters, Scope
from tests.support.centre import Centre
from tests.support.office import ADMIN, TODAY, Office

ONE_DAY = timedelta(days=1)
GIVEN = date(2026, 3, 2)


class Desk(Centre):
    """A centre, and its coverage: every count has as many cases behind it.

    These are listed by one of the databases, in turns.
    """

    def told(self, day: date = TODAY, known: int | None = None, **asked: Any) -> CoverageFigures:
        days = {name: asked.pop(name) for name in ("first", "last") if name in asked}
        scope = asked.pop("scope", Scope())
        question = CoverageAsked(Filters(**asked), scope, **{"last": day, **days})
        point = self.point(day, known)
        told = coverage(self.office.projections, point, asked=question)
        counted: list[tuple[dict[str, Any], int]] = []
        for part in PARTS:
            counted.append(({"part": part}, told.total.parts[part]))
            for row in told.regions:
                if row.region_code is not None:
                    region = {"part": part, "region": row.region_code}
                    counted.append((region, row.parts[part]))
        for provider, count in told.total.providers.items():
            counted.append(({"part": "graduates", "provider": provider}, count))
        for which, count in counted:
            if self.its_turn():
                assert self.behind(point, question, **which) == count, which
        return told

    def behind(self, point: AsOf, asked: CoverageAsked, **which: Any) -> int:
        found = coverage_page(self.office.projections, point, asked=asked, limit=1000, **which)
        return len(found)

    def help(self, case_id: UUID, on: date = GIVEN, **fields: Any) -> Any:
        given = {"measure_code": "RESUME", "provided_on": on, "result": "PROVIDED", **fields}
        return self.do(case_id, measures.record_measure, **given)

    def change(self, code: str, on: date, **changes: Any) -> None:
        service = self.office.service
        organisations.change(service, ADMIN, code, effective_on=on, changes=changes)

    def base_centre(self, region: str = "67", kind: str = "BCK") -> None:
        known = {"name": "БЦК", "region_code": region, "founder_type": "REGIONAL_EDU"}
        kinds = {"has_centre": True, "org_kind": kind}
        organisations.register(
            self.office.service, ADMIN, code=f"{kind}-{region}", **known, **kinds
        )


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def rows(told: CoverageFigures) -> dict[str | None, Any]:
    return {row.organisation: row for row in told.rows}


def test_who_is_covered_by_whom(centre: Desk) -> None:
    for number, school in enumerate("AABC"):
        centre.open(number, organisation=school)
    centre.change("B", date(2026, 1, 1), has_centre=False)
    centre.change("C", date(2026, 1, 1), centre_kind="RESPONSIBLE_PERSON")
    before = centre.told(date(2025, 12, 31))
    assert (before.total.covered.percent, before.total.complete) == (100.0, True)
    alone = rows(centre.told())
    assert [alone[code].covered_by for code in "ABC"] == [CENTRE, NOBODY, NOBODY]
    centre.base_centre()
    told = centre.told()
    assert [rows(told)[code].covered_by for code in "ABC"] == [CENTRE, BASE_CENTRE, NOBODY]
    assert told.total.parts == {
        "graduates": 4, "covered": 3, "own_centre": 2, "base_centre": 1, "not_covered": 1,
        "served": 0, "served_by_responsible": 0, "served_by_others": 0, "not_served": 4,
    }  # fmt: skip
    assert (told.total.covered.percent, told.total.complete) == (75.0, False)
    assert [(row.region_code, row.complete) for row in told.regions] == [
        ("67", True),
        ("70", False),
    ]
    assert centre.told(date(2025, 6, 1)).total.complete is None


@pytest.mark.parametrize("kind", ["COPP", "RESOURCE_CENTRE"])
def test_others_may_be_the_base_centre_of_a_region(centre: Desk, kind: str) -> None:
    centre.open(organisation="C")
    centre.change("C", date(2025, 1, 1), has_centre=False)
    centre.base_centre("67", kind)
    assert centre.told().rows[0].covered_by == NOBODY
    centre.base_centre("70", kind)
    assert centre.told().rows[0].covered_by == BASE_CENTRE
    within = centre.told(scope=Scope(organisation="C"))
    assert within.rows[0].covered_by == BASE_CENTRE


def test_served_is_who_was_given_a_measure_that_counts(centre: Desk) -> None:
    own, other, unnamed, absent, idle = (centre.open(number) for number in range(5))
    based = centre.open(9, organisation="C")
    centre.change("C", date(2025, 1, 1), has_centre=False)
    centre.base_centre("70")
    centre.help(own, provider="CK")
    centre.help(own, provider="CZN")
    centre.help(other, provider="BCK")
    centre.help(unnamed)
    centre.help(absent, provider="CK", result="NO_SHOW")
    centre.help(based, provider="BCK")
    wrong = centre.help(idle, provider="CK")
    centre.do(idle, cases.annul, wrong.entry_id, reason="ошибка")
    told = centre.told()
    total = told.total.parts
    assert (total["served"], total["not_served"]) == (4, 2)
    assert (total["served_by_responsible"], total["served_by_others"]) == (2, 2)
    assert told.total.providers == {"CK": 1, "BCK": 2, "CZN": 1, UNNAMED: 1}
    assert told.total.served.percent == 66.7
    assert centre.told(known=wrong.position).total.parts["served"] == 5


def test_measures_are_those_of_the_days_asked_for(centre: Desk) -> None:
    centre.help(centre.open(), provider="CK")

    def served(day: date = TODAY, **days: date) -> int:
        return centre.told(day, **days).total.parts["served"]

    assert served() == 1
    assert served(GIVEN) == 1
    assert served(GIVEN - ONE_DAY) == 0
    assert served(first=GIVEN) == 1
    assert served(first=GIVEN + ONE_DAY) == 0
    assert served(last=GIVEN - ONE_DAY) == 0
    assert served(GIVEN - ONE_DAY, last=TODAY) == 0


def test_students_are_counted_where_they_are_asked_for(centre: Desk) -> None:
    centre.student()
    assert centre.told().rows == []
    assert centre.told(lifecycle="FINAL_YEAR").total.parts["own_centre"] == 1
