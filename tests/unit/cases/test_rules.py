"""Every rule of domain 4.5 both ways, at its boundary day: given events, when, then.

The matrix of compatibility has a test of its own (``test_matrix``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.cases import contents
from marshrut.cases.attributes import SEALED
from marshrut.cases.case import Case
from tests.support.rulebook import (
    BORN,
    DIED,
    EMPLOYER,
    GRADUATED,
    GRADUATION,
    TODAY,
    TOMORROW,
    WORK,
    category,
    closure,
    codes,
    confirmation,
    day,
    graduate,
    last_entry,
    movement,
    refusal,
    refused,
    status,
    student,
    writing,
)


@pytest.mark.parametrize(
    ("case", "content", "code"),
    [
        (graduate(DIED), status(WORK, "2025-09-02"), "AFTER_DEATH"),
        (graduate(DIED), status(WORK, "2025-09-01"), None),
        (graduate(DIED), status("F_EMPLOYED", "2025-09-02"), "AFTER_DEATH"),
        (graduate(DIED), status("DECEASED", "2025-08-01"), "AFTER_DEATH"),
        (graduate(DIED), confirmation(day("2025-09-02")), "AFTER_DEATH"),
        (graduate(DIED), confirmation(day("2025-09-01")), None),
        (graduate(), status(WORK, TODAY), None),
        (graduate(), status(WORK, TOMORROW), "FUTURE_ACTUAL"),
        (graduate(), status("F_CONSCRIPT", TOMORROW), None),
        (graduate(), confirmation(TOMORROW), "FUTURE_ACTUAL"),
        (student(), contents.Graduation(graduation_date=TOMORROW), "FUTURE_ACTUAL"),
        (student(), movement("EXPELLED", TOMORROW.isoformat()), "FUTURE_ACTUAL"),
        (graduate(), status(WORK, "2025-08-01", ended_on=day("2025-08-01")), None),
        (graduate(), status(WORK, "2025-08-01", ended_on=day("2025-07-31")), "DATE_ORDER"),
        (student(), status("SERIOUS_ILLNESS", BORN), None),
        (student(), status("SERIOUS_ILLNESS", BORN - timedelta(days=1)), "DATE_ORDER"),
        (graduate(), category("ORPHAN", "2025-01-01", "2024-12-31"), "DATE_ORDER"),
        (graduate(), category("ORPHAN", "2025-01-01", "2025-01-01"), None),
        (graduate(), status("DECEASED", TODAY, ended_on=TODAY), "INVALID"),
    ],
)
def test_death_today_and_the_order_of_dates(
    case: Case, content: contents.Content, code: str | None
):
    assert refusal(case, content) == code


@pytest.mark.parametrize(
    ("code", "first", "expected"),
    [
        (WORK, "2020-02-27", "UNDERAGE_WORK"),
        (WORK, "2020-02-28", None),
        ("EMPLOYED_CIVIL_CONTRACT", "2020-02-27", "UNDERAGE_WORK"),
        ("SOLE_PROPRIETOR", "2020-02-27", "UNDERAGE_WORK"),
        ("SELF_EMPLOYED_NPD", "2020-02-27", "UNDERAGE_WORK"),
        ("MILITARY_CONSCRIPT", "2024-02-27", "UNDERAGE_SERVICE"),
        ("MILITARY_CONSCRIPT", "2024-02-28", None),
        ("MILITARY_CONTRACT", "2024-02-27", None),
        ("F_EMPLOYED", "2020-02-27", None),
    ],
)
def test_ages(code: str, first: str, expected: str | None):
    assert refusal(student(), status(code, first)) == expected


BEFORE_GRADUATION = {
    **dict.fromkeys(("CONTINUING_EDUCATION", "OTHER", "NO_DEMAND"), "BEFORE_GRADUATION"),
    **dict.fromkeys(("CZN_UNEMPLOYED", "CZN_JOB_SEEKER", "INFORMAL"), "BEFORE_GRADUATION"),
    **dict.fromkeys(("NO_MOTIVATION", "AT_RISK_OTHER"), "BEFORE_GRADUATION"),
    **dict.fromkeys((WORK, "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD", "MILITARY_CONTRACT")),
    **dict.fromkeys(("MATERNITY_LEAVE", "DECEASED", "SERVING_SENTENCE", "SERIOUS_ILLNESS")),
    **dict.fromkeys(("FAMILY_CARE", "UNDER_INVESTIGATION", "MOVED_ABROAD", "F_EDUCATION")),
}


@pytest.mark.parametrize(("code", "expected"), BEFORE_GRADUATION.items())
def test_what_students_do_not_have_yet(code: str, expected: str | None):
    content = status(code, GRADUATED - timedelta(days=1))
    if expected or code == "OTHER":
        content = status(code, content.effective_on, attributes={"text": SEALED})
    assert refusal(student(), content) == expected
    assert refusal(graduate(), content) == expected
    on_the_day = status(code, GRADUATED, attributes=content.attributes)
    assert refusal(graduate(), on_the_day) is None


@pytest.mark.parametrize("missing", EMPLOYER)
def test_employment_names_its_employer(missing: str):
    attributes = {name: value for name, value in EMPLOYER.items() if name != missing}
    content = status(WORK, "2025-08-01", attributes=attributes)
    found = refused(lambda: graduate().add(content, writing())).findings
    assert [(f.code, f.field) for f in found] == [("MISSING_ATTRIBUTE", f"attributes.{missing}")]


@pytest.mark.parametrize("code", ["OTHER", "AT_RISK_OTHER"])
def test_an_explanation_is_due(code: str):
    assert refusal(graduate(), status(code, "2025-08-01")) == "TEXT_REQUIRED"
    for name in ("text", "reason"):
        explained = status(code, "2025-08-01", attributes={name: SEALED})
        assert refusal(graduate(), explained) is None


@pytest.mark.parametrize("work", [WORK, "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"])
def test_a_forecast_over_work_is_a_planned_change_or_a_mistake(work: str):
    case = graduate(status(work, "2025-08-01", ended_on=day("2025-09-30")))
    assert refusal(case, status("F_CONSCRIPT", "2025-09-30")) == "KIND_MISMATCH"
    assert refusal(case, status("F_CONSCRIPT", "2025-07-31")) is None
    assert refusal(case, status("F_CONSCRIPT", "2025-10-01")) is None
    assert refusal(case, status("F_EDUCATION", "2025-09-30", planned_change=True)) is None
    assert refusal(graduate(status("CONTINUING_EDUCATION", "2025-08-01")), FORECAST) is None


FORECAST = status("F_EMPLOYED", "2025-09-01")


def test_a_duplicate_has_code_start_and_employer_in_common():
    case = graduate(status(WORK, "2025-08-01"))
    first = last_entry(case)
    again = refused(lambda: case.add(status(WORK, "2025-08-01"), writing()))
    assert (again.code, again.findings[0].parameters["entry_id"]) == ("DUPLICATE", str(first))
    elsewhere = {**EMPLOYER, "employer_inn": "7001000013"}
    assert refusal(case, status(WORK, "2025-08-01", attributes=elsewhere)) is None
    assert refusal(case, status(WORK, "2025-08-02")) is None
    assert refusal(case, status("EMPLOYED_CIVIL_CONTRACT", "2025-08-01")) is None
    case.annul(writing(first))
    assert refusal(case, status(WORK, "2025-08-01")) is None


@pytest.mark.parametrize(
    "closing",
    [movement("EXPELLED", "2025-10-01"), movement("TRANSFERRED", "2025-10-01")],
)
def test_a_closed_case_takes_corrections_and_a_return(closing: contents.Movement):
    case = student(status(WORK, "2025-08-01"))
    work = last_entry(case)
    case.add(closing, writing())
    for content in (status("DECEASED", "2025-09-01"), confirmation(TODAY), GRADUATION):
        assert refusal(case, content) == "CASE_CLOSED"
    case.correct({"effective_on": day("2025-08-02")}, writing(work))
    case.end_status(day("2025-08-31"), writing(work))
    case.annul(writing(work))
    assert refusal(case, movement("REINSTATED", "2025-10-02")) is None
    assert refusal(case, confirmation(TODAY)) is None


def test_a_merged_case_takes_nothing_but_corrections():
    case = graduate(status(WORK, "2025-08-01"))
    merge = contents.Merge(into_case_id=UUID(int=7), effective_on=TODAY)
    case.add(merge, writing())
    for content in (status("DECEASED", "2025-09-01"), category("ORPHAN", "2025-01-01"), merge):
        assert refusal(case, content) == "CASE_CLOSED"
    case.annul(writing(last_entry(case)))
    assert refusal(case, category("ORPHAN", "2025-01-01")) is None


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ((), "EXPELLED", None),
        ((), "ACADEMIC_LEAVE", None),
        ((), "TRANSFERRED", None),
        ((), "REINSTATED", "LIFECYCLE_CONFLICT"),
        ((movement("ACADEMIC_LEAVE", "2025-02-01"),), "EXPELLED", None),
        ((movement("ACADEMIC_LEAVE", "2025-02-01"),), "REINSTATED", None),
        ((movement("ACADEMIC_LEAVE", "2025-02-01"),), "ACADEMIC_LEAVE", "LIFECYCLE_CONFLICT"),
        ((movement("EXPELLED", "2025-02-01"),), "REINSTATED", None),
        ((contents.Graduation(graduation_date=day("2025-02-01")),), "EXPELLED", None),
    ],
)
def test_movements_start_from_the_lifecycle_of_their_day(
    given: tuple[contents.Content, ...], kind: str, expected: str | None
):
    case = student(*given)
    at = "2025-01-31" if given and isinstance(given[0], contents.Graduation) else "2025-03-01"
    assert refusal(case, movement(kind, at)) == expected


def test_only_a_transfer_names_another_school():
    assert refusal(student(), movement("EXPELLED", "2025-03-01", "B")) == "INVALID"
    assert refusal(student(), movement("TRANSFERRED", "2025-03-01", "B")) is None


def test_the_schools_of_a_case_follow_each_other_from_the_beginning_of_days():
    case = student(movement("TRANSFERRED", "2025-03-01", "B"))
    stays = [(stay.start, stay.end, code) for stay, code in case.history.organisations()]
    first = case.history.organisation(day("2025-01-01"))
    assert stays == [
        (date.min, day("2025-03-01"), first),
        (day("2025-03-01"), None, "B"),
    ]
    further = student(
        movement("TRANSFERRED", "2025-03-01", "B"), movement("TRANSFERRED", "2025-04-01", "B")
    )
    assert [code for _, code in further.history.organisations()] == [first, "B"]


def test_one_graduation_and_after_it_the_end_of_monitoring():
    assert refusal(student(), closure("2025-10-01")) == "LIFECYCLE_CONFLICT"
    case = graduate()
    other = contents.Graduation(graduation_date=day("2025-06-29"))
    assert refusal(case, other) == "ALREADY_GRADUATED"
    assert refusal(case, closure("2025-06-29")) == "LIFECYCLE_CONFLICT"
    assert codes(case.add(closure("2025-10-01"), writing()).warnings) == ["EARLY_CLOSURE"]


@pytest.mark.parametrize(
    ("passport", "expected"),
    [
        ({"citizenship_ru": False}, None),
        ({"citizenship_ru": False, "has_snils": True}, "CATEGORY_CONFLICT"),
        ({"citizenship_ru": True}, "CATEGORY_CONFLICT"),
    ],
)
def test_only_foreigners_without_snils_are_such(passport: dict[str, Any], expected: str | None):
    content = category("FOREIGN_NO_SNILS", "2025-01-01")
    assert refusal(graduate(**passport), content) == expected


WARNED: list[tuple[Case, contents.Content, list[str]]] = [
    (student(), status(WORK, "2024-02-27"), ["INCOMPLETE", "MINOR_WORK"]),
    (student(), status(WORK, "2024-02-28"), ["INCOMPLETE"]),
    (student(), status("MILITARY_CONSCRIPT", "2024-10-21"), []),
    (student(), status("MILITARY_CONSCRIPT", "2024-10-20"), ["LONG_CONSCRIPTION"]),
    (
        student(),
        status("MILITARY_CONSCRIPT", "2024-03-01", ended_on=day("2025-04-01")),
        [],
    ),
    (student(), status("SERIOUS_ILLNESS", TODAY, evidence_kind="ORAL"), ["ORAL_EVIDENCE"]),
    (student(), DIED, []),
    (student(), status("DECEASED", TODAY), ["INCOMPLETE"]),
    (student(), category("DISABLED_CHILD", "2023-01-01", "2024-02-28"), ["RE_EVIDENCE_AT_18"]),
    (student(), category("DISABLED_CHILD", "2023-01-01", "2024-02-27"), []),
    (student(), category("DISABLED", "2023-01-01"), []),
    (student(), category("DISABLED", "2023-01-01", nosology=None), ["INCOMPLETE"]),
    (student(), category("ORPHAN", "2023-01-01", nosology=None), []),
]


@pytest.mark.parametrize(("case", "content", "expected"), WARNED)
def test_what_is_worth_a_look(case: Case, content: contents.Content, expected: list[str]):
    assert codes(case.add(content, writing()).warnings) == expected


def test_a_warning_tells_nothing_of_the_birth_date():
    content = category("DISABLED_CHILD", "2023-01-01")
    told = student().add(content, writing()).warnings
    assert [warning.parameters for warning in told] == [{}]


@pytest.mark.parametrize(
    ("workplace", "given", "expected"),
    [
        ("70", (), []),
        ("67", (), ["OUTSIDE_REGION"]),
        ("67", (category("RELOCATED_REGION", "2025-08-01"),), []),
        ("67", (category("RELOCATED_REGION", "2025-08-02"),), ["OUTSIDE_REGION"]),
    ],
)
def test_work_in_another_region(
    workplace: str, given: tuple[contents.Content, ...], expected: list[str]
):
    attributes = {**EMPLOYER, "region": workplace}
    content = status(WORK, "2025-08-01", attributes=attributes)
    warnings = graduate(*given).add(content, writing()).warnings
    assert [code for code in codes(warnings) if code != "INCOMPLETE"] == expected


def test_the_earlier_rule_wins():
    """Semantics S17: the request breaks each rule and all that come after it."""
    too_early = status("MILITARY_CONSCRIPT", TOMORROW)
    shapeless = status(WORK, TOMORROW, attributes={})
    expelled = student(movement("EXPELLED", "2025-10-01"))
    assert refusal(expelled, shapeless) == "MISSING_ATTRIBUTE"
    assert refusal(expelled, status(WORK, TOMORROW)) == "CASE_CLOSED"
    assert refusal(graduate(DIED), too_early) == "AFTER_DEATH"
    assert refusal(student(), status("INFORMAL", TOMORROW)) == "FUTURE_ACTUAL"
    conscript = status("MILITARY_CONSCRIPT", "2024-03-01")
    assert refusal(student(conscript), conscript) == "DUPLICATE"
    later = status("MILITARY_CONSCRIPT", "2024-03-02")
    assert refusal(student(conscript), later) == "INCOMPATIBLE_STATUS"
    young = status("MILITARY_CONSCRIPT", "2024-02-27")
    assert refusal(student(conscript), young) == "UNDERAGE_SERVICE"
