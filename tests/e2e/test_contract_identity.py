"""One graduate, one case: natural keys, merges, closings, what each role may write (S17, S21)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk, warned
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    opening,
    organisation,
    person,
)

STUDENT: dict[str, Any] = {"graduation_date": None, "graduation_year": 2026}
SNILS = "100-000-000 09"


def opened(client: Client, **fields: Any) -> tuple[int, str | None]:
    """Open a case: HTTP status, and the code of the refusal."""
    answer = client.post("cases", opening(**fields))
    return answer.status_code, answered(answer).get("code")


@pytest.mark.parametrize("snils", [SNILS, None])
def test_a_case_is_known_by_the_school_and_year_that_it_has_now(
    installation: Installation, staff: Client, snils: str | None
):
    someone = person(**({"snils": snils} if snils else {}))
    desk = Desk(staff, person=someone, **STUDENT)
    assert opened(staff, person=someone, **STUDENT) == (409, "DUPLICATE")
    move = {"kind": "TRANSFERRED", "effective_on": "2025-09-15", "to_organisation": OTHER_SCHOOL}
    desk.post("movements", move)
    desk.client = installation.staff(OTHER_SCHOOL)
    there = {"person": someone, "organisation": OTHER_SCHOOL}
    assert opened(desk.client, **there, **STUDENT) == (409, "DUPLICATE")
    desk.post("graduation", {"graduation_date": "2025-12-31"})
    assert opened(desk.client, **there, graduation_date="2025-12-31") == (409, "DUPLICATE")


def test_other_cases_of_a_person_are_told_within_the_scope(
    installation: Installation, staff: Client
):
    numbered, named = person(snils=SNILS), person()
    far = installation.staff(FAR_SCHOOL)
    for someone, code in ((numbered, "SAME_PERSON"), (named, "POSSIBLE_DUPLICATE")):
        first = answered(staff.post("cases", opening(person=someone)))["case_id"]
        other = staff.post("cases", opening(person=someone, programme_code="43.01.09"))
        warning = answered(other)["warnings"][0]
        assert (warning["code"], first in warning["detail"]) == (code, True)
        elsewhere = far.post("cases", opening(person=someone, organisation=FAR_SCHOOL))
        assert code not in warned(answered(elsewhere))


def test_cases_are_not_merged_in_a_circle(installation: Installation, staff: Client):
    one, other = Desk(staff), Desk(staff)
    far = Desk(installation.staff(FAR_SCHOOL), organisation=FAR_SCHOOL)
    for target in (one, far):
        into = {"into_case_id": target.case_id, "reason": "Дважды"}
        assert one.refused("merge", into) == (422, "INVALID")
    merged = one.post("merge", {"into_case_id": other.case_id, "reason": "Дважды"})
    back = {"into_case_id": one.case_id, "reason": "Дважды"}
    assert other.refused("merge", back) == (409, "LIFECYCLE_CONFLICT")
    counted = answered(staff.get("snapshot/cases"))["cases"]
    assert [row["case_id"] for row in counted] == [other.case_id]
    one.annul(merged["entry_id"])
    assert answered(staff.get("snapshot"))["total"] == 2


def test_the_end_of_monitoring_keeps_the_graduate_in_the_cohort(staff: Client):
    desk = Desk(staff, graduation_date="2023-06-30")
    early = desk.post("closure", {"effective_on": "2025-12-31"})
    assert warned(early) == ["EARLY_CLOSURE"]
    desk.annul(early["entry_id"])
    assert warned(desk.post("closure", {"effective_on": "2026-01-01"})) == []
    assert desk.read("2025-12-31")["lifecycle"] == "GRADUATED"
    assert desk.read("2026-01-01")["lifecycle"] == "MONITORING_CLOSED"
    assert desk.refused("confirmations", {"effective_on": "2026-01-02"}) == (409, "CASE_CLOSED")
    assert answered(staff.get("snapshot", {"graduation_year": 2023}))["total"] == 1


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        ("CK_STAFF", {"organisation": SCHOOL}, 201),
        ("WG_MEMBER", {"organisation": SCHOOL}, 201),
        ("BCK_STAFF", {"regions": ("70",)}, 201),
        ("SYSTEM_IMPORT", {"organisation": SCHOOL}, 201),
        ("POO_HEAD", {"organisation": SCHOOL}, 403),
        ("ROIV_STAFF", {"regions": ("70",)}, 403),
        ("COPP_STAFF", {"regions": ("70",)}, 403),
        ("CZN_OFFICER", {"regions": ("70",)}, 403),
        ("AUDITOR", {}, 403),
        ("ADMIN", {}, 403),
        ("BCK_STAFF", {"regions": ("67",)}, 404),
        ("CK_STAFF", {"organisation": OTHER_SCHOOL}, 404),
    ],
)
def test_who_writes_cases(
    installation: Installation, staff: Client, role: str, scope: dict[str, Any], status: int
):
    desk = Desk(staff)
    desk.client = installation.client(role, **scope)
    answer = desk.try_post("confirmations", {"effective_on": "2025-12-01", "source": "CZN"})
    assert answer.status_code == status


@pytest.mark.parametrize("code", [".", "..", "-1", "a/b", "x" * 65])
def test_a_code_that_cannot_stand_in_a_path_is_refused(installation: Installation, code: str):
    answer = installation.admin().post("organisations", organisation(code))
    assert (answer.status_code, answered(answer)["code"]) == (422, "INVALID")
