"""Groups for individual work and causes of risk, counted at a point, down to the cases."""

from __future__ import annotations

from typing import Any

from tests.support.desk import Desk
from tests.support.http import Client, answered


def test_groups_and_causes_count_the_cases_behind_them(staff: Client):
    idle, busy = Desk(staff), Desk(staff)
    busy.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01")
    busy.post("categories", {"category_code": "ORPHAN", "valid_from": "2025-07-01"})
    salary = cause(idle, "SALARY", "2025-07-10")
    cause(idle, "LOCATION", "2025-07-10")
    cause(busy, "SALARY", "2025-07-10", subject="NOT_IN_SPECIALTY")
    figures = risks(staff, as_of="2025-08-10")
    assert groups(figures) == {"RG_AT_RISK": 1, "RG_ORPHAN": 1}
    assert causes(figures["causes"]) == {
        ("SALARY", "AT_RISK"): 1,
        ("SALARY", "NOT_IN_SPECIALTY"): 1,
        ("LOCATION", "AT_RISK"): 1,
    }
    at_risk = next(group for group in figures["groups"] if group["code"] == "RG_AT_RISK")
    assert causes(at_risk["causes"]) == {("SALARY", "AT_RISK"): 1, ("LOCATION", "AT_RISK"): 1}
    known = figures["point"]["known_position"]
    idle.post(f"risk-causes/{salary}/end", {"ended_on": "2025-08-01"})
    later = causes(risks(staff, as_of="2025-08-10")["causes"])
    assert ("SALARY", "AT_RISK") not in later
    then = risks(staff, as_of="2025-08-10", known_position=known)
    assert causes(then["causes"]) == causes(figures["causes"])
    listed = {"as_of": "2025-08-10", "cause": "SALARY"}
    found = answered(staff.get("risks/cases", listed))["cases"]
    assert [row["case_id"] for row in found] == [busy.case_id]
    assert answered(staff.get("risks/cases", {**listed, "group": "RG_AT_RISK"}))["cases"] == []


def test_a_group_that_does_not_exist_is_refused(staff: Client):
    assert staff.get("risks/cases", {"group": "RG_LAZY"}).status_code == 422
    assert staff.get("risks", {"groups": "RG_AT_RISK"}).status_code == 422


def test_a_contract_is_a_category_to_filter_by(staff: Client):
    desk = Desk(staff)
    contract = {"contract_kind": "TARGETED", "signed_on": "2025-07-01", "employer_name": "АО"}
    desk.post("contracts", contract)
    asked = {"as_of": "2025-08-01", "category": "TARGETED_CONTRACT"}
    assert answered(staff.get("snapshot", asked))["total"] == 1
    assert answered(staff.get("snapshot", {**asked, "as_of": "2025-06-30"}))["total"] == 0


def cause(desk: Desk, code: str, day: str, **fields: Any) -> str:
    body = {"risk_cause": code, "effective_on": day, **fields}
    entry: str = desk.post("risk-causes", body)["entry_id"]
    return entry


def risks(staff: Client, **query: Any) -> dict[str, Any]:
    return answered(staff.get("risks", query))


def groups(figures: dict[str, Any]) -> dict[str, int]:
    return {group["code"]: group["cases"] for group in figures["groups"] if group["cases"]}


def causes(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["code"], row["subject"]): row["cases"] for row in rows}
