"""Bytes that are no request, or two at once: refused by the server within its limits, in time."""

from __future__ import annotations

from collections.abc import Iterator
from runpy import run_path

import pytest

from api import serving
from tests.support.fuzzing.raw import AMBIGUOUS, LINES, OVERSIZED, Server, say, wrong_with
from tests.support.serving import ROOT, served

PATIENCE = 10
REFUSED = {
    "a long first line": (b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n", serving.limit_request_line, 414),
    "a long header": (
        b"GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n",
        serving.limit_request_field_size,
        431,
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served({}, app="wsgiref.simple_server:demo_app") as address:
        yield Server(address, "")


@pytest.mark.parametrize("kind", ["ambiguous", "oversized", "line"])
def test_no_bytes_are_answered_as_more_than_they_are(server: Server, kind: str):
    for data in {"ambiguous": AMBIGUOUS, "oversized": OVERSIZED, "line": LINES}[kind]:
        assert wrong_with(kind, say(server, data, patience=PATIENCE)) == "", data[:200]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_longer_than_the_limit_is_refused(server: Server, name: str):
    form, limit, status = REFUSED[name]
    assert say(server, form % (b"x" * (limit - 100)), patience=PATIENCE).statuses == [200]
    assert say(server, form % (b"x" * (limit + 1)), patience=PATIENCE).statuses == [status]


def test_more_headers_than_the_limit_are_refused(server: Server):
    for number, status in ((serving.limit_request_fields - 1, 200), (100, 431)):
        lines = b"".join(b"X-%d: y\r\n" % each for each in range(number))
        data = b"GET / HTTP/1.1\r\nHost: x\r\n%s\r\n" % lines
        assert say(server, data, patience=PATIENCE).statuses == [status]


def test_both_ways_to_serve_have_the_same_limits():
    settings = run_path(str(ROOT / "gunicorn.conf.py"))
    names = [name for name in vars(serving) if name.startswith("limit_")]
    assert len(names) == 3
    assert {name: settings[name] for name in names} == {n: getattr(serving, n) for n in names}
