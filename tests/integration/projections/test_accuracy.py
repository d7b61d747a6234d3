"""Forecasts beside facts: which forecast counts, what fulfils it, and the cases of every cell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import cases
from marshrut.classifiers import classifier
from projections.accuracy import (
    FULFILLED_BY,
    NO_FORECAST,
    VERDICTS,
    Accuracy,
    accuracy,
    accuracy_page,
)
from projections.population import Filters, Scope
from tests.support.centre import Centre
from tests.support.office import TODAY, Office, employed, status

ONE_DAY = timedelta(days=1)
SPRING = date(2025, 3, 1)
GRADUATION = date(2025, 6, 30)
AUTUMN = date(2025, 9, 1)


class Desk(Centre):
    """A centre, and its forecasts beside facts: every count has as many cases behind it."""

    def told(self, day: date = TODAY, known: int | None = None, **filters: Any) -> Accuracy:
        point = self.point(day, known)
        asked = {"filters": Filters(**filters), "scope": Scope()}
        told = accuracy(self.office.projections, point, **asked)
        for cell in told.cells:
            which = {"forecast": cell.forecast, "verdicts": (cell.verdict,)}
            here = {"filters": Filters(**filters, status=cell.status), "scope": Scope(), **which}
            found = accuracy_page(self.office.projections, point, **here, limit=100)
            assert len(found) == cell.cases
        for track in told.tracks:
            which = {**asked, "forecast": track.forecast, "limit": 100}
            assert len(accuracy_page(self.office.projections, point, **which)) == track.graduates
        assert sum(track.graduates for track in told.tracks) == told.total.graduates
        return told

    def foretold(self, number: int, forecast: str | None, on: date = SPRING) -> UUID:
        """A graduate of whom something was foretold while a student."""
        case = self.open(number, graduation_date=None)
        if forecast is not None:
            self.office.write(case, status(forecast, on))
        self.do(case, cases.graduate, graduation_date=GRADUATION)
        return case


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def verdicts(told: Accuracy) -> dict[tuple[str, str], tuple[str, int]]:
    return {(cell.forecast, cell.status): (cell.verdict, cell.cases) for cell in told.cells}


def test_the_table_crosses_forecasts_and_primary_statuses(centre: Desk) -> None:
    work = [centre.foretold(number, "F_EMPLOYED") for number in range(3)]
    study = centre.foretold(3, "F_EDUCATION")
    service, undecided = centre.foretold(4, "F_CONSCRIPT"), centre.foretold(5, "F_UNDECIDED")
    centre.foretold(6, None)
    for case in (*work[:2], study, service):
        centre.office.write(case, employed(AUTUMN))
    centre.office.write(study, status("CONTINUING_EDUCATION", AUTUMN))
    centre.office.write(undecided, status("NO_DEMAND", AUTUMN))
    told = centre.told()
    assert verdicts(told) == {
        ("F_EMPLOYED", "EMPLOYED_LABOUR_CONTRACT"): ("FULFILLED", 2),
        ("F_EMPLOYED", "F_EMPLOYED"): ("OTHERWISE", 1),
        ("F_EDUCATION", "EMPLOYED_LABOUR_CONTRACT"): ("BESIDE", 1),
        ("F_CONSCRIPT", "EMPLOYED_LABOUR_CONTRACT"): ("OTHERWISE", 1),
        ("F_UNDECIDED", "NO_DEMAND"): ("NOTHING_FORETOLD", 1),
        (NO_FORECAST, "NO_DATA"): ("NOTHING_FORETOLD", 1),
    }
    total = told.total
    assert (total.graduates, total.fulfilled.cases, total.fulfilled.of) == (7, 2, 5)
    assert (total.fulfilled.percent, total.with_beside.percent) == (40.0, 60.0)
    none = next(track for track in told.tracks if track.forecast == NO_FORECAST)
    assert (none.fulfilled.percent, none.fulfilled.reason) == (None, "NO_CASES")
    assert centre.told(graduation_year=2024).tracks == []


def test_the_last_forecast_before_graduation_counts(centre: Desk) -> None:
    case = centre.foretold(1, "F_EMPLOYED")
    second = centre.office.write(case, status("F_EDUCATION", GRADUATION - ONE_DAY))
    later = centre.office.write(case, status("F_CONSCRIPT", GRADUATION))
    assert [track.forecast for track in centre.told().tracks] == ["F_EDUCATION"]
    assert [t.forecast for t in centre.told(known=second.position - 1).tracks] == ["F_EMPLOYED"]
    centre.do(case, cases.annul, second.entry_id, reason="ошибка")
    assert [track.forecast for track in centre.told().tracks] == ["F_EMPLOYED"]
    assert [t.forecast for t in centre.told(known=later.position).tracks] == ["F_EDUCATION"]


def test_a_forecast_that_an_actual_status_ended_still_counts(centre: Desk) -> None:
    case = centre.foretold(1, "F_EMPLOYED")
    centre.office.write(case, employed(AUTUMN))
    before, after = centre.told(AUTUMN - ONE_DAY), centre.told(AUTUMN)
    assert [cell.verdict for cell in before.cells] == ["OTHERWISE"]
    assert [cell.verdict for cell in after.cells] == ["FULFILLED"]


def test_every_forecast_says_what_fulfils_it(centre: Desk) -> None:
    statuses = classifier("statuses").terms
    foretold = {code for code, term in statuses.items() if term.extra["kind"] == "FORECAST"}
    assert set(FULFILLED_BY) == foretold
    assert {code for code, held in FULFILLED_BY.items() if not held} == {"F_UNDECIDED"}
    fulfilling = [code for held in FULFILLED_BY.values() for code in held]
    assert len(set(fulfilling)) == len(fulfilling)
    assert {statuses[code].extra["kind"] for code in fulfilling} == {"ACTUAL"}
    for code in foretold:
        assert classifier("forecast_outcomes").get(code).label_ru == statuses[code].label_ru
    assert set(VERDICTS) == {"FULFILLED", "BESIDE", "OTHERWISE", "NOTHING_FORETOLD"}
    assert centre.told().total.graduates == 0
