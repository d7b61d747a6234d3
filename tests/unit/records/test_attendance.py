"""What coming to an activity is: which measure, on which day, by whom; how many came of a quota."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from marshrut.records.attendance import Activity, attendance_of
from marshrut.records.attended import (
    Attained,
    Came,
    answers,
    by_audience,
    by_organisation,
    quotas,
)
from marshrut.refusals import Refused

ID = UUID(int=7)


def activity(kind: str = "JOB_FAIR", *, state: str = "HELD", org_kind: str = "POO", **said: Any):
    fields = {"activity_kind": kind, "starts_on": "2025-10-06", **said}
    return Activity(ID, state, fields, "SM-1", org_kind)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("JOB_FAIR", "JOB_FAIR"),
        ("TRAINING", "TRAINING_SESSION"),
        ("CAREER_DAY", "CAREER_DAY"),
        ("GROUP_INTERVIEW", "EMPLOYER_INTERVIEW"),
        ("EXCURSION", "EXCURSION"),
        ("OPEN_DAY", "PROFESSION_MEETING"),
        ("CASE_CHAMPIONSHIP", "CASE_CHAMPIONSHIP"),
        ("CAREER_WEEK", "CAREER_WEEK"),
        ("CONSULTATION_GROUP", "GROUP_CONSULTATION"),
        ("VOLUNTEERING", "VOLUNTEERING"),
    ],
)
def test_coming_is_the_measure_of_the_kind(kind: str, code: str):
    told = attendance_of(activity(kind))
    assert (told["measure_code"], told["provided_on"]) == (code, date(2025, 10, 6))
    assert (told["activity_id"], told["provider_org"]) == (ID, "SM-1")


@pytest.mark.parametrize(
    ("org_kind", "fair", "provider"),
    [
        ("POO", None, "CK"),
        ("BCK", None, "BCK"),
        ("CZN", None, "CZN"),
        ("ROIV", None, "ROIV"),
        ("RESOURCE_CENTRE", None, "OTHER"),
        (None, None, "ROIV"),
        ("POO", "MINTRUD", "MINLABOUR"),
        ("POO", "CZN_LOCAL", "CZN"),
        ("POO", "SPECIALISED_BCK", "BCK"),
        ("POO", "INTERREGIONAL", "CK"),
    ],
)
def test_who_holds_it_provides_the_measure(org_kind: Any, fair: str | None, provider: str):
    said = {"fair_type": fair} if fair else {}
    assert attendance_of(activity(org_kind=org_kind, **said))["provider"] == provider


def test_days_of_a_career_day_come_with_it_and_a_day_of_it_may_be_named():
    days = activity("CAREER_DAY", ends_on="2025-10-08", online=True)
    told = attendance_of(days, provided_on=date(2025, 10, 8))
    assert (told["attributes"], told["form"]) == ({"days": 3}, "REMOTE")
    assert told["provided_on"] == date(2025, 10, 8)
    for outside in (date(2025, 10, 5), date(2025, 10, 9)):
        with pytest.raises(Refused) as refused:
            attendance_of(days, provided_on=outside)
        assert refused.value.findings[0].parameters["expected"] == "2025-10-06…2025-10-08"


def test_another_measure_may_be_named_and_must_be_where_the_kind_says_none():
    assert attendance_of(activity(), measure_code="RESUME")["measure_code"] == "RESUME"
    assert "attributes" not in attendance_of(activity("CAREER_DAY"), measure_code="RESUME")
    with pytest.raises(Refused, match="REQUIRED"):
        attendance_of(activity("SEMINAR"))
    said = attendance_of(activity("SEMINAR"), measure_code="TRAINING_SESSION")
    assert said["measure_code"] == "TRAINING_SESSION"


def test_nobody_comes_to_what_was_cancelled():
    with pytest.raises(Refused, match="ACTIVITY_CANCELLED"):
        attendance_of(activity(state="CANCELLED"))


CAME = [Came("SM-1", student=True, satisfaction=5), Came("SM-1", student=True, satisfaction=1),
        Came("SM-2", student=False)]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, {"STUDENTS": 2, "GRADUATES": 1}),
        ({"STUDENTS": 40, "STAFF": 3}, {"STUDENTS": 40, "GRADUATES": 1, "STAFF": 3}),
        ({"STUDENTS": 1, "GRADUATES": 1}, {"STUDENTS": 2, "GRADUATES": 1}),
    ],
)
def test_those_by_name_are_among_those_at_the_door(said: dict[str, int], told: dict[str, int]):
    assert by_audience({"attended": said}, CAME) == told


def test_quotas_are_attained_by_organisation():
    fields = {"quota": {"SM-1": 4, "SM-2": 0, "SM-3": 2}, "attended_from": {"SM-1": 3, "SM-4": 9}}
    assert by_organisation(fields, CAME) == {"SM-1": 3, "SM-2": 1, "SM-4": 9}
    told = quotas(fields, CAME)
    assert told == {"SM-1": Attained(4, 3), "SM-2": Attained(0, 1), "SM-3": Attained(2, 0)}
    assert [each.percent for each in told.values()] == [75, None, 0]


def test_answers_are_summed_up_or_those_of_cases():
    assert answers({}, CAME) == {"FULLY": 1, "NOT_AT_ALL": 1}
    assert answers({"satisfaction": {"RATHER": 9}}, CAME) == {"RATHER": 9}
    assert answers({}, []) == {}
