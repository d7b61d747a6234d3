"""Values of indicators that the ledger cannot count: reported, approved, corrected, read (F098)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import codes_by_field, problem, refused
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.reports import (
    COUNT,
    SHARE,
    done,
    on_value,
    report,
    reported,
    values,
)

CLERKS: dict[str, dict[str, Any]] = {
    "POO_HEAD": {"organisation": SCHOOL},
    "BCK_STAFF": {"regions": ("70",)},
    "ROIV_STAFF": {"regions": ("70",)},
    "COPP_STAFF": {"regions": ("70",)},
}
OTHERS: dict[str, dict[str, Any]] = {
    "WG_MEMBER": {"organisation": SCHOOL},
    "CZN_OFFICER": {"regions": ("70",)},
    "AUDITOR": {},
    "SYSTEM_IMPORT": {"organisation": SCHOOL},
    "ADMIN": {},
}


@pytest.fixture
def authority(installation: Installation) -> Client:
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def base_centre(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


def test_a_value_is_reported_returned_corrected_and_approved(staff: Client, authority: Client):
    written = reported(staff, note="без учёта филиала")
    assert (written["indicator_id"], written["version"]) == (COUNT, 1)
    (shown,) = values(staff)
    assert (shown["organisation"], shown["region_code"]) == (SCHOOL, "70")
    assert (shown["value"], shown["state"], shown["in_force"]) == (12, "REPORTED", False)
    assert (shown["evidence"]["label"], shown["note"]) == (
        "Приказ или распоряжение",
        "без учёта филиала",
    )
    sent_back = done(authority, written, "return", reason="Приложите приказ о ярмарках")
    put_right = done(staff, sent_back, "correction", reason="Учтён филиал", value=14, note=None)
    done(authority, put_right, "approval", note="Принято")

    (shown,) = values(staff, as_of="2025-12-31")
    assert (shown["value"], shown["note"], shown["in_force"]) == (14, None, True)
    assert (shown["state"], shown["state_label"]) == ("APPROVED", "Утверждено")
    assert shown["decided_by"]["role"] == "ROIV_STAFF"
    history = [(each["action"], each["reason"], each["note"]) for each in shown["history"]]
    assert history == [
        ("reported", None, None),
        ("returned", "Приложите приказ о ярмарках", None),
        ("corrected", "Учтён филиал", None),
        ("approved", None, "Принято"),
    ]
    assert shown["history"][2]["changes"] == {"value": 14, "note": None}


def test_every_point_of_knowledge_is_kept(staff: Client, authority: Client):
    first = reported(staff)
    sent_back = done(authority, first, "return", reason="Нет приказа")
    put_right = done(staff, sent_back, "correction", reason="Опечатка", value=10)
    gone = done(staff, put_right, "annulment", reason="Показатель не ведём")

    def known(position: int) -> list[tuple[Any, ...]]:
        found = values(staff, as_of="2025-12-31", known_position=position)
        return [(v["value"], v["state"], v["in_force"], len(v["history"])) for v in found]

    assert known(first["position"] - 1) == []
    assert known(first["position"]) == [(12, "REPORTED", True, 1)]
    assert known(sent_back["position"]) == [(12, "RETURNED", False, 2)]
    assert known(put_right["position"]) == [(10, "REPORTED", True, 3)]
    assert known(gone["position"]) == [(10, "ANNULLED", False, 4)]
    assert refused(on_value(staff, gone, "correction", reason="x", value=1)) == (
        409,
        "ENTRY_ANNULLED",
    )


def test_who_reports_and_for_whom(installation: Installation, staff: Client):
    for number, (role, bounds) in enumerate(CLERKS.items(), start=1):
        client = installation.client(role, **bounds)
        assert reported(client, organisation=SCHOOL, value=number)["version"] == number
    path = f"indicators/{COUNT}/values"
    for role, bounds in OTHERS.items():
        client = installation.client(role, **bounds)
        assert refused(client.post(path, report(organisation=SCHOOL))) == (403, "FORBIDDEN"), role
    for body in ({"organisation": OTHER_SCHOOL}, {"region_code": "70"}):
        assert refused(staff.post(path, report(**body))) == (403, "FORBIDDEN")
    region = installation.client("COPP_STAFF", regions=("70",))
    assert reported(region, region_code="70")["version"] == 1
    for body in ({"organisation": FAR_SCHOOL}, {"region_code": "67"}):
        assert refused(region.post(path, report(**body))) == (403, "FORBIDDEN")
    for body in ({}, {"organisation": SCHOOL, "region_code": "70"}):
        assert codes_by_field(problem(region.post(path, report(**body)))) == {
            "organisation": "INVALID"
        }
    unknown = {"organisation": "NOWHERE", "region_code": None}
    assert codes_by_field(problem(region.post(path, report(**unknown)))) == {
        "organisation": "UNKNOWN_CODE"
    }


def test_who_approves(installation: Installation, staff: Client, authority: Client):
    base = installation.client("BCK_STAFF", regions=("70",))
    of_school = reported(staff)
    of_region = reported(base, region_code="70")
    copp = installation.client("COPP_STAFF", regions=("70",))
    for client in (staff, copp, installation.client("AUDITOR"), installation.admin()):
        assert refused(on_value(client, of_school, "approval"))[1] == "FORBIDDEN"
    assert refused(on_value(base, of_region, "approval")) == (403, "FORBIDDEN")
    done(base, of_school, "approval")
    done(authority, of_region, "approval")
    foreign = installation.client("ROIV_STAFF", regions=("67",))
    assert refused(on_value(foreign, of_region, "return", reason="x")) == (404, "NOT_FOUND")
    assert refused(on_value(staff, of_region, "annulment", reason="x")) == (404, "NOT_FOUND")


def test_nobody_decides_on_their_own_report(
    installation: Installation, authority: Client, base_centre: Client
):
    own = reported(authority, organisation=SCHOOL)
    assert refused(on_value(authority, own, "approval")) == (403, "OWN_REPORT")
    corrected = done(base_centre, own, "correction", reason="Опечатка", value=11)
    for client in (authority, base_centre):
        assert refused(on_value(client, corrected, "approval")) == (403, "OWN_REPORT")
    another = installation.client("ROIV_STAFF", regions=("70",))
    approved = done(another, corrected, "approval")
    assert refused(on_value(another, approved, "approval")) == (409, "ALREADY_DECIDED")
    again = done(another, approved, "return", reason="Отозвано")
    done(another, again, "approval")


def test_an_approval_is_of_the_version_that_was_read(staff: Client, authority: Client):
    read = reported(staff)
    corrected = done(staff, read, "correction", reason="Опечатка", value=99)
    assert refused(on_value(authority, read, "approval")) == (412, "STALE_VERSION")
    done(authority, corrected, "approval")
    after = done(
        staff,
        {**corrected, "version": 3},
        "correction",
        reason="Ещё одна",
        numerator=None,
        value=98,
    )
    (shown,) = values(staff)
    assert (shown["state"], shown["version"]) == ("REPORTED", after["version"])
    place = f"indicators/{COUNT}/values/{read['entry_id']}/approval"
    assert refused(authority.post(place, {})) == (428, "PRECONDITION_REQUIRED")


def test_the_same_report_twice_is_refused_and_the_same_request_answered_again(staff: Client):
    path, body = f"indicators/{COUNT}/values", report()
    first = staff.post(path, body, Idempotency_Key="r-1")
    again = staff.post(path, body, Idempotency_Key="r-1")
    assert (again.status_code, answered(again)) == (201, answered(first))
    assert again.headers["ETag"] == first.headers["ETag"] == '"1"'
    told = problem(staff.post(path, body))
    assert (told["code"], told["entry_id"]) == ("DUPLICATE", answered(first)["entry_id"])
    assert refused(staff.post(path, report(value=1), Idempotency_Key="r-1")) == (
        422,
        "IDEMPOTENCY_KEY_REUSED",
    )


def test_a_decision_sent_again_is_answered_as_before(staff: Client, authority: Client):
    written = reported(staff)
    place = f"indicators/{COUNT}/values/{written['entry_id']}/approval"
    sent = [authority.post(place, {}, version=1, Idempotency_Key="a-1") for _ in range(2)]
    assert answered(sent[0]) == answered(sent[1])
    assert answered(sent[0])["version"] == 2
    assert len(values(staff)[0]["history"]) == 2


def test_readers_see_what_is_theirs(installation: Installation, staff: Client, authority: Client):
    other = installation.staff(OTHER_SCHOOL)
    far = installation.client("BCK_STAFF", regions=("67",))
    reported(staff)
    reported(other, value=5)
    reported(authority, region_code="70", value=40)
    reported(far, organisation=FAR_SCHOOL, value=3)

    def seen(client: Client, **query: Any) -> list[Any]:
        return [value["value"] for value in values(client, **query)]

    assert (seen(staff), seen(other), seen(far)) == ([12], [5], [3])
    assert seen(authority) == [12, 5, 40]
    auditor = installation.client("AUDITOR", regions=("70", "67"))
    assert seen(auditor) == [12, 5, 40, 3]
    assert seen(auditor, organisation=OTHER_SCHOOL) == [5]
    assert seen(auditor, region_code="67") == [3]
    assert seen(auditor, state="APPROVED") == []
    path = f"indicators/{COUNT}/values"
    assert refused(auditor.get(path, {"category": "NONE"})) == (422, "UNKNOWN_CODE")
    assert refused(staff.get(path, {"organisation": OTHER_SCHOOL})) == (403, "FORBIDDEN")
    assert refused(installation.admin().get(path)) == (403, "FORBIDDEN")
    assert refused(staff.get("indicators/S009-X/values")) == (404, "NOT_FOUND")


def test_pages_follow_each_other_at_one_point(staff: Client):
    for value in range(5):
        reported(staff, value=value)
    first = staff.get(f"indicators/{COUNT}/values", {"limit": 2})
    reported(staff, value=100)
    found, page = [], first
    while True:
        found += [each["value"] for each in answered(page)["values"]]
        if "Link" not in page.headers:
            break
        page = staff.get(page.headers["Link"].partition("<")[2].partition(">")[0])
    assert found == [0, 1, 2, 3, 4]


def test_a_report_is_looked_for_under_its_own_indicator(staff: Client, authority: Client):
    written = reported(staff)
    elsewhere = {**written, "indicator_id": SHARE}
    assert refused(on_value(authority, elsewhere, "approval")) == (404, "NOT_FOUND")


def test_the_one_taken_is_the_shortest_approved(staff: Client, authority: Client):
    year = reported(staff, value=12)
    month = reported(staff, value=1, period_from="2025-12-01")
    taken = [v["value"] for v in values(staff, as_of="2025-12-31") if v["in_force"]]
    assert taken == [1]
    done(authority, {**year, "version": month["version"]}, "approval")
    taken = [v["value"] for v in values(staff, as_of="2025-12-31") if v["in_force"]]
    assert taken == [12]
