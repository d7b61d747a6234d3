"""Support, contracts and work as staff write them, in the indicators that count them (domain 9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import WORK, Desk
from tests.support.http import SCHOOL, Client, Installation, answered, person
from tests.support.reports import reported

DAY = {"as_of": "2026-03-01"}
STUDENT = {"graduation_date": None, "graduation_year": 2026}
OF_2026 = {"period_from": "2026-01-01", "period_to": "2026-12-31"}
FACTORY = {"employer_inn": "7707083893", "employer_name": "Завод"}


def given(desk: Desk, code: str, **fields: Any) -> None:
    """A measure of January 2026 that was provided."""
    body = {"measure_code": code, "provided_on": "2026-01-15", "result": "PROVIDED"}
    desk.post("measures", {**body, **fields})


def parts(client: Client, indicator: str, **query: Any) -> tuple[set[str], set[str]]:
    """Those counted and those among whom, by the links of the figure; its numbers are as many."""
    figure = answered(client.get(f"indicators/{indicator}", {**DAY, **query}))
    found = []
    for part in ("numerator", "denominator"):
        link = figure["links"][part]
        cases = answered(client.get(link))["cases"] if link else []
        assert len(cases) == (figure[part] or 0), part
        found.append({case["case_id"] for case in cases})
    return found[0], found[1]


def test_who_applied_was_supported_and_found_work(staff: Client):
    found, waiting, unasked, alone = (Desk(staff) for _ in range(4))
    applied = {"provider": "CK", "initiated_by": "GRADUATE_APPLIED"}
    for desk in (found, waiting):
        given(desk, "JOB_MATCHING", **applied)
    given(unasked, "JOB_MATCHING", provider="CK", initiated_by="CENTRE")
    for desk in (found, unasked, alone):
        desk.status(WORK, "2026-02-01")
    both = {found.case_id, waiting.case_id}
    assert parts(staff, "S004-I4") == ({found.case_id}, both)
    anybody = parts(staff, "S004-I4", variant="any_initiator")
    assert anybody == ({found.case_id, unasked.case_id}, {*both, unasked.case_id})
    before = parts(staff, "S004-I4", as_of="2026-01-31")
    assert before == (set(), both)


def test_support_by_the_base_centre_is_counted_by_graduate(staff: Client):
    twice, once, no_show = (Desk(staff) for _ in range(3))
    for desk in (twice, once):
        given(desk, "JOB_MATCHING", provider="BCK")
    given(twice, "RESUME", provider="BCK")
    given(once, "JOB_MATCHING", provider="CK")
    given(no_show, "JOB_MATCHING", provider="BCK", result="NO_SHOW")
    assert parts(staff, "S001-I9")[0] == {twice.case_id, once.case_id}


def test_students_who_were_helped_to_temporary_work(staff: Client):
    student, other, graduate = Desk(staff, **STUDENT), Desk(staff, **STUDENT), Desk(staff)
    for desk in (student, graduate):
        given(desk, "TEMPORARY_JOB", period_end="2026-04-30")
    assert parts(staff, "S000-3.3")[0] == {student.case_id}
    assert other.case_id not in parts(staff, "S000-3.3")[0]


def test_mentored_students_among_all_students(staff: Client):
    mentored, other = Desk(staff, **STUDENT), Desk(staff, **STUDENT)
    given(mentored, "MENTORING", period_end="2026-04-30")
    assert parts(staff, "S000-3.6") == ({mentored.case_id}, {mentored.case_id, other.case_id})


@pytest.mark.parametrize(
    ("indicator", "kind"), [("S004-I10", "TARGETED"), ("S002-K3", "DUAL")], ids=str
)
def test_contracts_signed_before_graduation(staff: Client, indicator: str, kind: str):
    there, elsewhere, late = (Desk(staff) for _ in range(3))
    for desk, day in ((there, "2024-09-01"), (elsewhere, "2024-09-01"), (late, "2025-07-10")):
        desk.post("contracts", {"contract_kind": kind, "signed_on": day, **FACTORY})
    there.status(WORK, "2025-08-01", attributes=FACTORY)
    elsewhere.status(WORK, "2025-08-01", attributes={"employer_inn": "7001000013"})
    before = {there.case_id, elsewhere.case_id}
    expected = {
        "S004-I10": (before, {*before, late.case_id}),
        "S002-K3": ({there.case_id}, before),
    }
    assert parts(staff, indicator, graduation_year=2025) == expected[indicator]


def test_who_works_within_two_years_and_who_only_studies(staff: Client):
    works, studies, idle = (Desk(staff) for _ in range(3))
    works.status(WORK, "2025-08-01", ended_on="2025-10-31")
    studies.status("CONTINUING_EDUCATION", "2025-09-01")
    both = {works.case_id, idle.case_id}
    assert parts(staff, "S004-I1", graduation_year=2025) == ({works.case_id}, both)
    on_day = parts(staff, "S004-I1", graduation_year=2025, variant="on_date")
    assert on_day == (set(), both)


def test_minors_who_work_stand_against_the_contingent_reported(staff: Client):
    young = Desk(staff, person=person(birth_date="2009-06-01"), **STUDENT)
    Desk(staff, person=person(birth_date="2009-06-01"), **STUDENT)
    given(young, "TEMPORARY_JOB", period_end="2026-04-30")
    reported(staff, "S004-I11", what="DENOMINATOR", value=40, organisation=SCHOOL, **OF_2026)
    figure = answered(staff.get("indicators/S004-I11", DAY))
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (1, 40, 2.5)
    behind = answered(staff.get(figure["links"]["numerator"]))
    assert [case["case_id"] for case in behind["cases"]] == [young.case_id]


def test_channels_and_subscribers_are_told_by_who_counts_them(installation: Installation):
    base = installation.client("BCK_STAFF", regions=("70",))
    reported(base, "S001-I8", value=None, numerator=300, denominator=200, region_code="70")
    told = answered(base.get("indicators/S001-I8", {"as_of": "2025-12-31", "region": "70"}))
    assert (told["value"], told["display"]) == (1.5, "1,5")
