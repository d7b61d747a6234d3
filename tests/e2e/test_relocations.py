"""A graduate moves: the region that sends and the one that receives coordinate (F043)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered, open_case
from tests.support.records import changed, on_entry, opened, try_change

LATER = {"as_of": "2025-12-31"}
ACCEPTED = {"accompanied_by": "ЦЗН Смоленска"}


@pytest.fixture
def sender(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


@pytest.fixture
def receiver(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("67",))


@pytest.fixture
def moved(staff: Client) -> dict[str, Any]:
    return opened(
        staff,
        "relocations",
        {
            "case_id": open_case(staff)["case_id"],
            "to_region": "67",
            "programme_code": "15.02.16",
            "graduation_year": 2025,
            "needs": ["JOB", "HOUSING"],
            "contact": "Центр карьеры, 000-00-00",
        },
        effective_on="2025-09-01",
    )


def told(client: Client, record: dict[str, Any], **query: Any) -> Any:
    return client.get(f"records/relocations/{record['record_id']}", {**LATER, **query})


def listed(client: Client) -> list[str]:
    answer = client.get("records/relocations", LATER)
    assert answer.status_code == 200, answer.text
    return [each["record_id"] for each in answered(answer)["records"]]


def test_the_receiving_region_reads_it_and_accepts(
    staff: Client, sender: Client, receiver: Client, moved: Any
):
    assert answered(told(receiver, moved))["state"] == "REQUESTED"
    assert listed(receiver) == listed(sender) == listed(staff) == [moved["record_id"]]
    then = answered(told(sender, moved))["point"]["known_position"]
    accepted = changed(
        receiver, "relocations", moved, effective_on="2025-09-05", state="ACCEPTED",
        fields=ACCEPTED,
    )  # fmt: skip
    there = answered(told(staff, moved))
    assert (there["state"], there["fields"]["accompanied_by"]) == ("ACCEPTED", "ЦЗН Смоленска")
    assert answered(told(staff, moved, known_position=then))["state"] == "REQUESTED"
    done = {"result": "Трудоустроен"}
    changed(receiver, "relocations", accepted, effective_on="2025-10-01", state="COMPLETED",
            fields=done)  # fmt: skip
    trail = answered(receiver.get(there["links"]["audit_trail"]))["events"]
    assert len(trail) == 2, "by the point of the answer"
    assert answered(told(sender, moved))["state"] == "COMPLETED"


def test_each_says_and_decides_their_own(
    staff: Client, sender: Client, receiver: Client, moved: Any
):
    accept = {"effective_on": "2025-09-05", "state": "ACCEPTED", "fields": ACCEPTED}
    for own in (staff, sender):
        assert refused(try_change(own, "relocations", moved, **accept)) == (403, "FORBIDDEN")
    for strange in (
        {"state": "WITHDRAWN"},
        {"fields": {"needs": ["JOB"]}},
        {},
    ):
        answer = try_change(receiver, "relocations", moved, effective_on="2025-09-05", **strange)
        assert refused(answer) == (403, "FORBIDDEN")
    entry = ("relocations", moved, moved["entry_id"])
    for act in ("correction", "annulment"):
        body = {"fields": {"needs": ["JOB"]}} if act == "correction" else {}
        answer = on_entry(receiver, *entry, act, reason="Ошибка", **body)
        assert refused(answer) == (403, "FORBIDDEN")
    accepted = changed(receiver, "relocations", moved, **accept)
    taken_back = on_entry(
        sender, "relocations", {**moved, "version": accepted["version"]}, accepted["entry_id"],
        "annulment", reason="Не согласны",
    )  # fmt: skip
    assert refused(taken_back) == (403, "FORBIDDEN")
    withdrawn = changed(staff, "relocations", accepted, effective_on="2025-09-20",
                        state="WITHDRAWN")  # fmt: skip
    assert withdrawn["version"] == 3


def test_nobody_else_sees_it_and_the_case_stays_where_it_is(
    installation: Installation, receiver: Client, moved: Any
):
    case_id = answered(told(receiver, moved))["fields"]["case_id"]
    assert refused(receiver.get(f"cases/{case_id}")) == (404, "NOT_FOUND")
    third = installation.client("BCK_STAFF", regions=("63",))
    assert refused(told(third, moved)) == (404, "NOT_FOUND")
    assert listed(third) == []
    assert listed(installation.auditor()) == [moved["record_id"]]
    there = installation.client("CK_STAFF", organisation=FAR_SCHOOL)
    assert listed(there) == []


def test_the_region_is_asked_and_does_not_answer_for_itself(staff: Client):
    fields = {
        "case_id": open_case(staff)["case_id"],
        "to_region": "67",
        "programme_code": "15.02.16",
        "graduation_year": 2025,
        "needs": ["JOB"],
    }
    for more in ({"fields": {**fields, **ACCEPTED}}, {"fields": fields, "state": "ACCEPTED"}):
        body = {"effective_on": "2025-09-01", "organisation": SCHOOL, **more}
        assert refused(staff.post("records/relocations", body)) == (403, "FORBIDDEN")


RELOCATED = {"category_code": "RELOCATED_REGION", "valid_from": "2025-09-01"}
CONSENT = {"consent_kind": "TRANSFER_OTHER_REGION", "granted_on": "2025-09-01"}
CASE_READS = ("", "/timeline", "/audit-trail", "/personal-file", "/route")


def test_the_receiving_region_reads_the_case_while_the_coordination_is_open(
    installation: Installation, staff: Client, receiver: Client, moved: Any
):
    case_id = answered(told(receiver, moved))["fields"]["case_id"]
    version = answered(staff.get(f"cases/{case_id}"))["version"]
    category = staff.post(f"cases/{case_id}/categories", RELOCATED, version=version)
    assert category.status_code == 201, category.text
    for suffix in CASE_READS:
        answer = receiver.get(f"cases/{case_id}{suffix}")
        assert answer.status_code == 200, suffix
        assert "Анна" not in answer.text, suffix
    assert answered(receiver.get(f"cases/{case_id}"))["person_hidden"] is True
    assert answered(receiver.get("cases"))["cases"] == [], "figures go by the school"
    consented = staff.post(f"cases/{case_id}/consents", CONSENT, version=version + 1)
    assert consented.status_code == 201, consented.text
    assert answered(receiver.get(f"cases/{case_id}"))["person"]["first_name"] == "Анна"
    status = {"status_code": "NO_DEMAND", "effective_on": "2025-10-01"}
    written = receiver.post(f"cases/{case_id}/statuses", status, version=version + 2)
    assert refused(written) == (404, "NOT_FOUND"), "to read it is all"
    strangers = [
        installation.client("ROIV_STAFF", regions=("67",)),
        installation.client("BCK_STAFF", regions=("63",)),
        installation.client("CK_STAFF", organisation=FAR_SCHOOL),
    ]
    for stranger in strangers:
        assert refused(stranger.get(f"cases/{case_id}")) == (404, "NOT_FOUND")
    rejected = {"rejected_because": "Выпускник не приехал"}
    changed(receiver, "relocations", moved, effective_on="2025-09-05", state="REJECTED",
            fields=rejected)  # fmt: skip
    assert refused(receiver.get(f"cases/{case_id}")) == (404, "NOT_FOUND")
