"""Three cohorts in one view, each with its totals, and the sum of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.cohorts import CohortCount, cohorts, cohorts_page, years_of
from projections.population import Filters, Scope
from tests.support.centre import Centre
from tests.support.office import TODAY, Office, employed, status

DAY = date(2026, 5, 1)


class Desk(Centre):
    """A centre, and its cohorts: every total has as many cases behind it."""

    def told(self, year: int = 2026, day: date = DAY, **asked: Any) -> list[CohortCount]:
        scope = asked.pop("scope", Scope())
        question = {"filters": Filters(**asked), "scope": scope}
        point = self.point(day)
        told = cohorts(self.office.projections, point, year=year, **question)
        for count in told:
            page = {**question, "years": count.years, "limit": 100}
            found = cohorts_page(self.office.projections, point, **page)
            assert len(found) == count.total
            assert sum(case.at_risk_strict for case in found) == count.at_risk_strict.cases
            assert sum(case.at_risk_form for case in found) == count.at_risk_form.cases
        return told

    def graduate(self, number: int, year: int, **fields: Any) -> Any:
        day = date(year, 4, 30)
        return self.open(number, graduation_date=day, passport={"graduation_year": year}, **fields)


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def test_cohorts_have_their_own_totals_and_a_sum(centre: Desk) -> None:
    busy = centre.graduate(1, 2026)
    carer = centre.graduate(2, 2025)
    for number, year in ((3, 2025), (4, 2024), (5, 2023)):
        centre.graduate(number, year)
    centre.student(6)
    centre.office.write(busy, employed(date(2026, 4, 30)))
    centre.office.write(carer, status("FAMILY_CARE", date(2025, 9, 1)))
    this, last, before, together = centre.told()
    assert [count.years for count in (this, last, before)] == [(2026,), (2025,), (2024,)]
    assert (this.total, last.total, before.total, together.total) == (1, 2, 1, 4)
    assert this.groups == {"EMPLOYED": 1}
    assert last.statuses == {"FAMILY_CARE": 1, "NO_DATA": 1}
    assert (last.at_risk_strict.percent, last.at_risk_form.percent) == (100.0, 50.0)
    assert together.groups == {"BARRIER": 1, "EMPLOYED": 1, "OTHER": 2}
    assert (together.at_risk_strict.cases, together.at_risk_form.cases) == (3, 2)
    assert centre.told(2024)[0].total == 1
    assert [count.total for count in centre.told(lifecycle="FINAL_YEAR")] == [1, 0, 0, 1]


def test_a_cohort_without_graduates_has_no_shares(centre: Desk) -> None:
    centre.graduate(1, 2025, organisation="C")
    this, last, *_ = centre.told(day=TODAY)
    assert (this.total, this.at_risk_strict.percent, this.at_risk_strict.reason) == (
        0,
        None,
        "NO_CASES",
    )
    assert last.total == 1
    assert centre.told(scope=Scope(organisation="A"))[3].total == 0


def test_the_years_of_a_cohort() -> None:
    assert years_of(2026) == (2026, 2025, 2024)
    assert [years_of(2026, code) for code in ("Y", "Y-1", "Y-2")] == [(2026,), (2025,), (2024,)]
