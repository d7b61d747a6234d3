"""The same request again gives the same answer; one write comes of it (semantics S19)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID

import msgspec
import pytest

from marshrut.application import cases
from marshrut.application.commit import commit
from marshrut.application.erasure import erase
from marshrut.application.opening import open_case
from marshrut.application.requests import AlreadyAnswered, Request, Written
from marshrut.application.visit import Visit, visit
from marshrut.refusals import Refused
from tests.support.office import ADMIN, PASSPORT, Office, idempotent, request, some_person, status

ON = date(2025, 9, 1)
# Far more than anything takes here; reaching it is a failure, not a measure of speed.
FOREVER = 60


def keyed(key: str, body: str = "body", **fields: Any) -> Request:
    return request(idempotency=idempotent(key, body), **fields)


def replayed(office: Office, case_id: UUID, by: Request) -> Written:
    with pytest.raises(AlreadyAnswered) as answered:
        visit(office.service, by, case_id)
    return answered.value.written


def test_a_retry_is_answered_as_before_though_its_version_is_stale(office: Office) -> None:
    case_id = office.open().case_id
    by = keyed("k", if_match=2)
    first = commit(
        come := visit(office.service, by, case_id),
        status("NO_MOTIVATION", ON, evidence={"kind": "ORAL"})(come),
    )
    assert first.warnings
    office.write(case_id, lambda come: cases.confirm(come, effective_on=ON))
    head = office.service.ledger.head()
    assert replayed(office, case_id, by) == first
    assert office.service.ledger.head() == head


def test_a_key_stands_for_one_request_of_one_actor(office: Office) -> None:
    case_id = office.open().case_id
    office.write(case_id, lambda come: cases.confirm(come, effective_on=ON), by=keyed("k"))
    with pytest.raises(Refused, match="IDEMPOTENCY_KEY_REUSED"):
        visit(office.service, keyed("k", "other", if_match=3), case_id)
    colleague = keyed("k", "other", role="WG_MEMBER", if_match=3)
    assert visit(office.service, colleague, case_id).case.version == 3


def test_a_refusal_uses_up_no_key(office: Office) -> None:
    case_id = office.open().case_id
    by = keyed("k")
    with pytest.raises(Refused, match="FUTURE_ACTUAL"):
        office.write(case_id, status("NO_DEMAND", date(2030, 1, 1)), by=by)
    written = office.write(case_id, status("NO_DEMAND", ON), by=by)
    assert replayed(office, case_id, by) == written


def test_an_opening_and_an_erasure_are_answered_once(office: Office) -> None:
    opened = office.open(by=keyed("open"))
    with pytest.raises(AlreadyAnswered) as answered:
        office.open(by=keyed("open"))
    assert answered.value.written == opened
    by = msgspec.structs.replace(ADMIN, idempotency=idempotent("erase"))
    act = {"reason": "заявление", "act_number": "7"}
    erased = erase(office.service, by, opened.case_id, **act)
    with pytest.raises(AlreadyAnswered) as answered:
        erase(office.service, by, opened.case_id, **act)
    assert answered.value.written == erased


def test_what_is_kept_for_retries_holds_nothing_of_the_person(office: Office) -> None:
    by = keyed("k")
    office.open(by=by)
    with office.service.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("SELECT answer FROM idempotency").scalars()
    assert set(msgspec.json.decode(kept)) == {
        "case_id",
        "entry_id",
        "position",
        "version",
        "warnings",
        "closed",
    }


def both(work: Any) -> tuple[list[Written], list[Written]]:
    """Two threads at the same request, of which both have seen that it is new."""
    start = Barrier(2, timeout=FOREVER)

    def attempt() -> tuple[str, Written]:
        unit, outcome = work()
        start.wait()
        try:
            return "written", commit(unit, outcome)
        except AlreadyAnswered as answered:
            return "answered", answered.written

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(attempt) for _ in range(2)]
    results = [run.result() for run in runs]
    return tuple([w for how, w in results if how == kind] for kind in ("written", "answered"))  # type: ignore[return-value]


def test_of_two_same_requests_at_once_one_writes_and_both_get_its_answer(office: Office) -> None:
    case_id = office.open().case_id
    for version in range(2, 12):
        by = keyed(f"k{version}", if_match=version)

        def work(by: Request = by) -> tuple[Visit, Any]:
            come = visit(office.service, by, case_id)
            return come, cases.confirm(come, effective_on=date(2026, 1, come.case.version))

        written, answered = both(work)
        assert len(written) == 1
        assert written == answered
        assert written[0].version == version + 1


def test_of_two_same_openings_at_once_one_writes_and_both_get_its_answer(office: Office) -> None:
    for number in range(10):
        by = keyed(f"k{number}")

        def work(by: Request = by, number: int = number) -> tuple[Visit, Any]:
            return open_case(
                office.service,
                by,
                person=some_person(number),
                organisation="A",
                passport=PASSPORT,
            )

        written, answered = both(work)
        assert len(written) == 1
        assert written == answered
