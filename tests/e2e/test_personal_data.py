"""Who sees the person: by role, by stated purpose, by the school of the day."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.http import (
    OTHER_SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    open_case,
    person,
)

PERSONAL_EMPLOYER = {"employer_inn": "500100732259", "employer_name": "ИП Сидоров"}


@pytest.fixture
def path(staff: Client) -> str:
    """A case whose employer is a person, too."""
    opened = open_case(staff, person=person(last_name="Мельникова"))
    path = f"cases/{opened['case_id']}"
    body = employed(
        attributes=PERSONAL_EMPLOYER, evidence={"kind": "LABOUR_CONTRACT", "number": "17/к"}
    )
    assert staff.post(f"{path}/statuses", body, version=2).status_code == 201
    change = {"reason": "Вышла замуж", "last_name": "Орлова"}
    assert staff.post(f"{path}/person-changes", change, version=3).status_code == 201
    return path


def test_the_own_school_sees_everything(staff: Client, path: str):
    file = answered(staff.get(path))
    assert file["person"]["last_name"] == "Орлова"
    assert file["primary_status"]["attributes"] == {"in_specialty": True, **PERSONAL_EMPLOYER}
    assert file["primary_status"]["hidden"] == []
    assert file["statuses"][0]["evidence"]["number"] == "17/к"
    trail = answered(staff.get(f"{path}/audit-trail"))["events"]
    assert trail[-1]["changes"] == [
        {"field": "person.last_name", "before": "Мельникова", "after": "Орлова"}
    ]


@pytest.mark.parametrize(("role", "scope"), [("COPP_STAFF", {"regions": ("70",)}), ("AUDITOR", {})])
def test_others_see_the_case_without_the_person(
    installation: Installation, path: str, role: str, scope: dict[str, tuple[str, ...]]
):
    reader = installation.client(role, **scope)
    file = answered(reader.get(path))
    assert (file["person"], file["person_hidden"], file["person_erased"]) == (None, True, False)
    assert file["primary_status"]["attributes"] == {"in_specialty": True}
    assert file["primary_status"]["hidden"] == ["employer_inn", "employer_name"]
    trail = answered(reader.get(f"{path}/audit-trail"))["events"]
    assert (trail[-1]["reason"], trail[-1]["reason_hidden"]) == (None, True)
    assert trail[-1]["changes"] == [
        {"field": "person.last_name", "before": None, "after": None, "hidden": True}
    ]
    seen = "".join(reader.get(f"{path}{part}").text for part in ("", "/timeline", "/audit-trail"))
    for secret in (
        "Орлова",
        "Мельникова",
        "2005-03-14",
        "Сидоров",
        "500100732259",
        "замуж",
        "17/к",
    ):
        assert secret not in seen


def test_an_auditor_with_a_purpose_sees_the_person(installation: Installation, path: str):
    auditor = installation.auditor()
    file = answered(auditor.get(path, X_Purpose="check 2025-14"))
    assert file["person"]["last_name"] == "Орлова"
    assert answered(auditor.get(path, X_Purpose=" "))["person_hidden"] is True


def test_the_birth_date_of_a_minor_does_not_show_in_the_trail(
    installation: Installation, staff: Client
):
    desk = Desk(staff, person=person(birth_date="2007-11-23"))
    wrong = desk.post("person-changes", {"reason": "Ошибка", "birth_date": "2007-11-24"})
    desk.correct(wrong["entry_id"], birth_date="2007-11-25")
    trail = installation.auditor().get(f"{desk.path}/audit-trail").text
    assert not {day for day in ("11-23", "11-24", "11-25") if day in trail}
    assert "11-25" in staff.get(f"{desk.path}/audit-trail").text


def test_a_former_school_keeps_its_own_days_without_the_person(
    installation: Installation, staff: Client
):
    opened = open_case(staff, graduation_date=None, graduation_year=2026)
    path = f"cases/{opened['case_id']}"
    move = {
        "kind": "TRANSFERRED",
        "effective_on": "2025-10-01",
        "to_organisation": OTHER_SCHOOL,
    }
    assert staff.post(f"{path}/movements", move, version=1).status_code == 201
    new = installation.staff(OTHER_SCHOOL)
    assert answered(new.get(path, {"as_of": "2025-09-15"}))["person"] is not None
    before = staff.get(path, {"as_of": "2025-09-30"})
    assert answered(before)["person_hidden"] is True
    assert answered(before)["organisation"] == "TTIT"
    assert "ETag" not in before.headers
    assert staff.get(path, {"as_of": "2025-10-01"}).status_code == 404
    assert staff.get(f"{path}/timeline", {"as_of": "2025-09-30"}).status_code == 404
    assert staff.get(f"{path}/audit-trail", {"as_of": "2025-09-30"}).status_code == 404


def test_nothing_leads_from_an_erased_case_to_another_of_the_same_person(staff: Client):
    someone = person(snils="087-654-302 00")
    trails = []
    for programme in ("15.02.16", "09.02.07"):
        opened = open_case(staff, person=someone, programme_code=programme)
        trails.append(staff.get(f"cases/{opened['case_id']}/audit-trail").text)
    assert "person_id" not in trails[0] + trails[1] + staff.get("audit-trail").text
