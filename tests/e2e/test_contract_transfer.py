"""Semantics S15: figures and lists by the school of the day, access by the school of today."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, person

SURNAME = "Переводная"
BEFORE, MOVED = "2026-09-30", "2026-10-01"
TRANSFER = {"kind": "TRANSFERRED", "effective_on": MOVED, "to_organisation": OTHER_SCHOOL}


@pytest.fixture
def student(staff: Client) -> Desk:
    """The case of a student of the final year, in school since 2026-09-01."""
    someone = person(last_name=SURNAME, snils="087-654-302 00")
    return Desk(staff, person=someone, graduation_date=None, graduation_year=2027)


def listed(client: Client, case_id: str, path: str, day: str) -> list[str | None]:
    """The surname shown for the case wherever it stands in a list."""
    asked = {"as_of": day, **({"lifecycle": "any"} if path == "snapshot/cases" else {})}
    rows = answered(client.get(path, asked))["cases"]
    return [
        row["person"] and row["person"]["last_name"] for row in rows if row["case_id"] == case_id
    ]


@pytest.mark.parametrize("path", ["cases", "snapshot/cases"])
def test_lists_go_by_the_school_of_the_day_and_names_by_the_school_of_today(
    installation: Installation, student: Desk, path: str
):
    old, new = installation.staff(SCHOOL), installation.staff(OTHER_SCHOOL)
    student.post("movements", TRANSFER)
    case_id = student.case_id
    assert listed(old, case_id, path, BEFORE) == [None]
    assert listed(old, case_id, path, MOVED) == []
    assert listed(new, case_id, path, BEFORE) == []
    assert listed(new, case_id, path, MOVED) == [SURNAME]
    assert SURNAME not in old.get(path, {"as_of": BEFORE, "lifecycle": "any"}).text
    region = installation.client("BCK_STAFF", regions=("70",))
    assert listed(region, case_id, path, BEFORE) == [SURNAME]


def test_the_case_goes_with_its_school_and_comes_back_when_that_was_wrong(
    installation: Installation, student: Desk
):
    old, new = installation.staff(SCHOOL), installation.staff(OTHER_SCHOOL)
    move = student.post("movements", TRANSFER)["entry_id"]
    assert student.client.get(student.path).status_code == 404
    assert student.case_id not in old.get("audit-trail").text
    assert answered(old.post("cases/search", {"name": SURNAME}))["cases"] == []
    student.client = new
    assert student.read(BEFORE)["organisation"] == SCHOOL
    assert student.read(MOVED)["organisation"] == OTHER_SCHOOL
    assert student.read(MOVED)["lifecycle"] == "FINAL_YEAR"
    assert old.post(f"{student.path}/confirmations", {}, version=student.version).status_code == 404
    student.annul(move)
    assert new.get(student.path).status_code == 404
    assert answered(old.get(student.path))["person"]["last_name"] == SURNAME


def test_a_transfer_to_nowhere_known_closes_the_case(student: Desk):
    move = student.post("movements", {"kind": "TRANSFERRED", "effective_on": MOVED})["entry_id"]
    assert student.read(BEFORE)["lifecycle"] == "FINAL_YEAR"
    assert student.read(MOVED)["lifecycle"] == "TRANSFERRED"
    graduation = {"graduation_date": "2026-11-01"}
    assert student.refused("graduation", graduation) == (409, "CASE_CLOSED")
    student.correct(move, to_organisation=SCHOOL)
    assert student.read(MOVED)["lifecycle"] == "FINAL_YEAR"


def test_nobody_moves_to_the_school_where_he_is(student: Desk):
    stays = {**TRANSFER, "to_organisation": SCHOOL}
    assert student.refused("movements", stays) == (422, "INVALID")
