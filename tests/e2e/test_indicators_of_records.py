"""Indicators counted from records over HTTP: down to the records, at any point, beside reports."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, open_case
from tests.support.records import changed, on_entry, opened
from tests.support.reports import reported

YEAR = {"as_of": "2025-12-31"}


def figure(client: Client, indicator: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"indicators/{indicator}", {**YEAR, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def behind(client: Client, told: dict[str, Any], part: str = "numerator") -> dict[str, Any]:
    """What the link of a part leads to; its sum is the part."""
    listed = answered(client.get(told["links"][part]))
    assert listed["sum"] == told[part] == sum(each["number"] for each in listed["pieces"])
    for each in listed["pieces"]:
        assert client.get(each["links"]["piece"]).status_code == 200
    return listed


def held(
    client: Client, kind: str, starts_on: str, audience: str = "STUDENTS", **said: Any
) -> dict[str, Any]:
    fields = {"title": kind, "activity_kind": kind, "starts_on": starts_on, **said}
    plan = opened(client, "activities", fields, effective_on="2025-02-01")
    later = {"attended": {audience: 10}}
    return changed(client, "activities", plan, effective_on=starts_on, state="HELD", fields=later)


@pytest.fixture
def base(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


def test_what_was_held_is_counted_at_any_point_down_to_the_records(staff: Client, base: Client):
    nothing = figure(base, "S004-I7")
    assert (nothing["value"], nothing["reason"]["code"]) == (None, "NO_RECORDS")
    fair = held(staff, "JOB_FAIR", "2025-03-10")
    days = held(staff, "CAREER_DAY", "2025-05-12", ends_on="2025-05-14")
    held(base, "VIDEO", "2025-06-01")
    told = figure(base, "S004-I7")
    assert (told["value"], told["edition"], told["computed"]) == (5, 2, True)
    listed = behind(base, told)
    assert [each["number"] for each in listed["pieces"]] == [1, 3, 1]
    assert listed["pieces"][1]["record"]["record_id"] == days["record_id"]
    assert figure(staff, "S004-I7")["value"] == 4, "a centre counts its own"
    assert figure(base, "S004-I7", as_of="2025-05-11")["value"] == 1
    assert figure(base, "S004-I7", **{"from": "2025-05-01"})["value"] == 4
    by_school = figure(base, "S004-I7", by="organisation")["rows"]
    assert [(row["organisation"], row["numerator"]) for row in by_school] == [
        (SCHOOL, 4),
        (None, 1),
    ]
    assert answered(base.get(by_school[0]["links"]["numerator"]))["sum"] == 4
    then = told["point"]["known_position"]
    off = on_entry(staff, "activities", fair, fair["entry_id"], "annulment", reason="Не было")
    assert off.status_code == 201, off.text
    assert figure(base, "S004-I7")["value"] == 4
    assert figure(base, "S004-I7", known_position=then)["value"] == 5


def test_quotas_of_a_fair_of_the_base_centre_are_of_schools(staff: Client, base: Client):
    quota = {"fair_type": "SPECIALISED_BCK", "quota": {SCHOOL: 2, OTHER_SCHOOL: 6}}
    fair = held(base, "JOB_FAIR", "2025-10-10", **quota)
    cases = [open_case(staff)["case_id"] for _ in range(2)]
    path = f"records/activities/{fair['record_id']}/attendance"
    assert staff.post(path, {"case_ids": cases}).status_code == 201
    told = figure(staff, "S002-G3.2")
    assert (told["numerator"], told["denominator"], told["display"]) == (2, 2, "100,0\u00a0%")
    behind(staff, told)
    behind(staff, told, "denominator")
    whole = figure(base, "S002-G3.2")
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (2, 8, 25)
    rows = {row["organisation"]: row["value"] for row in
            figure(base, "S002-G3.2", by="organisation")["rows"]}  # fmt: skip
    assert rows == {SCHOOL: 100, OTHER_SCHOOL: 0}
    contract = figure(base, "S002-G3.4")
    assert (contract["numerator"], contract["denominator"]) == (0, 2)
    assert answered(base.get(contract["links"]["denominator"]))["total"] == 2


def test_trainings_of_staff_and_those_who_came(base: Client):
    held(base, "STAFF_TRAINING", "2025-04-01", "STAFF")
    held(base, "STAFF_TRAINING", "2025-10-01", "STAFF")
    held(base, "SEMINAR", "2025-10-02", "STAFF")
    trainings, staff = (figure(base, each) for each in ("S000-2.6a", "S000-2.6b"))
    assert (trainings["value"], staff["value"]) == (2, 20)
    assert len(behind(base, staff)["pieces"]) == 2


def test_a_reported_value_stands_before_what_records_say(staff: Client, base: Client):
    held(base, "VIDEO", "2025-06-01")
    assert figure(base, "S000-2.3", region="70")["value"] == 1
    reported(base, "S000-2.3", region_code="70", value=12)
    told = figure(base, "S000-2.3", region="70")
    assert (told["value"], told["reported"]["value"], told["counted"]["value"]) == (12, 12, 1)
    assert told["links"]["numerator"] is None
    assert answered(base.get(told["counted"]["links"]["numerator"]))["sum"] == 1
    assert figure(staff, "S000-2.3")["value"] == 0, "of the school nobody has reported"


def test_yes_no_and_no_data(staff: Client, base: Client):
    plan = figure(staff, "S002-G1.2")
    assert (plan["value"], plan["reason"]["code"]) == (None, "NO_RECORDS")
    items = answered(base.get("classifiers/site_items"))["terms"]
    present = [each["code"] for each in items]
    said = {"url": "https://example.org", "present": present[1:]}
    check = opened(base, "site-checks", said, effective_on="2025-05-01", organisation=SCHOOL)
    assert figure(staff, "S002-G1.2")["value"] is False
    changed(base, "site-checks", check, effective_on="2025-06-01", fields={"present": present})
    told = figure(staff, "S002-G1.2")
    assert (told["value"], told["numerator"], told["denominator"]) == (True, 1, 1)
    behind(staff, told)
    assert behind(staff, told, "denominator")["pieces"][0]["organisation"] == SCHOOL
    liked = figure(base, "S001-I6")
    held(base, "JOB_FAIR", "2025-06-01")
    assert (liked["value"], figure(base, "S001-I6")["reason"]["code"]) == (None, "NO_CASES")
    assert figure(base, "S001-I6")["achieved"] is None, "nobody was asked, so nothing is passed"


def test_of_a_part_of_the_graduates_records_say_nothing(base: Client):
    held(base, "VIDEO", "2025-06-01")
    told = figure(base, "S000-2.3", graduation_year=2025)
    assert (told["value"], told["reason"]["code"]) == (None, "NOT_REPORTED")
    assert figure(base, "S000-2.3", study_form="FULL_TIME")["value"] is None
