"""Cohorts in one view, and forecasts beside facts, over HTTP."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, person

POINT = {"as_of": "2025-12-31"}
SURNAME = "Незабудкина"


@pytest.fixture
def desk(staff: Client) -> Desk:
    """One foretold to work, and who does; of a second one nothing was or is known."""
    desk = Desk(staff, person=person(last_name=SURNAME), graduation_date=None)
    desk.status("F_EMPLOYED", "2025-03-01")
    desk.post("graduation", {"graduation_date": "2025-06-30"})
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-09-01")
    Desk(staff)
    return desk


def test_cohorts_stand_side_by_side(desk: Desk):
    Desk(desk.client, graduation_year=2024, graduation_date="2024-06-30")
    told = answered(desk.client.get("cohorts", POINT))
    assert told["year"] == 2025
    rows = [(row["cohort"], row["graduation_year"], row["total"]) for row in told["cohorts"]]
    assert rows == [("Y", 2025, 2), ("Y-1", 2024, 1), ("Y-2", 2023, 0)]
    assert told["cohorts"][0]["groups"] == {"EMPLOYED": 1, "OTHER": 1}
    assert told["cohorts"][2]["at_risk_strict"]["reason"]["code"] == "NO_CASES"
    assert told["sum"]["total"] == 3
    assert told["sum"]["at_risk_strict"]["percent"] == 66.7
    assert told["labels"]["groups"]["EMPLOYED"]
    assert answered(desk.client.get("cohorts", {**POINT, "year": "2024"}))["sum"]["total"] == 1
    for cohort, number in (("Y", 2), ("Y-1", 1), ("Y-2", 0)):
        listed = answered(desk.client.get("cohorts/cases", {**POINT, "cohort": cohort}))
        assert len(listed["cases"]) == number
    first = desk.client.get("cohorts/cases", {**POINT, "limit": "2"})
    second = desk.client.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
    cases = answered(first)["cases"] + answered(second)["cases"]
    assert len({case["case_id"] for case in cases}) == 3


def test_forecasts_stand_beside_facts(desk: Desk):
    told = answered(desk.client.get("forecast-accuracy", POINT))
    work = "EMPLOYED_LABOUR_CONTRACT"
    assert told["cells"] == [
        {"forecast": "F_EMPLOYED", "status": work, "status_group": "EMPLOYED",
         "verdict": "FULFILLED", "cases": 1},
        {"forecast": "NONE", "status": "NO_DATA", "status_group": "OTHER",
         "verdict": "NOTHING_FORETOLD", "cases": 1},
    ]  # fmt: skip
    assert told["total"]["fulfilled"] == {"cases": 1, "of": 1, "percent": 100.0, "reason": None}
    assert told["fulfilled_by"]["F_EDUCATION"] == ["CONTINUING_EDUCATION"]
    assert told["labels"]["forecasts"] == {"F_EMPLOYED": "Будет трудоустроен"}
    for cell in told["cells"]:
        asked = {**POINT, **{name: cell[name] for name in ("forecast", "verdict", "status")}}
        listed = answered(desk.client.get("forecast-accuracy/cases", asked))["cases"]
        assert len(listed) == cell["cases"]
    missed = {**POINT, "verdict": "OTHERWISE"}
    assert answered(desk.client.get("forecast-accuracy/cases", missed))["cases"] == []


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("path", ["cohorts", "forecast-accuracy"])
def test_who_sees_what(installation: Installation, path: str):
    stranger = installation.staff(OTHER_SCHOOL)
    assert answered(stranger.get(f"{path}/cases", POINT))["cases"] == []
    assert stranger.get(path, {"organisation": SCHOOL}).status_code == 403
    auditor = installation.auditor()
    assert SURNAME not in auditor.get(f"{path}/cases", POINT).text
    assert SURNAME in auditor.get(f"{path}/cases", POINT, X_Purpose="Проверка").text
    assert installation.admin().get(path).status_code == 403
    assert installation.admin().get(f"{path}/cases").status_code == 403


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("cohorts", {"graduation_year": "2025"}, "graduation_year"),
        ("cohorts", {"year": "two"}, "year"),
        ("cohorts", {"cohort": "Y"}, "cohort"),
        ("cohorts/cases", {"cohort": "Y-3"}, "cohort"),
        ("forecast-accuracy", {"forecast": "F_EMPLOYED"}, "forecast"),
        ("forecast-accuracy/cases", {"forecast": "EMPLOYED"}, "forecast"),
        ("forecast-accuracy/cases", {"verdict": "TRUE"}, "verdict"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(path, query)
    assert refused.status_code == 422
    assert list(answered(refused)["errors"]) == [field]
