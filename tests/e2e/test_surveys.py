"""Results of surveys over HTTP: intentions and satisfaction, group by group, down to the cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import problem, refused
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, open_case
from tests.support.ways import Walker, numbers

DAY = {"as_of": "2025-12-31"}


def survey(
    client: Client, case_id: str, day: str, outcome: str = "COMPLETED", **attributes: Any
) -> dict[str, Any]:
    answer = client.post(
        "case-entries",
        [
            {
                "case_id": case_id,
                "kind": "steps",
                "step_code": "INTENTION_SURVEY",
                "state": "DONE" if outcome == "COMPLETED" else "FAILED",
                "outcome": outcome,
                "effective_on": day,
                "attributes": attributes,
            }
        ],
    )
    assert answer.status_code == 201, answer.text
    written: dict[str, Any] = answered(answer)["items"][0]
    return written


def intentions(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("survey-results/intentions", {**DAY, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def counts(row: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {each["question"]: each["counts"] for each in row["answers"]}


@pytest.fixture
def surveyed(staff: Client) -> list[str]:
    cases = [open_case(staff)["case_id"] for _ in range(4)]
    survey(staff, cases[0], "2025-03-01", in_specialty=True, expected_salary=30_000,
           planned_channel="F_EMPLOYED", expected_region="70", satisfaction=5)  # fmt: skip
    survey(staff, cases[1], "2025-03-01", in_specialty=True, expected_salary=90_000)
    survey(staff, cases[1], "2025-05-01", in_specialty=False, expected_salary=60_000)
    survey(staff, cases[2], "2025-04-01", outcome="REFUSED")
    return cases


def test_the_latest_survey_of_each_counts_question_by_question(staff: Client, surveyed: list[str]):
    (row,) = intentions(staff)["rows"]
    assert (row["cases"], row["asked"], row["percent"]) == (4, 2, 50)
    assert row["salary_median"] == 45_000
    assert counts(row) == {
        "IN_SPECIALTY": {"false": 1, "true": 1},
        "CHANNEL": {"F_EMPLOYED": 1, "none": 1},
        "REGION": {"70": 1, "none": 1},
        "SALARY": {"FROM_30_TO_50": 1, "FROM_50_TO_80": 1},
        "SATISFACTION": {"5": 1, "none": 1},
    }
    (earlier,) = intentions(staff, as_of="2025-04-30")["rows"]
    assert counts(earlier)["IN_SPECIALTY"] == {"true": 2}
    labels = {each["question"]: each["labels"] for each in row["answers"]}
    assert labels["IN_SPECIALTY"] == {"true": "Да", "false": "Нет"}
    assert labels["SALARY"]["FROM_30_TO_50"] == "30–50 тыс."
    assert len(surveyed) == 4


def test_as_it_was_known_and_as_corrected_since(staff: Client, surveyed: list[str]):
    told = survey(staff, surveyed[3], "2025-06-01", in_specialty=True)
    then = intentions(staff)["point"]["known_position"]
    answer = staff.post(
        f"cases/{surveyed[3]}/entries/{told['entry_id']}/correction",
        {"reason": "Ошибка ввода", "attributes": {"in_specialty": False}},
        if_match=told["version"],
    )
    assert answer.status_code == 201, answer.text
    assert counts(intentions(staff)["rows"][0])["IN_SPECIALTY"] == {"false": 2, "true": 1}
    before = intentions(staff, known_position=then)["rows"][0]
    assert counts(before)["IN_SPECIALTY"] == {"false": 1, "true": 2}


@pytest.mark.parametrize("query", [{}, {"by": "organisation"}, {"by": "programme_code"}])
def test_every_number_opens_to_as_many_cases(
    installation: Installation, surveyed: list[str], query: dict[str, str]
):
    there = open_case(installation.staff(OTHER_SCHOOL), organisation=OTHER_SCHOOL)
    region = installation.client("ROIV_STAFF", regions=("70",))
    told = intentions(region, **query)
    walker = Walker(region)
    found = numbers(told)
    assert len(found) > 10
    for way in found:
        assert walker.count(way) == way.number, way
    if query.get("by") == "organisation":
        keys = {row["key"]: (row["cases"], row["asked"]) for row in told["rows"]}
        assert keys == {SCHOOL: (4, 2), OTHER_SCHOOL: (1, 0)}
    assert there["case_id"] not in surveyed


def measure(client: Client, case_id: str, code: str, score: int | None, **said: Any) -> None:
    body = {
        "measure_code": code,
        "provided_on": "2025-05-20",
        "result": "PROVIDED",
        "satisfaction": score,
        **said,
    }
    answer = client.post("case-entries", [{"case_id": case_id, "kind": "measures", **body}])
    assert answer.status_code == 201, answer.text


def test_measures_are_liked_or_not(staff: Client, surveyed: list[str]):
    for number, score in enumerate((5, 4, 1, None)):
        measure(staff, surveyed[number], "RESUME", score, provider="CK")
    measure(staff, surveyed[0], "EXCURSION", 2)
    measure(staff, surveyed[0], "RESUME", 3, provider="CK", provided_on="2025-06-01")
    measure(staff, surveyed[1], "RESUME", 1, provided_on="2024-12-31")
    measure(staff, surveyed[1], "EXCURSION", 1, result="NO_SHOW")
    answer = staff.get("survey-results/satisfaction", DAY)
    assert answer.status_code == 200, answer.text
    told = answered(answer)
    rows = {row["key"]: row for row in told["rows"]}
    assert rows.keys() == {"RESUME", "EXCURSION"}
    assert (rows["RESUME"]["given"], rows["RESUME"]["answered"]) == (4, 3)
    assert rows["RESUME"]["scores"] == {"1": 1, "2": 0, "3": 1, "4": 1, "5": 1}
    assert rows["RESUME"]["mean"] == pytest.approx((5 + 4 + 1 + 3) / 4)
    assert told["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    walker = Walker(staff)
    for way in numbers(told):
        assert walker.count(way) == way.number, way
    by = answered(staff.get("survey-results/satisfaction", {**DAY, "by": "provider"}))
    assert {row["key"]: row["given"] for row in by["rows"]} == {"CK": 4, None: 1}
    for way in numbers(by):
        assert walker.count(way) == way.number, way


def test_bad_questions_say_what_to_ask(staff: Client):
    cases = "survey-results/intentions/cases"
    assert "question" in problem(staff.get(cases, {"said": "true"}))["errors"]
    assert refused(staff.get(cases, {"question": "AGE", "said": "1"}))[0] == 422
    period = {"from": "2025-12-01", "to": "2025-01-01"}
    assert refused(staff.get("survey-results/satisfaction", period)) == (422, "DATE_ORDER")
