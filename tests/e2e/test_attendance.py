"""Who came to an activity over HTTP: one entry that is the measure, by hand and by list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.test_import import counted, send_file
from tests.support.hostile import codes_by_field, problem, refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    open_case,
    opening,
    person,
)
from tests.support.records import changed, opened, try_change

DAY = "2025-10-06"
NOBODY = "00000000-0000-4000-8000-000000000000"
FAIR = {
    "title": "Ярмарка",
    "activity_kind": "JOB_FAIR",
    "fair_type": "SPECIALISED_BCK",
    "starts_on": DAY,
    "quota": {SCHOOL: 4, OTHER_SCHOOL: 2},
}
LATER = {"as_of": "2025-12-31"}


def path(record: dict[str, Any], more: str = "") -> str:
    return f"records/activities/{record['record_id']}/attendance{more}"


def graduate(client: Client, number: int, **fields: Any) -> str:
    who = person(last_name="Лосева" + "абвгд"[number], snils=None)
    case_id: str = open_case(client, person=who, **fields)["case_id"]
    return case_id


def told(client: Client, record: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(path(record), {**LATER, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def came(client: Client, record: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = client.post(path(record), body)
    assert answer.status_code in {201, 207}, answer.text
    return answered(answer)


@pytest.fixture
def base(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


@pytest.fixture
def fair(base: Client) -> dict[str, Any]:
    plan = opened(base, "activities", FAIR, effective_on="2025-09-01")
    return changed(
        base,
        *("activities", plan),
        effective_on="2025-10-07",
        state="HELD",
        fields={"attended": {"STUDENTS": 1, "STAFF": 2}},
    )


def test_coming_is_the_measure_and_is_never_entered_twice(staff: Client, fair: Any):
    cases = [graduate(staff, number) for number in range(3)]
    before = told(staff, fair)
    assert (before["came"], before["attended"]) == (0, {"STAFF": 2, "STUDENTS": 1})
    written = came(
        staff,
        fair,
        attendees=[
            {"case_id": cases[0], "satisfaction": 5, "attributes": {"resume_moderated": True}},
            {"case_id": cases[1], "satisfaction": 1, "attributes": {"contract_concluded": True}},
            {"case_id": cases[2], "result": "NO_SHOW"},
        ],
        source="POO_STAFF",
    )
    assert (written["total"], written["written"], written["known"]) == (3, 3, 0)
    now = told(staff, fair)
    assert (now["expected"], now["came"], now["absent"]) == (3, 2, 1)
    assert (now["resume_moderated"], now["contract_concluded"]) == (1, 1)
    assert now["attended"] == {"GRADUATES": 2, "STAFF": 2, "STUDENTS": 1}
    assert now["satisfaction"] == {"FULLY": 1, "NOT_AT_ALL": 1}
    assert now["dissatisfied"] is True
    assert {quota.pop("organisation"): quota for quota in now["quotas"]} == {
        SCHOOL: {"quota": 4, "attended": 2, "percent": 50},
        OTHER_SCHOOL: {"quota": 2, "attended": 0, "percent": 0},
    }
    measures = answered(staff.get(f"cases/{cases[0]}/personal-file", LATER))["measures"]
    assert [(m["measure_code"], m["provided_on"], m["provider"], m["addressed"]) for m in measures]
    assert measures[0]["measure_code"] == "JOB_FAIR"
    assert (measures[0]["provided_on"], measures[0]["provider"]) == (DAY, "BCK")
    assert (measures[0]["addressed"], measures[0]["form"]) == (False, "GROUP")
    again = came(staff, fair, case_ids=[cases[0]])
    assert (again["written"], again["known"], again["items"][0]["status"]) == (0, 1, 200)
    by_hand = staff.post(
        f"cases/{cases[0]}/measures",
        {"measure_code": "JOB_FAIR", "provided_on": "2025-10-20", "result": "PROVIDED",
         "activity_id": fair["record_id"]},
        if_match=3,
    )  # fmt: skip
    assert refused(by_hand) == (409, "DUPLICATE")
    assert problem(by_hand)["entry_id"] == written["items"][0]["entry_id"]
    differs = staff.post(path(fair), {"attendees": [{"case_id": cases[2], "result": "PROVIDED"}]})
    assert [item["code"] for item in problem(differs)["items"]] == ["ATTENDANCE_DIFFERS"]


def test_every_number_leads_to_its_cases(staff: Client, fair: Any):
    cases = [graduate(staff, number) for number in range(3)]
    came(staff, fair, case_ids=cases[:2])
    came(staff, fair, case_ids=cases[2:], result="NO_SHOW")
    now = told(staff, fair)
    for part in ("expected", "came", "absent", "resume_moderated", "contract_concluded"):
        listed = answered(staff.get(now["templates"][part]))
        assert listed["total"] == now[part] == len(listed["cases"])
    of_school = now["templates"]["organisations"].replace(
        "{&organisation}", f"&organisation={SCHOOL}"
    )
    listed = answered(staff.get(of_school))
    assert [row["case_id"] for row in listed["cases"]] == cases[:2]
    entries = [entry for row in listed["cases"] for entry in row["attendance"]["entries"]]
    assert len(entries) == 2
    first = staff.get(path(fair, "/cases"), {**LATER, "part": "expected", "limit": 2})
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert [row["case_id"] for row in answered(staff.get(following))["cases"]] == cases[2:]


def test_attendance_as_reported_then_and_as_corrected_since(staff: Client, fair: Any):
    case_id = graduate(staff, 1)
    written = came(staff, fair, case_ids=[case_id])["items"][0]
    then = told(staff, fair)["point"]["known_position"]
    corrected = staff.post(
        f"cases/{case_id}/entries/{written['entry_id']}/correction",
        {"reason": "Лист регистрации", "result": "NO_SHOW"},
        if_match=3,
    )
    assert corrected.status_code == 201, corrected.text
    assert (told(staff, fair)["came"], told(staff, fair)["absent"]) == (0, 1)
    assert told(staff, fair, known_position=then)["came"] == 1
    assert told(staff, fair, as_of="2025-10-05", known_position=then)["expected"] == 0
    annulled = staff.post(
        f"cases/{case_id}/entries/{written['entry_id']}/annulment",
        {"reason": "Другой человек"},
        if_match=4,
    )
    assert annulled.status_code == 201, annulled.text
    assert told(staff, fair)["expected"] == 0
    assert came(staff, fair, case_ids=[case_id])["written"] == 1


def test_a_step_and_a_measure_of_one_fair_are_one_coming(staff: Client, fair: Any):
    case_id = graduate(staff, 1)
    came(staff, fair, case_ids=[case_id])
    step = staff.post(
        f"cases/{case_id}/steps",
        {"step_code": "FAIR_PARTICIPATION", "state": "DONE", "outcome": "CONTRACT",
         "effective_on": DAY, "activity_id": fair["record_id"]},
        if_match=3,
    )  # fmt: skip
    assert step.status_code == 201, step.text
    now = told(staff, fair)
    assert (now["expected"], now["came"], now["contract_concluded"]) == (1, 1, 1)
    other = graduate(staff, 2)
    absent = staff.post(
        f"cases/{other}/steps",
        {"step_code": "OPEN_DAY", "state": "DONE", "outcome": "NO_SHOW",
         "effective_on": DAY, "activity_id": fair["record_id"]},
        if_match=2,
    )  # fmt: skip
    assert absent.status_code == 201, absent.text
    assert (told(staff, fair)["expected"], told(staff, fair)["came"]) == (2, 1)


def test_each_school_counts_its_own_and_the_base_centre_all(
    installation: Installation, staff: Client, base: Client, fair: Any
):
    neighbour = installation.staff(OTHER_SCHOOL)
    ours = graduate(staff, 1)
    theirs = graduate(neighbour, 2, organisation=OTHER_SCHOOL)
    came(staff, fair, case_ids=[ours])
    came(neighbour, fair, case_ids=[theirs])
    assert (told(staff, fair)["came"], told(neighbour, fair)["came"]) == (1, 1)
    assert told(base, fair)["organisations"] == {SCHOOL: 1, OTHER_SCHOOL: 1}
    strange = staff.post(path(fair), {"case_ids": [theirs]})
    assert strange.status_code == 422
    assert [item["code"] for item in problem(strange)["items"]] == ["NOT_FOUND"]
    assert refused(staff.get(path(fair, "/cases"), {"organisation": OTHER_SCHOOL}))[0] == 403
    far = installation.staff(FAR_SCHOOL)
    for answer in (far.get(path(fair)), far.get(path(fair, "/cases")),
                   far.post(path(fair), {"case_ids": [ours]})):  # fmt: skip
        assert refused(answer) == (404, "NOT_FOUND")
    auditor = installation.auditor()
    assert refused(auditor.post(path(fair), {"case_ids": [ours]})) == (403, "FORBIDDEN")
    assert told(auditor, fair)["came"] == 2


def test_some_of_many_and_the_same_request_again(staff: Client, fair: Any):
    cases = [graduate(staff, number) for number in range(2)]
    erring = [{"case_id": cases[0]}, {"case_id": cases[1], "provided_on": "2025-11-01"}]
    whole = staff.post(path(fair), {"attendees": erring})
    assert whole.status_code == 422
    assert told(staff, fair)["expected"] == 0
    key = {"Idempotency-Key": "fair-1"}
    some = staff.send("POST", path(fair) + "?partial=true", json={"attendees": erring}, headers=key)
    assert (some.status_code, answered(some)["written"], answered(some)["refused"]) == (207, 1, 1)
    again = staff.send(
        "POST", path(fair) + "?partial=true", json={"attendees": erring}, headers=key
    )
    assert answered(again) == answered(some)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "case_ids"),
        ({"case_ids": []}, "case_ids"),
        ({"case_ids": ["7"]}, "case_ids"),
        ({"attendees": [{}]}, "attendees"),
        ({"attendees": [{"case_id": NOBODY}, 7]}, "attendees"),
        ({"attendees": [{"case_id": NOBODY, "hours": -1}]}, "attendees"),
        ({"case_ids": [NOBODY], "satisfaction": 6}, "satisfaction"),
    ],
)
def test_a_wrong_body_says_which_field(staff: Client, fair: Any, body: Any, field: str):
    answer = staff.post(path(fair), body)
    assert answer.status_code == 422
    assert field in codes_by_field(problem(answer))


def test_what_was_cancelled_or_is_no_measure_is_told(staff: Client, base: Client):
    case_id = graduate(staff, 1)
    plan = opened(base, "activities", FAIR, effective_on="2025-09-01")
    off = changed(base, "activities", plan, effective_on="2025-10-01", state="CANCELLED",
                  fields={"cancelled_because": "Карантин"})  # fmt: skip
    answer = staff.post(path(off), {"case_ids": [case_id]})
    assert [item["code"] for item in problem(answer)["items"]] == ["ACTIVITY_CANCELLED"]
    seminar = {"title": "Семинар", "activity_kind": "SEMINAR", "starts_on": DAY}
    held = opened(base, "activities", seminar, effective_on="2025-09-01")
    answer = staff.post(path(held), {"case_ids": [case_id]})
    assert [item["code"] for item in problem(answer)["items"]] == ["REQUIRED"]
    written = came(staff, held, case_ids=[case_id], measure_code="TRAINING_SESSION",
                   attributes={"training_topic": "RESUME"})  # fmt: skip
    assert written["written"] == 1


def test_an_activity_that_nobody_has_recorded_may_be_named(staff: Client):
    case_id = graduate(staff, 1)
    answer = staff.post(
        f"cases/{case_id}/measures",
        {"measure_code": "GROUP_CONSULTATION", "provided_on": DAY, "result": "PROVIDED",
         "activity_id": NOBODY},
        if_match=2,
    )  # fmt: skip
    assert answer.status_code == 201
    assert answered(answer)["warnings"] == []
    assert refused(
        staff.post(f"records/activities/{NOBODY}/attendance", {"case_ids": [case_id]})
    ) == (
        404,
        "NOT_FOUND",
    )


def test_a_list_of_those_who_came_is_loaded_and_loaded_again(staff: Client, fair: Any):
    body = opening(person=person(snils="112-233-445 95"))
    case_id = answered(staff.post("cases", body))["case_id"]
    other = graduate(staff, 2)
    rows = [
        "Номер мероприятия;СНИЛС;Номер дела;Результат;Было резюме;Удовлетворённость",
        f"{fair['record_id']};112-233-445 95;;Оказана;да;5",
        f"{fair['record_id']};;{other};Выпускник не явился;;",
        f"{NOBODY};;{other};;;",
        f"какое-то;;{other};;;",
    ]
    data = "\n".join(rows).encode()
    first = send_file(staff, data)
    assert counted(first) == (4, 2, 2, 0, 0), first.text
    assert answered(first)["kind"] == "attendance"
    errors = [(e["row"], e["column"], e["code"]) for e in answered(first)["errors"]]
    assert errors == [
        (4, "Номер мероприятия", "NO_SUCH_ACTIVITY"),
        (5, "Номер мероприятия", "BAD_RECORD_ID"),
    ]
    assert counted(send_file(staff, data)) == (4, 0, 2, 2, 0)
    now = told(staff, fair)
    assert (now["came"], now["absent"]) == (1, 1)
    measures = answered(staff.get(f"cases/{case_id}/personal-file", LATER))["measures"]
    assert measures[0]["attributes"] == {"with_resume": True}
    changed_list = "\n".join([rows[0], f"{fair['record_id']};;{other};Оказана;;"]).encode()
    differing = send_file(staff, changed_list)
    assert counted(differing) == (1, 0, 0, 0, 1)
    assert [(e["column"], e["code"]) for e in answered(differing)["errors"]] == [
        ("Результат", "CHANGED")
    ]


@pytest.mark.parametrize(
    ("kind", "results"),
    [
        ("DEMO_EXAM", {"PASSED": 18, "NOT_PASSED": 2}),
        ("INDEPENDENT_ASSESSMENT", {"PASSED": 7}),
        ("SKILLS_CHAMPIONSHIP", {"WINNER": 1, "PRIZE": 2, "PARTICIPANT": 9}),
    ],
)
def test_exams_and_championships_have_results(staff: Client, kind: str, results: dict[str, int]):
    plan = opened(staff, "activities", {"title": kind, "activity_kind": kind, "starts_on": DAY},
                  effective_on="2025-09-01")  # fmt: skip
    said = {
        "attended": {"STUDENTS": sum(results.values())},
        "results": results,
        "evidence": [{"kind": "MINUTES", "date": DAY, "number": "7"}],
        "plan_item": "S003-7",
    }
    held = changed(staff, "activities", plan, effective_on=DAY, state="HELD", fields=said)
    line = answered(staff.get(f"records/activities/{held['record_id']}", LATER))
    assert {name: line["fields"][name] for name in said} == said
    of_item = {**LATER, "field": "plan_item", "value": "S003-7"}
    listed = answered(staff.get("records/activities", of_item))["records"]
    assert held["record_id"] in [each["record_id"] for each in listed]
    wrong = try_change(staff, "activities", {**held, "version": held["version"]},
                       effective_on=DAY, fields={"results": {"FIRST": 1}})  # fmt: skip
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("kind", "measure"),
    [("CAREER_GUIDANCE", None), ("VOLUNTEERING", "VOLUNTEERING"),
     ("YOUTH_INITIATIVE", "VOLUNTEERING")],
)  # fmt: skip
def test_guidance_and_volunteering_need_no_case(staff: Client, kind: str, measure: str | None):
    fields = {"title": kind, "activity_kind": kind, "starts_on": DAY, "audience": ["APPLICANTS"]}
    plan = opened(staff, "activities", fields, effective_on="2025-09-01")
    said = {"attended": {"APPLICANTS": 120, "STAFF": 4}}
    held = changed(staff, "activities", plan, effective_on=DAY, state="HELD", fields=said)
    now = told(staff, held)
    assert (now["measure_code"], now["came"]) == (measure, 0)
    assert now["attended"] == {"APPLICANTS": 120, "STAFF": 4}
