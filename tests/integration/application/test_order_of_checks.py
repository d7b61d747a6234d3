"""The order of checks (semantics S17): of two things that are wrong, the earlier one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from marshrut.application import cases
from marshrut.application.corrections import change_person
from marshrut.application.requests import Request
from marshrut.application.visit import visit
from marshrut.refusals import Refused
from tests.support.office import TODAY, Office, employed, idempotent, request, status

DEATH, LATER, FUTURE = date(2026, 1, 10), date(2026, 3, 1), date(2027, 1, 1)
WORK = date(2025, 9, 1)


def told(office: Office, case_id: UUID, by: Request, code: str = "NONE_SUCH") -> str:
    """The code of the refusal of a status that is wrong in itself, too."""
    with pytest.raises(Refused) as refused:
        cases.record_status(
            visit(office.service, by, case_id), status_code=code, effective_on=FUTURE
        )
    return refused.value.code


def test_who_and_what_come_before_how(office: Office) -> None:
    case_id = office.open(by=request(idempotency=idempotent("used"))).case_id
    replace = msgspec.structs.replace
    reused = idempotent("used", "another body")
    by = request("POO_HEAD", "B", if_match=None, idempotency=reused)
    assert told(office, uuid4(), by) == "NOT_FOUND"
    assert told(office, case_id, by) == "NOT_FOUND"  # out of scope
    by = replace(by, actor=replace(by.actor, organisation="A"))
    assert told(office, case_id, by) == "FORBIDDEN"
    by = replace(request(), idempotency=reused)
    assert told(office, case_id, by) == "IDEMPOTENCY_KEY_REUSED"
    by = replace(by, idempotency=idempotent("fresh"))
    assert told(office, case_id, by) == "PRECONDITION_REQUIRED"
    by = replace(by, if_match=1)
    assert told(office, case_id, by) == "STALE_VERSION"
    by = replace(by, if_match=2)
    assert told(office, case_id, by) == "UNKNOWN_CODE"
    assert told(office, case_id, by, "NO_DATA") == "UNKNOWN_CODE"
    assert told(office, case_id, by, "NO_DEMAND") == "FUTURE_ACTUAL"


def dead(office: Office) -> UUID:
    case_id = office.open().case_id
    office.write(case_id, status("DECEASED", DEATH))
    return case_id


def dead_and_closed(office: Office) -> UUID:
    case_id = dead(office)
    office.write(case_id, lambda come: cases.close(come, effective_on=date(2026, 1, 5)))
    return case_id


def student(office: Office) -> UUID:
    year = {"graduation_year": 2026}
    return office.open(graduation_date=None, passport=year).case_id


def child(office: Office) -> UUID:
    return office.open(birth_date=date(2014, 1, 1)).case_id


def worker_who_turns_out_a_child(office: Office) -> UUID:
    case_id = office.open().case_id
    office.employ(case_id, WORK)
    born = {"birth_date": date(2014, 1, 1)}
    office.write(case_id, lambda come: change_person(come, reason="ошибка", changes=born))
    return case_id


def proprietor(office: Office) -> UUID:
    case_id = office.open().case_id
    office.write(case_id, status("SOLE_PROPRIETOR", WORK))
    return case_id


@pytest.mark.parametrize(
    ("circumstances", "code", "on", "refusal"),
    [
        (dead_and_closed, "NO_DEMAND", LATER, "CASE_CLOSED"),
        (dead, "NO_DEMAND", LATER, "AFTER_DEATH"),
        (dead, "NO_DEMAND", FUTURE, "AFTER_DEATH"),
        (student, "NO_DEMAND", FUTURE, "FUTURE_ACTUAL"),
        (student, "NO_DEMAND", LATER, "BEFORE_GRADUATION"),
        (child, "SOLE_PROPRIETOR", FUTURE, "FUTURE_ACTUAL"),
        (child, "SOLE_PROPRIETOR", LATER, "UNDERAGE_WORK"),
        (worker_who_turns_out_a_child, "EMPLOYED_LABOUR_CONTRACT", WORK, "UNDERAGE_WORK"),
        (proprietor, "SOLE_PROPRIETOR", WORK, "DUPLICATE"),
        (proprietor, "SOLE_PROPRIETOR", LATER, "INCOMPATIBLE_STATUS"),
        (dead_and_closed, "EMPLOYED_LABOUR_CONTRACT", LATER, "MISSING_ATTRIBUTE"),
        (dead_and_closed, "OTHER", LATER, "TEXT_REQUIRED"),
    ],
)
def test_of_two_rules_the_earlier_refuses(
    office: Office, circumstances: Callable[[Office], UUID], code: str, on: date, refusal: str
) -> None:
    case_id = circumstances(office)
    head = office.service.ledger.head()
    whole = circumstances is worker_who_turns_out_a_child
    decide = employed(on) if whole else status(code, on)
    with pytest.raises(Refused) as refused:
        office.write(case_id, decide)
    assert refused.value.code == refusal
    assert office.service.ledger.head() == head


@pytest.mark.parametrize(
    ("by", "fields", "refusal"),
    [
        (request("POO_HEAD"), {"organisation": "none"}, "FORBIDDEN"),
        (request(idempotency=idempotent("used", "other")), {}, "IDEMPOTENCY_KEY_REUSED"),
        (request(), {"organisation": "none"}, "UNKNOWN_CODE"),
        (request(), {"organisation": "C", "passport": {"study_form": "?"}}, "FORBIDDEN"),
        (request("BCK_STAFF", None, ("70",)), {"organisation": "A"}, "FORBIDDEN"),
        (request(), {"passport": {"study_form": "?"}}, "UNKNOWN_CODE"),
        (request(), {"passport": {"programme_code": "?"}}, "INVALID"),
        (request(), {"snils": "20000000000"}, "CHECKSUM"),
        (request(), {"birth_date": date(2027, 1, 1)}, "INVALID"),
        (request(), {"sex": "?"}, "UNKNOWN_CODE"),
        (request(), {"graduation_date": FUTURE}, "FUTURE_ACTUAL"),
    ],
)
def test_an_opening_is_refused_for_the_first_reason(
    office: Office, by: Request, fields: dict[str, Any], refusal: str
) -> None:
    office.open(1, by=request(idempotency=idempotent("used")))
    head = office.service.ledger.head()
    with pytest.raises(Refused) as refused:
        office.open(2, by=by, **fields)
    assert refused.value.code == refusal
    assert office.service.ledger.head() == head
    assert office.open(2).version == 2


def test_all_that_is_wrong_with_a_person_is_told_at_once(office: Office) -> None:
    wrong = {
        "snils": "20000000000",
        "inn": "1",
        "first_name": " ",
        "birth_date": TODAY.replace(1899),
    }
    with pytest.raises(Refused) as refused:
        office.open(**wrong)
    fields = {finding.field for finding in refused.value.findings}
    assert fields == {f"person.{name}" for name in wrong}
