"""Who suits an employer's request: with why, within scope, and not without their consent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import WORK, Desk
from tests.support.hostile import refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    person,
)
from tests.support.records import INN, changed, opened

ON = {"as_of": "2026-01-15"}
PLACE = "69701000"


def request(client: Client, **fields: Any) -> dict[str, Any]:
    said = {"subject": "Токари", "employer_inn": INN, "channel": "DIRECT", "places": 3}
    said |= {"programme_codes": ["15.02.16"], "municipality": PLACE, **fields}
    return opened(client, "employer-requests", said)


def graduate(client: Client, *, consents: bool = True, **fields: Any) -> Desk:
    desk = Desk(client, **fields)
    if consents:
        desk.post("consents", {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-09-01"})
    return desk


def matches(client: Client, asked: dict[str, Any], **query: Any) -> dict[str, Any]:
    path = f"records/employer-requests/{asked['record_id']}/graduates"
    answer = client.get(path, {**ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def grounds(told: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(c["case_id"], [ground["code"] for ground in c["grounds"]]) for c in told["cases"]]


@pytest.fixture
def asked(staff: Client) -> dict[str, Any]:
    return request(staff)


def test_who_suits_comes_with_why_the_most_fitting_first(staff: Client, asked: dict[str, Any]):
    group = graduate(staff, programme_code="15.01.05")
    own, near = graduate(staff), graduate(staff, person=person(address_municipality=PLACE))
    other = graduate(staff, programme_code="09.02.07")
    works = graduate(staff)
    works.status(WORK, "2025-10-01")
    serves = graduate(staff)
    serves.status("MILITARY_CONSCRIPT", "2025-10-01")
    told = matches(staff, asked)
    assert grounds(told) == [
        (near.case_id, ["PROGRAMME", "MUNICIPALITY"]),
        (own.case_id, ["PROGRAMME"]),
        (group.case_id, ["UGPS"]),
    ]
    assert told["cases"][0]["grounds"][0]["label"] == "Подходит по профессии (специальности)"
    assert told["cases"][0]["person"]["last_name"]
    assert other.case_id not in {case["case_id"] for case in told["cases"]}
    assert [case_id for case_id, _ in grounds(matches(staff, asked, as_of="2025-09-30"))] == [
        *(near.case_id, own.case_id, works.case_id, serves.case_id, group.case_id)
    ]
    assert len(matches(staff, asked, limit=1)["cases"]) == 1
    assert answered(staff.get(told["links"]["request"]))["title"] == "Токари"


def test_whoever_has_not_consented_is_not_proposed(staff: Client, asked: dict[str, Any]):
    agreed, silent = graduate(staff), graduate(staff, consents=False)
    told = matches(staff, asked)
    assert (told["given"], told["missing"]) == (1, 1)
    assert [case["case_id"] for case in told["cases"]] == [agreed.case_id]
    missing = answered(staff.get(told["links"]["missing"]))
    assert [case["case_id"] for case in missing["cases"]] == [silent.case_id]
    before = matches(staff, asked, known_position=agreed_since(agreed) - 1)
    assert (before["given"], before["missing"]) == (0, 1)
    entry = next(e for e in agreed.trail() if e["topic"] == "case.consent-granted")["entry_id"]
    agreed.post(f"consents/{entry}/revocation", {"revoked_on": "2025-12-01"})
    assert matches(staff, asked)["given"] == 0
    assert matches(staff, asked, as_of="2025-11-30")["given"] == 1


def agreed_since(desk: Desk) -> int:
    """The position at which the graduate agreed."""
    found = (e["position"] for e in desk.trail() if e["topic"] == "case.consent-granted")
    return int(next(found))


def test_each_is_shown_their_own_graduates(
    installation: Installation, staff: Client, asked: dict[str, Any]
):
    own = graduate(staff)
    neighbour = graduate(installation.staff(OTHER_SCHOOL), organisation=OTHER_SCHOOL)
    base = installation.client("BCK_STAFF", regions=("70",))
    assert {case for case, _ in grounds(matches(base, asked))} == {own.case_id, neighbour.case_id}
    assert [case for case, _ in grounds(matches(staff, asked))] == [own.case_id]
    path = f"records/employer-requests/{asked['record_id']}/graduates"
    assert refused(installation.staff(FAR_SCHOOL).get(path, ON)) == (404, "NOT_FOUND")
    auditor = matches(installation.auditor(), asked)
    assert all(case["person"] is None for case in auditor["cases"])
    assert refused(staff.get(path, {"as_of": "2025-08-31"})) == (404, "NOT_FOUND")


def test_who_was_proposed_is_told_so(staff: Client, asked: dict[str, Any]):
    one, other = graduate(staff), graduate(staff)
    done = {"answered_by": [{"case_id": one.case_id}]}
    changed(staff, "employer-requests", asked, effective_on="2026-01-10", fields=done)
    told = {case["case_id"]: case["proposed"] for case in matches(staff, asked)["cases"]}
    assert told == {one.case_id: True, other.case_id: False}
    assert matches(staff, asked)["request"]["organisation"] == SCHOOL
