"""Whoever names an employer in a case is warned if the authority has found it to be unfair."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.employers.employer import employer_id
from tests.support.desk import WORK, Desk
from tests.support.http import EMPLOYER, Client, Installation, answered
from tests.support.records import INN, OTHER_INN, changed, opened, vacancy

DECIDED = {"decided_because": "Проверка инспекции"}


@pytest.fixture
def authority(installation: Installation) -> Client:
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def desk(staff: Client) -> Desk:
    return Desk(staff)


def unfair(authority: Client, inn: str = INN) -> dict[str, Any]:
    """An employer that the authority has found to be unfair."""
    report = opened(authority, "unfair-employers", {"employer_inn": inn, "grounds": ["OTHER"]})
    return changed(
        authority,
        "unfair-employers",
        report,
        effective_on="2025-09-10",
        state="CONFIRMED",
        fields=DECIDED,
    )


def warned(answer: dict[str, Any]) -> bool:
    found = [each for each in answer["warnings"] if each["code"] == "UNFAIR_EMPLOYER"]
    assert all(INN in each["detail"] for each in found)
    return bool(found)


def test_every_write_that_names_it_is_warned_and_none_is_blocked(
    desk: Desk, staff: Client, authority: Client
) -> None:
    offered = opened(staff, "vacancies", vacancy())["record_id"]
    fair = opened(staff, "vacancies", vacancy(employer_inn=OTHER_INN))["record_id"]
    work = {**EMPLOYER, "employer_inn": INN}
    assert not warned(desk.post("statuses", status_of(work, "2025-08-01")))
    report = unfair(authority)
    steps = {"state": "PLANNED", "effective_on": "2025-10-01"}
    named = {"employer_inn": INN, "employer_name": "АО «Завод»"}
    measure = {"measure_code": "VACANCY_INFO", "provided_on": "2025-10-01", "result": "PROVIDED"}
    contract = {"contract_kind": "DUAL", "signed_on": "2025-10-02", "employer_inn": INN}
    status = desk.post("statuses", status_of(work, "2025-09-20"))
    assert warned(status)
    assert warned(desk.post("steps", {**steps, "step_code": "REFERRAL", "attributes": named}))
    by_vacancy = {**steps, "step_code": "VACANCY_OFFERED"}
    assert warned(desk.post("steps", {**by_vacancy, "vacancy_id": offered}))
    assert not warned(desk.post("steps", {**by_vacancy, "vacancy_id": fair}))
    assert warned(desk.post("measures", {**measure, "employer_id": str(employer_id(INN))}))
    assert not warned(desk.post("measures", {**measure, "employer_id": str(employer_id("1"))}))
    assert warned(desk.post("contracts", contract))
    other = {**work, "employer_inn": OTHER_INN}
    assert not warned(desk.post("statuses", status_of(other, "2025-11-20")))
    assert warned(desk.correct(status["entry_id"], attributes={"employer_inn": INN}))
    told = {"step_code": "UNFAIR_EMPLOYER_REPORT", "state": "DONE", "outcome": "SENT"}
    facts = {"effective_on": "2025-11-01", "attributes": {**named, "facts": "Не платят"}}
    assert not warned(desk.post("steps", {**told, **facts}))
    removed = {"effective_on": "2025-12-01", "state": "REMOVED", "fields": DECIDED}
    changed(authority, "unfair-employers", report, **removed)
    assert not warned(desk.post("contracts", {**contract, "signed_on": "2025-12-02"}))


def status_of(attributes: dict[str, Any], day: str) -> dict[str, Any]:
    return {"status_code": WORK, "effective_on": day, "attributes": attributes}


def test_an_employer_of_another_region_is_no_matter_here(
    desk: Desk, installation: Installation
) -> None:
    unfair(installation.client("ROIV_STAFF", regions=("67",)))
    work = {**EMPLOYER, "employer_inn": INN}
    assert not warned(desk.post("statuses", status_of(work, "2025-10-01")))


def test_a_retry_is_answered_the_same_and_many_at_once_are_warned_each(
    staff: Client, authority: Client
) -> None:
    unfair(authority)
    one, other = Desk(staff), Desk(staff)
    body = status_of({**EMPLOYER, "employer_inn": INN}, "2025-10-01")
    key = {"Idempotency_Key": "once"}
    first = one.try_post("statuses", body, **key)
    again = staff.post(f"{one.path}/statuses", body, version=one.version - 1, **key)
    assert answered(again) == answered(first)
    assert warned(answered(first))
    items = [
        {"case_id": one.case_id, "kind": "measures", "body": {
            "measure_code": "RESUME", "provided_on": "2025-10-05", "result": "PROVIDED"}},
        {"case_id": other.case_id, "kind": "statuses", "body": body},
    ]  # fmt: skip
    told = answered(staff.post("case-entries", items))
    assert [warned(item) for item in told["items"]] == [False, True]
