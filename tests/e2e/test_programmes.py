"""Programmes over HTTP: from a draft to its end, what is overdue, what comes next, who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.programmes import PROGRAMME, Register, item, programme, school_plan

APPROVAL = {"approved_on": "2025-01-10", "document": "Распоряжение"}
DONE = {"item_id": "1.1", "state": "DONE", "effective_on": "2025-01-18", "due_on": "2025-01-20"}


@pytest.fixture
def authority(installation: Installation) -> Client:
    """The authority of Tomsk."""
    return installation.client("ROIV_STAFF", regions=("70",))


def dues(told: dict[str, Any]) -> list[str]:
    return [each["due_on"] for each in told["items"]]


def test_a_programme_from_draft_to_its_end(authority: Client):
    register = Register(authority, programme())
    assert register.read()["status"] == {"code": "DRAFT", "label": "Проект"}
    register.post("approval", APPROVAL)
    reported = register.post("progress", DONE)
    found = register.read(as_of="2025-02-20")
    assert found["status"]["label"] == "Утверждена"
    (only,) = found["items"]
    assert only["state"] == {"code": "IN_PROGRESS", "label": "Выполняется"}
    assert only["responsible"] == [{"code": "CK", "name": "Центр карьеры"}]
    assert [each["state"]["code"] for each in only["occurrences"][:3]] == ["DONE", *["PLANNED"] * 2]
    assert only["occurrences"][0]["reports"][0]["entry_id"] == reported["entry_id"]
    register.post("closure", {"effective_on": "2025-06-30", "reason": "Завершена досрочно"})
    assert register.read(as_of="2025-06-30")["status"]["code"] == "CLOSED"
    assert register.read(as_of="2025-06-29")["status"]["code"] == "APPROVED"


def test_overdue_and_upcoming_items_at_any_point(authority: Client):
    register = Register(authority, programme())
    before = register.post("approval", APPROVAL)["position"]
    overdue = register.read("/items", as_of="2025-03-20", state="OVERDUE")
    assert dues(overdue) == ["2025-01-20", "2025-02-20"]
    assert overdue["items"][0]["days_left"] == -59
    assert overdue["counts"]["OVERDUE"] == 1
    coming = register.read("/items", as_of="2025-03-20", state="UPCOMING", days=31)
    assert dues(coming) == ["2025-03-20", "2025-04-20"]
    register.post("progress", DONE)
    assert dues(register.read("/items", as_of="2025-03-20", state="OVERDUE")) == ["2025-02-20"]
    then = register.read("/items", as_of="2025-03-20", state="OVERDUE", known_position=before)
    assert dues(then) == ["2025-01-20", "2025-02-20"]
    assert dues(register.read("/items", as_of="2025-03-20", state="DONE")) == ["2025-01-20"]
    assert len(register.read("/items", as_of="2025-03-20", responsible="CK")["items"]) == 12
    assert register.read("/items", section="2")["items"] == []


def test_what_was_due_before_the_approval_is_overdue_only_if_asked(authority: Client):
    register = Register(authority, programme())
    register.post("approval", {**APPROVAL, "approved_on": "2025-02-01"})
    asked = {"as_of": "2025-03-01", "state": "OVERDUE"}
    assert dues(register.read("/items", **asked)) == ["2025-02-20"]
    strict = register.read("/items", **asked, before_approval="true")
    assert dues(strict) == ["2025-01-20", "2025-02-20"]
    assert strict["items"][0]["before_approval"]


def test_an_amendment_holds_from_its_day_and_was_unknown_before(authority: Client):
    register = Register(authority, programme())
    before = register.post("approval", APPROVAL)["position"]
    more = item("1.2", schedule={"days": ["2025-09-01"]}, activity="S004-A22", title=None)
    del more["title"]
    amendment = {"effective_on": "2025-05-01", "reason": "Скорректирован", "items": [more]}
    register.post("amendments", amendment)
    assert len(register.read(as_of="2025-04-30")["items"]) == 1
    found = register.read(as_of="2025-05-01")
    assert (found["revision"], found["status"]["code"]) == (1, "AMENDED")
    added = found["items"][1]
    assert added["title"] == "Формирование электронной базы стажировок"
    assert [each["label"] for each in added["keywords"]] == ["Мероприятия РОИВ", "Информирование"]
    assert len(register.read(as_of="2025-05-01", known_position=before)["items"]) == 1


def test_progress_is_corrected_and_annulled_by_name(authority: Client):
    register = Register(authority, programme())
    register.post("approval", APPROVAL)
    entry = register.post("progress", DONE)
    path = f"entries/{entry['entry_id']}"
    register.post(f"{path}/correction", {"reason": "Не завершено", "state": "IN_PROGRESS"})
    asked = {"as_of": "2025-02-01"}
    first = register.read("/items", **asked)["items"][0]
    assert (first["state"]["code"], first["reports"][0]["corrected"]) == ("IN_PROGRESS", True)
    then = register.read("/items", **asked, known_position=entry["position"])["items"][0]
    assert then["state"]["code"] == "DONE"
    register.post(f"{path}/annulment", {"reason": "Внесено по ошибке"})
    assert register.read("/items", **asked)["items"][0]["state"]["code"] == "OVERDUE"
    found = register.read("/entries")["entries"]
    assert [(each["kind"], each["state"]) for each in found] == [
        ("approval", "current"),
        ("progress", "annulled"),
    ]
    events = register.read("/audit-trail")["events"]
    assert [(each["topic"], each["reason"]) for each in events[2:]] == [
        ("programme.progress-reported", None),
        ("programme.entry-corrected", "Не завершено"),
        ("programme.entry-annulled", "Внесено по ошибке"),
    ]
    assert events[3]["changes"] == {"state": "IN_PROGRESS"}
    assert {each["role"] for each in events} == {"ROIV_STAFF"}
    assert register.refused(f"{path}/correction", {"reason": "x", "state": "DONE"}) == (
        "ENTRY_ANNULLED"
    )


def test_a_shipped_programme_is_approved_as_its_original_was(installation: Installation):
    smolensk = installation.client("ROIV_STAFF", regions=("67",))
    register = Register(smolensk, {"template": "S001"})
    register.post("approval", {})
    found = register.read(as_of="2022-06-01")
    assert (found["approval"]["number"], found["approval"]["approved_on"]) == (
        "1006-02",
        "2021-11-19",
    )
    assert len(found["items"]) == 25
    assert {note["defect"] for note in found["notes"]} >= {10, 11, 12, 13, 14, 15, 16}
    (mentioned,) = [each for each in found["items"] if each["number"] == "3.7"]
    assert {note["defect"] for note in mentioned["notes"]} == {11, 34}
    listed = answered(smolensk.get("programmes"))["programmes"]
    assert [(each["code"], each["valid_to"]) for each in listed] == [("S001", "2022-12-31")]


def test_the_roadmap_says_nothing_of_its_approval_so_it_must_be_told(authority: Client):
    register = Register(authority, {"template": "S000"})
    answer = authority.post("programmes/S000/approval", {}, version=register.version)
    assert set(answered(answer)["errors"]) == {"approved_on", "document"}


def test_a_plan_of_a_school_is_drafted_by_its_centre_and_approved_by_its_head(
    installation: Installation,
):
    centre = installation.staff()
    head = installation.client("POO_HEAD", organisation=SCHOOL)
    register = Register(centre, school_plan())
    assert register.refused("approval", APPROVAL) == "FORBIDDEN"
    assert register.refused("progress", DONE, by=head) == "FORBIDDEN"
    register.post("amendments", {"effective_on": "2025-01-01", "reason": "x", "title": "План ЦК"})
    register.post("approval", APPROVAL, by=head)
    later = {"effective_on": "2025-03-01", "reason": "x", "title": "Иначе"}
    assert register.refused("amendments", later) == "FORBIDDEN"
    register.post("amendments", later, by=head)
    register.post("progress", DONE)
    seen = {
        name: installation.client(role, **bounds).get("programmes/PLAN-1").status_code
        for name, (role, bounds) in {
            "authority": ("ROIV_STAFF", {"regions": ("70",)}),
            "another school": ("CK_STAFF", {"organisation": OTHER_SCHOOL}),
            "another region": ("ROIV_STAFF", {"regions": ("67",)}),
            "auditor": ("AUDITOR", {}),
            "employment centre": ("CZN_OFFICER", {"regions": ("70",)}),
        }.items()
    }
    assert seen == {
        "authority": 200,
        "another school": 404,
        "another region": 404,
        "auditor": 200,
        "employment centre": 403,
    }


def test_a_school_sees_the_programme_of_its_region_but_not_its_figures(
    installation: Installation, authority: Client
):
    Register(authority, programme())
    staff, far = installation.staff(), installation.staff(FAR_SCHOOL)
    path = f"programmes/{PROGRAMME}"
    assert staff.get(path).status_code == 200
    assert answered(staff.get("programmes"))["programmes"][0]["code"] == PROGRAMME
    assert staff.get(f"{path}/evaluation").status_code == 403
    assert far.get(path).status_code == 404
    assert answered(far.get("programmes"))["programmes"] == []
    assert staff.post(f"{path}/progress", DONE, version=1).status_code == 403


def test_writes_keep_versions_and_keys(authority: Client):
    register = Register(authority, programme())
    path = f"programmes/{PROGRAMME}/approval"
    assert authority.post(path, APPROVAL).status_code == 428
    assert authority.post(path, APPROVAL, version=7).status_code == 412
    first = authority.post(path, APPROVAL, version=register.version, Idempotency_Key="k")
    again = authority.post(path, APPROVAL, version=register.version, Idempotency_Key="k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    other = {**APPROVAL, "document": "Другой"}
    reused = authority.post(path, other, version=2, Idempotency_Key="k")
    assert answered(reused)["code"] == "IDEMPOTENCY_KEY_REUSED"
    twice = authority.post(path, APPROVAL, version=2)
    assert answered(twice)["code"] == "PROGRAMME_APPROVED"


def test_what_a_programme_lacks_is_told_by_name(authority: Client):
    def errors(body: dict[str, Any]) -> dict[str, str]:
        answer = authority.post("programmes", body)
        assert answer.status_code == 422, answer.text
        return {name: told[0]["code"] for name, told in answered(answer)["errors"].items()}

    assert errors({}) == {"code": "REQUIRED", "level": "REQUIRED"}
    assert errors({"code": "P", "level": "REGION", "title": "x"}) == {
        "valid_from": "REQUIRED",
        "valid_to": "REQUIRED",
    }
    assert errors({"template": "S009"}) == {"template": "INVALID"}
    assert errors({"template": "S000", "title": "x"}) == {"title": "INVALID"}
    assert errors(programme(items=[{"number": "1"}])) == {"items": "INVALID"}
    assert errors(programme(items=[item("1", section="9")])) == {"items.1.section": "INVALID"}
    assert errors(programme(items=[item("1", activity="S004-A99")])) == {
        "items.0.activity": "INVALID"
    }
    answer = authority.post("programmes", programme(items=[{"number": "1", "section": "1"}] * 2))
    assert answered(answer)["errors"].keys() == {"items.0.title"}
    place = answered(authority.post("programmes", programme(items=[{"title": "x"}])))
    assert "[0].number, [0].section" in place["errors"]["items"][0]["detail"]


def test_templates_of_plans_are_reference(installation: Installation):
    officer = installation.client("CZN_OFFICER", regions=("70",))
    activities = answered(officer.get("recommended-activities"))["activities"]
    assert len(activities) == 57
    assert activities[4]["keywords"][1]["label"] == "Адресная работа с обучающимися"
    acts = answered(officer.get("legal-basis"))["acts"]
    assert sum(act["slot"] for act in acts) == 9
    assert acts[0]["level"]["label"] == "Федеральные"
