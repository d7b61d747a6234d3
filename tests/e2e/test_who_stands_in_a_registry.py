"""Who stands in the registries of a centre, from what its staff wrote, over HTTP (domain 8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk, status
from tests.support.http import SCHOOL, Client, Installation, answered, person

SEPTEMBER = "2025-09-01"
STUDENT = {"graduation_date": None, "graduation_year": 2026}
Writes = list[tuple[str, dict[str, Any]]]


def category(code: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """A category from September 2025."""
    return "categories", {"category_code": code, "valid_from": SEPTEMBER, **fields}


def written(code: str, on: str = SEPTEMBER, **fields: Any) -> tuple[str, dict[str, Any]]:
    """A status."""
    return "statuses", status(code, on, **fields)


def contract(kind: str) -> tuple[str, dict[str, Any]]:
    """A contract that was signed in September 2025."""
    employer = {"employer_inn": "7707083893", "employer_name": "Завод"}
    return "contracts", {"contract_kind": kind, "signed_on": SEPTEMBER, **employer}


LEAVE = {"expected_end_on": "2026-03-01"}
JOB = {
    "measure_code": "TEMPORARY_JOB",
    "provided_on": "2026-01-10",
    "result": "PROVIDED",
    "period_end": "2026-03-31",
}
ON = "2026-02-01"
"""The day of the registries. On 31 August 2025 nobody stood there yet."""

WRITES: list[tuple[str, Writes, dict[str, Any]]] = [
    ("R02", [written("MILITARY_CONSCRIPT", "2025-03-01")], {"graduation_date": "2025-02-20"}),
    ("R03", [written("MILITARY_CONSCRIPT", ended_on="2025-12-31")], {}),
    ("R04", [contract("TARGETED")], {}),
    ("R05", [category("OVZ", nosology="HEARING")], {}),
    ("R06", [category("ORPHAN")], {}),
    ("R07", [written("PARENTAL_LEAVE", attributes=LEAVE)], {}),
    ("R08", [written("CZN_UNEMPLOYED")], {}),
    ("R09", [written("INFORMAL")], {}),
    ("R11", [category("RELOCATED_REGION", region="77")], {}),
    ("R13", [contract("DUAL")], {}),
    ("R14", [category("PROFESSIONALITET")], {}),
    ("R15", [category("ABILYMPICS_WINNER")], {}),
    ("R19", [], STUDENT),
    ("R33", [("measures", JOB)], STUDENT),
]


@pytest.fixture
def other(staff: Client) -> Desk:
    """A graduate who works, and stands in none of these."""
    desk = Desk(staff)
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-07-01")
    return desk


@pytest.mark.usefixtures("other")
@pytest.mark.parametrize(("code", "writes", "fields"), WRITES, ids=[row[0] for row in WRITES])
def test_who_stands_there_and_why(
    staff: Client, code: str, writes: Writes, fields: dict[str, Any]
) -> None:
    desk = Desk(staff, person=person(sex="F"), **fields)
    events = [desk.post(action, body)["position"] for action, body in writes]
    point = {"as_of": ON}
    told = answered(staff.get(f"registries/{code}", point))
    assert [row["case_id"] for row in told["rows"]] == [desk.case_id]
    assert set(events) <= set(told["rows"][0]["events"])
    why = answered(staff.get(f"registries/{code}/cases/{desk.case_id}", point))
    assert (why["member"], why["events"]) == (True, told["rows"][0]["events"])
    before = answered(staff.get(f"registries/{code}", {"as_of": "2025-08-31"}))
    assert before["rows"] == []


def test_the_young_are_there_until_they_come_of_age(staff: Client) -> None:
    desk = Desk(staff, person=person(birth_date="2007-12-10"))
    there = [
        [row["case_id"] for row in answered(staff.get("registries/R16", {"as_of": day}))["rows"]]
        for day in ("2025-12-09", "2025-12-10")
    ]
    assert there == [[desk.case_id], []]


def test_a_contract_that_the_employer_broke_is_told_with_the_aid(staff: Client) -> None:
    desk = Desk(staff)
    signed = desk.post(*contract("TARGETED"))["entry_id"]
    broken = {"state": "TERMINATED", "effective_on": "2026-01-15", "terminated_by": "EMPLOYER"}
    desk.post(f"contracts/{signed}/changes", broken)
    asked = {"step_code": "LEGAL_AID_CASE", "state": "PLANNED", "effective_on": "2026-01-20"}
    desk.post("steps", {**asked, "contract_entry_id": signed})
    told = [
        [row["facts"] for row in answered(staff.get("registries/R32", {"as_of": day}))["rows"]]
        for day in ("2026-01-14", "2026-01-19", "2026-01-20")
    ]
    by = {"terminated_on": "2026-01-15", "terminated_by": "EMPLOYER"}
    assert told == [[], [{**by, "legal_aid": False}], [{**by, "legal_aid": True}]]


def test_a_school_without_a_centre_has_its_graduates_in_a_list(installation: Installation) -> None:
    desk = Desk(installation.staff())
    closed = {"effective_on": "2026-01-01", "has_centre": False}
    answer = installation.admin().post(f"organisations/{SCHOOL}/changes", closed)
    assert answer.status_code == 201, answer.text
    auditor = installation.auditor()
    there = [
        [row["case_id"] for row in answered(auditor.get("registries/R12", {"as_of": day}))["rows"]]
        for day in ("2025-12-31", ON)
    ]
    assert there == [[], [desk.case_id]]
