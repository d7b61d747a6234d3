"""A few hundred requests of the trial, and faults that were planted: each is found and told."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import decompress

import pytest

from tests.support.fuzzing.judging import Bounds, Judge
from tests.support.fuzzing.making import FAMILIES, World, request
from tests.support.fuzzing.offices import fresh, populated
from tests.support.fuzzing.raw import Heard, wrong_with
from tests.support.fuzzing.sent import Sent
from tests.support.http import V1, Installation
from tests.trials.fuzz import RAW, SHARES, ask
from tests.trials.trial import Outcome

FEW = 300
HEAD = Sent("GET", f"{V1}/ledger/head")


@pytest.fixture(scope="module")
def office(sqlite_template: Path) -> Iterator[Installation]:
    with fresh(sqlite_template) as made:
        yield made


@pytest.fixture(scope="module")
def known(office: Installation) -> tuple[World, list[str]]:
    return populated(office)


@pytest.fixture
def judge() -> Judge:
    return Judge(Outcome(), Bounds(growth=40, warming=2, look=2))


def tried(
    judge: Judge, office: Installation, known: tuple[World, list[str]], sent: Sent, times: int = 1
) -> list[str]:
    """What faults were told of the request."""
    world, tokens = known
    with judge.at_work():
        for _ in range(times):
            judge.try_out(office.app, tokens, world, sent, "planted")
    return judge.outcome.faults


def test_a_few_hundred_requests_meet_no_fault(office: Installation, known: Any):
    outcome = Outcome()
    judge = Judge(outcome, Bounds())
    with judge.at_work():
        ask(office.app, known, judge, seed=1, numbers=range(FEW))
    assert outcome.faults == []
    asked = {family: FEW * share // 100 for family, share in SHARES.items() if family != RAW}
    assert {family: outcome.counted[family] for family in asked} == asked
    assert judge.sent == sum(asked.values())
    assert outcome.counted["answered 2xx"] > FEW / 20


@pytest.mark.parametrize("family", FAMILIES)
def test_a_request_is_made_again_of_its_seed_and_number(family: str, known: Any):
    world, _ = known
    made = [request(7, number, family, world) for number in range(20)]
    assert made == [request(7, number, family, world) for number in range(20)]
    assert made != [request(8, number, family, world) for number in range(20)]


def test_a_request_is_told_whole():
    body = bytes(range(256)) * 9
    told = Sent("POST", "/x?y=1", (("A", "b\n"),), body).told()
    assert told.startswith("POST /x?y=1 -H A: 'b\\n' -- zlib:")
    assert decompress(b64decode(told.partition("zlib:")[2])) == body


def test_a_route_that_raises_is_found(
    judge: Judge, office: Installation, known: Any, monkeypatch: pytest.MonkeyPatch
):
    def broken(**_: Any) -> str:
        raise KeyError("planted")

    monkeypatch.setitem(office.app.view_functions, "ledger.head", broken)
    (fault,) = tried(judge, office, known, HEAD)
    assert "answered 500 (KeyError at " in fault
    assert f"GET {V1}/ledger/head" in fault


def test_a_route_that_hangs_is_found(
    office: Installation, known: Any, monkeypatch: pytest.MonkeyPatch
):
    judge = Judge(Outcome(), Bounds(hang=0.3))

    def hanging(**_: Any) -> str:
        while True:
            time.sleep(0.01)

    monkeypatch.setitem(office.app.view_functions, "ledger.head", hanging)
    (fault,) = tried(judge, office, known, HEAD)
    assert "no answer within 0.3 s" in fault


def test_a_route_that_leaks_is_found(
    judge: Judge, office: Installation, known: Any, monkeypatch: pytest.MonkeyPatch
):
    kept: list[bytearray] = []
    whole = office.app.view_functions["ledger.head"]

    def leaking(**path: Any) -> Any:
        kept.append(bytearray(b"x" * 10_000_000))
        return whole(**path)

    monkeypatch.setitem(office.app.view_functions, "ledger.head", leaking)
    (fault,) = tried(judge, office, known, HEAD, times=8)
    assert "the process has" in fault


@pytest.mark.parametrize(
    ("answer", "headers", "told"),
    [
        (("no problem", 404), {}, "404 that is no problem"),
        (("", 503), {}, "answered 503"),
        (("", 302), {"Location": "http://evil.example/x"}, "an address of a stranger"),
        (("", 200), {"X-Name": "имя"}, "UnicodeEncodeError"),
    ],
)
def test_an_answer_that_may_not_be_is_found(
    judge: Judge,
    office: Installation,
    known: Any,
    monkeypatch: pytest.MonkeyPatch,
    *,
    answer: tuple[str, int],
    headers: dict[str, str],
    told: str,
):
    monkeypatch.setitem(office.app.view_functions, "ledger.head", lambda **_: (*answer, headers))
    monkeypatch.setitem(office.app.after_request_funcs, None, [])
    (fault,) = tried(judge, office, known, HEAD)
    assert told in fault


def test_a_503_that_says_when_to_come_again_is_counted_apart(
    judge: Judge, office: Installation, known: Any, monkeypatch: pytest.MonkeyPatch
):
    told = {"Retry-After": "5", "Content-Type": "application/problem+json"}
    monkeypatch.setitem(office.app.view_functions, "ledger.head", lambda **_: ("{}", 503, told))
    assert tried(judge, office, known, HEAD) == []
    assert judge.outcome.counted["answered 503 with Retry-After"] == 1


@pytest.mark.parametrize(
    ("kind", "heard", "wrong"),
    [
        ("line", Heard([400], True, 0.1, b""), ""),
        ("line", Heard([], True, 0.1, b""), ""),
        ("line", Heard([500], True, 0.1, b""), "answered [500]"),
        ("line", Heard([], False, 30, b""), "silent for 30 s, after b''"),
        ("ambiguous", Heard([100, 422], True, 0.1, b""), ""),
        ("ambiguous", Heard([422, 200], True, 0.1, b""), "one request was answered as [422, 200]"),
        ("ambiguous", Heard([401, 400], True, 0.1, b""), ""),
    ],
)
def test_what_a_server_may_not_do_is_found(kind: str, heard: Heard, wrong: str):
    assert wrong_with(kind, heard) == wrong
