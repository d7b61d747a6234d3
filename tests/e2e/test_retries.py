"""Versions and retries: nothing is overwritten unseen, nothing is recorded twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.exc import OperationalError

from api import answers
from tests.support.http import Client, Installation, answered, employed, open_case, opening


@pytest.fixture
def path(staff: Client) -> str:
    """A graduate's case, at version 2."""
    return f"cases/{open_case(staff)['case_id']}"


def test_a_retry_is_answered_the_same_though_its_version_is_stale(staff: Client, path: str):
    first = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="a-1")
    again = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert answered(staff.get(path))["version"] == 3


def test_a_retry_that_the_database_cannot_answer_is_asked_again(
    staff: Client, path: str, monkeypatch: pytest.MonkeyPatch
):
    first = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="a-1")

    def lost(_: object) -> None:
        raise OperationalError("", {}, Exception("no room"))

    with monkeypatch.context() as patch:
        patch.setattr(answers, "warned_in_case", lost)
        unready = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="a-1")
    assert (unready.status_code, answered(unready)["code"]) == (503, "NOT_READY")
    assert unready.headers["Retry-After"] == "5"
    again = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="a-1")
    assert (again.status_code, again.data) == (201, first.data)


def test_a_retried_opening_opens_one_case(staff: Client):
    body = opening()
    first = staff.post("cases", body, Idempotency_Key="open")
    again = staff.post("cases", body, Idempotency_Key="open")
    assert again.data == first.data
    assert again.headers["Location"] == first.headers["Location"]
    assert staff.get(first.headers["Location"]).status_code == 200
    repeated = staff.post("cases", body)
    assert repeated.status_code == 409
    problem = answered(repeated)
    assert (problem["code"], problem["case_id"]) == ("DUPLICATE", answered(first)["case_id"])
    assert problem["entry_id"] == answered(first)["entry_id"]


def test_a_key_stands_for_one_request_of_one_actor(
    installation: Installation, staff: Client, path: str
):
    assert (
        staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="k").status_code
        == 201
    )
    other = staff.post(
        f"{path}/confirmations", {"effective_on": "2025-09-01"}, version=3, Idempotency_Key="k"
    )
    assert (other.status_code, answered(other)["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    colleague = installation.staff()
    mine = colleague.post(
        f"{path}/confirmations", {"effective_on": "2025-09-01"}, version=3, Idempotency_Key="k"
    )
    assert mine.status_code == 201


def test_a_refusal_is_not_kept(staff: Client, path: str):
    refused = staff.post(f"{path}/statuses", {}, version=2, Idempotency_Key="r")
    assert refused.status_code == 422
    accepted = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key="r")
    assert accepted.status_code == 201


def test_an_erasure_is_answered_again(installation: Installation, path: str):
    admin, act = installation.admin(), {"reason": "Отзыв", "act_number": "1"}
    first = admin.post(f"{path}/erasure", act, Idempotency_Key="e")
    again = admin.post(f"{path}/erasure", act, Idempotency_Key="e")
    assert (first.status_code, again.data) == (201, first.data)


@pytest.mark.parametrize("key", ["", "x" * 129, "with blank"])
def test_a_key_has_a_shape(staff: Client, path: str, key: str):
    answer = staff.post(f"{path}/statuses", employed(), version=2, Idempotency_Key=key)
    assert (answer.status_code, list(answered(answer)["errors"])) == (422, ["Idempotency-Key"])


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "PRECONDITION_REQUIRED"),
        ('"1"', 412, "STALE_VERSION"),
        ('"3"', 412, "STALE_VERSION"),
        ('W/"2"', 422, "INVALID"),
        ("*", 422, "INVALID"),
        ('"2", "3"', 422, "INVALID"),
        ("latest", 422, "INVALID"),
        ('"2"', 201, None),
        ("2", 201, None),
    ],
)
def test_a_write_names_the_version_that_was_read(
    staff: Client, path: str, if_match: str | None, status: int, code: str | None
):
    headers = {} if if_match is None else {"If_Match": if_match}
    answer = staff.post(f"{path}/statuses", employed(), **headers)
    assert (answer.status_code, answered(answer).get("code")) == (status, code)


def test_the_order_of_checks(staff: Client, path: str):
    """Semantics S17: version before body, body before rules."""
    assert staff.send("POST", f"{path}/statuses", data=b"{").status_code == 428
    stale = staff.send("POST", f"{path}/statuses", data=b"{", headers={"If_Match": "1"})
    assert stale.status_code == 412
    future = employed("2199-01-01") | {"status_code": "NONSENSE"}
    assert staff.post(f"{path}/statuses", future, version=2).status_code == 422
    assert (
        answered(staff.post(f"{path}/statuses", employed("2199-01-01"), version=2))["code"]
        == "FUTURE_ACTUAL"
    )


@pytest.mark.parametrize("kind", ["statuses", "cases"])
def test_the_same_request_at_the_same_time_is_answered_the_same(
    staff: Client, path: str, kind: str
):
    address, body = (f"{path}/statuses", employed()) if kind == "statuses" else ("cases", opening())
    version = 2 if kind == "statuses" else None
    together = Barrier(4)

    def send(_: int) -> tuple[int, bytes]:
        together.wait()
        answer = staff.post(address, body, version=version, Idempotency_Key="race")
        return answer.status_code, answer.data

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {status for status, _ in answers} == {201}
    assert len({data for _, data in answers}) == 1
