"""What was held in a period over HTTP: by kind, for whom, how it was liked, as known when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import codes_by_field, problem, refused
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.records import changed, on_entry, opened

YEAR = {"as_of": "2025-12-31"}


def figures(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("activity-figures", {**YEAR, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def numbers(told: dict[str, Any]) -> dict[str, int]:
    return {row["kind"]: row["number"] for row in told["rows"] if row["number"]}


def held(client: Client, kind: str, starts_on: str, **fields: Any) -> dict[str, Any]:
    said = {"title": f"{kind} {starts_on}", "activity_kind": kind, "starts_on": starts_on}
    plan = opened(client, "activities", {**said, **fields}, effective_on="2025-08-01")
    return changed(
        client,
        *("activities", plan),
        effective_on="2025-11-30",
        state="HELD",
        fields={"attended": {"STUDENTS": 10, "GRADUATES": 2}},
    )


@pytest.fixture
def autumn(staff: Client) -> dict[str, dict[str, Any]]:
    opened(staff, "activities", {"title": "План", "activity_kind": "JOB_FAIR",
                                 "starts_on": "2025-10-01"}, effective_on="2025-08-01")  # fmt: skip
    return {
        "fair": held(staff, "JOB_FAIR", "2025-10-01", satisfaction={"FULLY": 9, "NOT_AT_ALL": 1}),
        "days": held(staff, "CAREER_DAY", "2025-10-06", ends_on="2025-10-08",
                     satisfaction={"FULLY": 8, "NOT_AT_ALL": 2}),
        "seminar": held(staff, "SEMINAR", "2025-09-10"),
        "early": held(staff, "JOB_FAIR", "2024-12-20"),
    }  # fmt: skip


def test_what_was_held_is_counted_by_kind_and_career_days_by_days(staff: Client, autumn: Any):
    told = figures(staff)
    assert told["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert (told["held"], numbers(told)) == (3, {"JOB_FAIR": 1, "CAREER_DAY": 3, "OTHER": 1})
    assert told["attended"] == {"GRADUATES": 6, "STUDENTS": 30}
    assert (told["surveyed"], told["failed"]) == (2, 1)
    failed = answered(staff.get(told["links"]["failed"]))
    assert [line["title"] for line in failed["records"]] == ["CAREER_DAY 2025-10-06"]
    of_kind = told["templates"]["rows"]["number"].replace("{&kind}", "&kind=OTHER")
    assert [line["title"] for line in answered(staff.get(of_kind))["records"]] == [
        "SEMINAR 2025-09-10"
    ]
    september = figures(staff, **{"from": "2025-09-01", "to": "2025-09-30"})
    assert numbers(september) == {"OTHER": 1}
    assert figures(staff, as_of="2025-11-29")["held"] == 0
    first = staff.get("activity-figures/activities", {**YEAR, "limit": 2})
    assert len(answered(first)["records"]) == 2
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert len(answered(staff.get(following))["records"]) == 1
    assert len(autumn) == 4


def test_attendance_as_reported_then_and_as_corrected_since(staff: Client, autumn: Any):
    fair = autumn["fair"]
    reported = figures(staff)["point"]["known_position"]
    answer = on_entry(
        staff,
        *("activities", fair, fair["entry_id"], "correction"),
        fields={"attended": {"STUDENTS": 7}},
        reason="Лист регистрации",
    )
    assert answer.status_code == 201, answer.text
    assert figures(staff)["attended"] == {"GRADUATES": 4, "STUDENTS": 27}
    then = figures(staff, known_position=reported)
    assert then["attended"] == {"GRADUATES": 6, "STUDENTS": 30}


def test_whose_activities_are_counted(installation: Installation, staff: Client, autumn: Any):
    assert figures(staff, organisation=SCHOOL)["held"] == len(autumn) - 1
    assert figures(installation.staff(FAR_SCHOOL))["held"] == 0
    assert figures(installation.auditor(), region_code="70")["held"] == 3
    far = installation.staff(FAR_SCHOOL).get("activity-figures", {"organisation": SCHOOL})
    assert refused(far) == (403, "FORBIDDEN")
    turned = staff.get("activity-figures", {"from": "2025-02-01", "to": "2025-01-01"})
    assert codes_by_field(problem(turned)) == {"to": "DATE_ORDER"}
    strange = staff.get("activity-figures/activities", {"kind": "SEMINAR"})
    assert codes_by_field(problem(strange)) == {"kind": "INVALID"}
