"""Addresses and cursors made by hand: no answer is a defect of ours, on either database."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from tests.support.desk import Desk, status
from tests.support.http import V1, Client, Installation, answered

NUL = [
    ("organisations/a%00b", 404),
    ("classifiers/%00", 404),
    ("organisations?region_code=%00", 422),
    ("cases?programme_code=15.02.16%00", 422),
    ("cases?municipality=%00", 422),
    ("snapshot?ugps=%00", 422),
    ("snapshot/cases?organisation=%00", 422),
    ("audit-trail?actor=%00", 422),
]


@pytest.mark.parametrize(("path", "expected"), NUL)
def test_a_nul_is_found_nowhere(staff: Client, path: str, expected: int):
    assert staff.send("GET", f"{V1}/{path}").status_code == expected


@pytest.mark.parametrize("after", [-1, 2**53 + 1, 2**63, 10**40])
@pytest.mark.parametrize(
    "path", ["cases", "snapshot/cases", "quality/cases", "audit-trail", "employers"]
)
def test_a_cursor_made_by_hand_ends_nowhere(installation: Installation, path: str, after: int):
    cursor = urlsafe_b64encode(f'["2026-01-01",0,{after}]'.encode()).decode()
    for client in (installation.staff(), installation.auditor()):
        refused = client.get(path, {"cursor": cursor})
        assert (refused.status_code, answered(refused)["code"]) == (422, "INVALID")


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1899-12-31", "0001-01-01"])
@pytest.mark.parametrize("path", ["cases", "snapshot/cases", "work-lists/STALE_CASES"])
def test_a_cursor_is_of_a_day_of_ours(installation: Installation, path: str, day: str):
    cursor = urlsafe_b64encode(f'["{day}",0,0]'.encode()).decode()
    refused = installation.staff().get(path, {"cursor": cursor})
    assert (refused.status_code, answered(refused)["code"]) == (422, "INVALID")


@pytest.mark.parametrize("day", ["9998-01-01", "2201-01-01"])
def test_a_day_of_an_attribute_is_a_day_of_ours(staff: Client, day: str):
    desk = Desk(staff)
    born = {"child_birth_date": day, "expected_end_on": "2200-12-31"}
    leave = status("PARENTAL_LEAVE", "2025-08-01", attributes=born)
    assert desk.refused("statuses", leave) == (422, "INVALID")
    leave["attributes"]["child_birth_date"] = "2200-12-31"
    desk.post("statuses", leave)
