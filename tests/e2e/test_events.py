"""An event by itself: of a case, an organisation, a programme, a reported value; for whom."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.employers import INN, changed, read_employer, registered_employer
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
)
from tests.support.programmes import Register, programme
from tests.support.reports import COUNT, issued_edition, reported

TOLD_OF_A_CASE = {"case", "timeline", "audit_trail", "event"}


def event(client: Client, position: int, **query: Any) -> dict[str, Any]:
    answer = client.get(f"events/{position}", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def status_of(client: Client, position: int, **query: Any) -> int:
    return client.get(f"events/{position}", query).status_code


def changes(told: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {each["field"]: (each["before"], each["after"]) for each in told["changes"]}


def test_an_event_of_a_case_is_told_as_in_its_trail_with_its_entry(staff: Client):
    desk = Desk(staff)
    work = desk.post("statuses", employed("2025-08-01"))
    wrong = desk.correct(work["entry_id"], effective_on="2025-08-02")
    told = event(staff, wrong["position"])
    (same,) = [each for each in desk.trail() if each["position"] == wrong["position"]]
    assert {name: told[name] for name in same if name != "links"} | {"links": 0} == {
        **same,
        "links": 0,
    }
    assert told["originator"] == {"kind": "case", "id": desk.case_id}
    assert told["reason"] == "Ошибка"
    assert changes(told) == {"effective_on": ("2025-08-01", "2025-08-02")}
    assert (told["entry"]["kind"], told["entry"]["state"]) == ("statuses", "corrected")
    assert set(told["links"]) == TOLD_OF_A_CASE
    before = event(staff, work["position"], known_position=work["position"])
    assert before["entry"]["state"] == "current"


def test_what_was_not_known_is_no_event(staff: Client):
    work = Desk(staff).post("statuses", employed("2025-08-01"))
    position = work["position"]
    assert status_of(staff, position, known_position=position) == 200
    assert status_of(staff, position, known_position=position - 1) == 404
    assert status_of(staff, position + 1) == 404
    for stray in ("0", "-1", "x", "01", "1.0", "9" * 16, "9" * 30):
        assert staff.get(f"events/{stray}").status_code == 404, stray


def test_the_reason_is_told_by_right(staff: Client, installation: Installation):
    desk = Desk(staff)
    work = desk.post("statuses", employed("2025-08-01"))
    position = desk.annul(work["entry_id"])["position"]
    auditor = installation.auditor()
    hidden = event(auditor, position)
    assert (hidden["reason"], hidden["reason_hidden"]) == (None, True)
    answer = auditor.get(f"events/{position}", X_Purpose="Проверка")
    assert answered(answer)["reason"] == "Ошибка"


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        ("POO_HEAD", {"organisation": SCHOOL}, 200),
        ("COPP_STAFF", {"regions": ("70",)}, 200),
        ("CK_STAFF", {"organisation": OTHER_SCHOOL}, 404),
        ("BCK_STAFF", {"regions": ("67",)}, 404),
        ("AUDITOR", {"regions": ("67", "63")}, 404),
        ("CZN_OFFICER", {"regions": ("70",)}, 403),
        ("ADMIN", {}, 403),
    ],
)
def test_an_event_is_seen_by_whom_its_trail_is(
    staff: Client, installation: Installation, role: str, scope: dict[str, Any], status: int
):
    desk = Desk(staff)
    position = desk.post("statuses", employed("2025-08-01"))["position"]
    client = installation.client(role, **scope)
    assert status_of(client, position) == status
    assert client.get(f"{desk.path}/audit-trail").status_code == status


def test_events_of_organisations_are_their_own_and_their_regions(
    installation: Installation, staff: Client
):
    change = {"effective_on": "2025-09-01", "has_centre": False}
    admin = installation.admin()
    position = answered(admin.post(f"organisations/{SCHOOL}/changes", change))["position"]
    told = event(staff, position)
    assert told["topic"] == "organisation.changed"
    assert told["originator"]["code"] == SCHOOL
    assert changes(told) == {"has_centre": (True, False)}
    there = answered(staff.get(told["links"]["organisation"]))
    assert there["code"] == SCHOOL
    assert status_of(installation.client("ROIV_STAFF", regions=("70",)), position) == 200
    for other in (OTHER_SCHOOL, FAR_SCHOOL):
        assert status_of(installation.staff(other), position) == 404
    assert status_of(admin, position) == 403
    registered = event(installation.auditor(), 1)
    assert registered["topic"] == "organisation.registered"
    assert changes(registered)["region_code"] == (None, "70")


def test_events_of_an_employer_are_everybodys_who_reads_the_register(
    installation: Installation, staff: Client
):
    base = installation.client("BCK_STAFF", regions=("67",))
    first = registered_employer(staff)["position"]
    joined = changed(base, effective_on="2025-09-01", opk=True)["position"]
    wrong = changed(staff, effective_on=None, name="Завод", reason="Опечатка")["position"]
    history = read_employer(staff)["history"]
    assert [answered(staff.get(each["links"]["event"]))["position"] for each in history] == [
        first,
        joined,
        wrong,
    ]
    told = event(installation.admin(), wrong)
    assert told["originator"]["inn"] == INN
    assert told["reason"] == "Опечатка"
    assert changes(told) == {"name": ("АО «Томский завод»", "Завод")}
    assert changes(event(staff, joined)) == {"opk": (False, True)}
    assert changes(event(staff, first))["industry"] == (None, "MACHINERY")
    assert answered(staff.get(told["links"]["employer"]))["inn"] == INN


def test_events_of_a_programme_lead_to_it_and_to_their_entry(
    installation: Installation, staff: Client
):
    authority = installation.client("ROIV_STAFF", regions=("70",))
    register = Register(authority, programme())
    register.post("approval", {"approved_on": "2025-01-10", "document": "Приказ"})
    body = {"item_id": "1.1", "effective_on": "2025-03-01", "state": "IN_PROGRESS"}
    entry = register.post("progress", {**body, "due_on": "2025-03-20"})
    wrong = {"reason": "Перепутано", "state": "DONE"}
    corrected = register.post(f"entries/{entry['entry_id']}/correction", wrong)
    told = event(staff, corrected["position"])
    assert told["originator"]["kind"] == "programme"
    assert changes(told) == {"state": ("IN_PROGRESS", "DONE")}
    assert (told["reason"], told["entry"]["state"]) == ("Перепутано", "corrected")
    events = answered(staff.get(told["entry"]["links"]["events"]))["events"]
    assert [each["position"] for each in events] == [entry["position"], corrected["position"]]
    first = event(staff, entry["position"] - 2)
    assert (first["topic"], first["entry"]) == ("programme.registered", None)
    assert changes(first)["title"][1] == programme()["title"]
    far = installation.client("ROIV_STAFF", regions=("67",))
    assert status_of(far, corrected["position"]) == 404


def test_events_of_a_reported_value_lead_to_its_indicator(
    installation: Installation, staff: Client
):
    value = reported(staff)
    authority = installation.client("ROIV_STAFF", regions=("70",))
    path = f"indicators/{COUNT}/values/{value['entry_id']}/return"
    back = answered(authority.post(path, {"reason": "Не то"}, version=value["version"]))
    told = event(staff, back["position"])
    assert told["originator"]["indicator_id"] == COUNT
    assert changes(told) == {"state": ("REPORTED", "RETURNED")}
    assert (told["reason"], told["entry"]["state"]) == ("Не то", "RETURNED")
    listed = answered(staff.get(told["links"]["values"]))["values"]
    assert [each["entry_id"] for each in listed] == [value["entry_id"]]
    steps = [step["links"]["event"] for step in listed[0]["history"]]
    assert [answered(staff.get(url))["position"] for url in steps] == [
        value["position"],
        back["position"],
    ]
    assert answered(staff.get(told["links"]["indicator"]))["id"] == COUNT
    assert status_of(installation.staff(OTHER_SCHOOL), back["position"]) == 404
    far = installation.client("BCK_STAFF", regions=("67",))
    assert status_of(far, back["position"]) == 404


def test_events_of_an_edition_and_of_a_period_lead_to_them(
    installation: Installation, staff: Client
):
    report = issued_edition(staff)
    path = f"reports/{report}"
    handed_in = answered(staff.post(f"{path}/submission", {}, version=1))["position"]
    told = event(staff, handed_in)
    assert told["originator"]["kind"] == "report"
    assert changes(told) == {"state": ("DRAFT", "SUBMITTED")}
    read = answered(staff.get(told["links"]["report"]))
    assert read["report_id"] == report
    for step in read["history"]:
        assert answered(staff.get(step["links"]["event"]))["position"] == step["position"]
    other = installation.staff(OTHER_SCHOOL)
    assert status_of(other, handed_in) == other.get(path).status_code == 404
    authority = installation.client("ROIV_STAFF", regions=("70",))
    closed = authority.post("periods/70/M20/2025-12-20/closure", {}, version=0)
    told = event(authority, answered(closed)["position"])
    assert changes(told)["state"] == (None, "CLOSED")
    assert answered(authority.get(told["links"]["period"]))["cadence"] == "M20"
    assert event(staff, told["position"])["links"]["period"] == told["links"]["period"]
    assert status_of(installation.staff(FAR_SCHOOL), told["position"]) == 404


def test_an_entry_of_a_trail_is_asked_for_alone(staff: Client):
    desk = Desk(staff)
    work = desk.post("statuses", employed("2025-08-01"))
    ended = desk.post(f"statuses/{work['entry_id']}/end", {"ended_on": "2025-09-01"})
    path = f"{desk.path}/audit-trail"
    told = answered(staff.get(path, {"entry_id": work["entry_id"]}))["events"]
    assert [each["position"] for each in told] == [work["position"], ended["position"]]
    nothing = answered(staff.get(path, {"entry_id": desk.case_id}))["events"]
    assert nothing == []
    assert staff.get(path, {"entry_id": "x"}).status_code == 422
