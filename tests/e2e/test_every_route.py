"""Every route under each method with addresses, queries and headers that nobody should send.

New routes come in by themselves. Whatever comes is answered, below 500; a refusal is a problem
in Russian; and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.hostile import NO_DAY, codes_by_field, problem
from tests.support.http import Client, Installation
from tests.support.route_office import Office
from tests.support.routes import Route, routes
from tests.support.table_rows import SOMETHING

OURS = [route for route in routes() if route.described]
READS = [route for route in OURS if route.method == "GET"]
ASKED = Counter(name for route in READS for name in route.query)
"""How many reads have a parameter of this name."""

COMMON, TURNS = 9, 3
"""Where more reads than so many have a parameter, each takes its turn of the wrong values."""

WITH_ID = [route for route in routes() if route.names and "<path:" not in route.rule]
LONG = "x" * 5_000
each_route = pytest.mark.parametrize("route", routes(), ids=str)
each_of_ours = pytest.mark.parametrize("route", OURS, ids=str)
each_read = pytest.mark.parametrize("route", READS, ids=str)
once = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
"""What is decided before any database is asked is tried over one of them."""

STRAY = [
    *("x", "%00", "a%00b", "%FF", "%ED%A0%80", "..", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "%252F"),
    *("0", "-1", "9" * 400, SOMETHING[:-1], f"{SOMETHING}x", f"urn:uuid:{SOMETHING}", "%F0%9F%92"),
    *("null", "%7B%7D", "%E2%80%AE", "'%20OR%201=1--", "%0D%0AX-A:%201", LONG),
]
"""Segments of an address that stand for no record, as they come."""

NO_NUMBER = ["", "0", "-1", "1.5", "1e3", "1_0", "+5", " 5", "٣", "٢٠", "１", "x", "9" * 5_000]
NO_POSITION = ["", "-1", "1.5", "1e3", "1_0", "+5", " 5", "٣", "9" * 17, "9" * 5_000]
NO_MOMENT = [
    *("", "2026-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "now", LONG),
    *("9999-12-31T23:59:59-23:59", "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z"),
]
HEADERS = {
    "Accept-Language": ["", "*", "xx", "ru;q=abc", "en;q=1e999", "en;q=-1", "," * 500, "\xff\xfe"],
    "Accept-Datetime": [
        *("", "x", "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2359"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "9" * 400, "Mon, 99 Foo 2026 99:99:99 GMT"),
    ],
    "X-Purpose": ["", "\xff", " ", "x" * 5_000, "a\tb", "\xd0\xb6"],
    "X-Request-Id": ["", "\xff", "a b", "x" * 65, "../../etc"],
    "Accept": ["", "text/html", "image/*;q=x", "\xff", "application/xml"],
    "Content-Type": ["", "x", "application/json; charset=\xff", "multipart/form-data; boundary="],
    "Content-Encoding": ["gzip", "\xff"],
    "Transfer-Encoding": ["chunked", "x"],
    "Range": ["bytes=0-", "bytes=9-1", "bytes=-99999999999", "x"],
    "If-Modified-Since": ["x", "Mon, 01 Jan 0001 00:00:00 +2359"],
    "If-None-Match": ["*", '"', "\xff"],
    "Cookie": ["a=b; " * 400, "\xff", "="],
    "X-Forwarded-Host": ["a b", "[::1"],
    "X-HTTP-Method-Override": ["DELETE"],
}
BY_ROUTE = ("Accept-Datetime", "X-Purpose", "Content-Type")
"""Headers that some routes read and others do not; all others are read at one door."""

STRAY_VERSIONS = ["", "*", "x", 'W/"2"', '"2', '"-1"', '"2", "3"', "2.0", "٢", "9" * 400, "\xff"]
STRAY_KEYS = ["", " ", "a b", "x" * 129, "\xff", "a\tb"]


@pytest.fixture(scope="module")
def office(standing: Installation) -> Office:
    return Office(standing)


@pytest.fixture(scope="module")
def written(office: Office) -> int:
    """How far the ledger goes before the tests, and after each of them."""
    return office.head()


@pytest.fixture(autouse=True)
def nothing_is_written(office: Office, written: int) -> Iterator[None]:
    yield
    assert office.head() == written


@each_route
@once
def test_other_methods_are_told_with_those_that_there_are(route: Route, office: Office):
    client, path = office.clients[0], office.path(route)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        if method not in route.allowed:
            answer = client.send(method, path, json={})
            assert problem(answer)["code"] == "METHOD_NOT_ALLOWED"
            assert set(answer.headers["Allow"].split(", ")) == route.allowed
    asked = office.holder(route).send("OPTIONS", path)
    assert (asked.status_code, asked.data) == (200, b"")
    assert set(asked.headers["Allow"].split(", ")) == route.allowed


@each_read
@once
def test_the_head_is_the_answer_without_its_body(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    whole, head = client.get(path), client.send("HEAD", path)
    assert (head.status_code, head.data) == (whole.status_code, b"")
    assert head.mimetype == whole.mimetype


@each_of_ours
@once
def test_a_slash_too_many_leads_nowhere(route: Route, office: Office):
    client, path = office.clients[0], office.path(route)
    for stray in (
        f"{path}/",
        f"{path}/x",
        f"{path}%00",
        f"{path}%2F",
        f"{path}/%2e%2e",
        f"{path};x",
    ):
        answer = client.send(route.method, stray, json={})
        assert answer.status_code in {404, 405}, stray  # «organisations/x» is one, if to be read
        problem(answer)


@pytest.mark.parametrize("route", WITH_ID, ids=str)
def test_what_there_is_not_is_not_found(route: Route, office: Office, standing: Installation):
    client, sqlite = office.client(route), standing.database_url.startswith("sqlite")
    for name in route.names:
        # What is no UUID is refused by the address: one of the databases is enough to see that.
        strays = [] if f"<uuid:{name}>" in route.rule and not sqlite else STRAY
        for stray in [*strays, SOMETHING]:
            if name == "entry_id" and stray == SOMETHING:
                continue  # the body comes first: there may be nothing to look for
            answer = client.send(route.method, office.path(route, **{name: stray}), json={})
            assert answer.status_code == 404, (name, stray, answer.text)
            problem(answer)


@each_of_ours
@once
def test_a_parameter_that_there_is_not_is_refused(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    for name in ("efective_on", "AS_OF", "as_of[]", "a%00", "%FF", "%ED%A0%80", "", "x" * 5_000):
        answer = client.send(route.method, f"{path}?{name}=1", json={})
        assert answer.status_code == 422, name
        assert problem(answer)["errors"]


@each_read
@once
def test_a_repeated_parameter_is_refused(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    for name in route.query:
        told = problem(client.get(f"{path}?{name}=1&{name}=1"))
        assert codes_by_field(told) == {name: "INVALID"}


def no_values(schema: dict[str, Any]) -> list[str]:
    """Texts that a parameter of a query string may never have."""
    match schema:
        case {"enum": [*_]}:
            other_case = str(schema["enum"][0]).swapcase()  # a number has no other case
            return ["", "x", "\0", LONG, *({other_case} - set(schema["enum"]))]
        case {"type": "integer", "minimum": _}:
            return [*NO_NUMBER, "\0"]
        case {"type": "integer"}:
            return [*NO_POSITION, "\0"]
        case {"format": "date"}:
            return ["", *NO_DAY, "\0", LONG]
        case {"format": "date-time"}:
            return [*NO_MOMENT, "\0"]
        case _:
            return ["", "\0", "a\0b", LONG]


def some_value(schema: dict[str, Any]) -> Any:
    """A value that a parameter takes: the first of those that it lists, or else a position."""
    return schema["enum"][0] if "enum" in schema else 1


@each_read
@once
def test_a_parameter_out_of_shape_is_told_by_its_name(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    for name, schema in route.query.items():
        needed = {other: some_value(route.query[other]) for other in route.required - {name}}
        values = no_values(schema)
        if ASKED[name] > COMMON:
            values = values[READS.index(route) % TURNS :: TURNS]
        for value in values:
            answer = client.get(path, {**needed, name: value})
            assert answer.status_code == 422, (name, value, answer.text)
            assert set(problem(answer)["errors"]) == {name}


@each_of_ours
@once
def test_odd_headers_are_answered(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    stale = office.stale(route)
    usual = client.send(route.method, path, json={}, headers=stale).status_code
    number = OURS.index(route)
    at_the_door = [name for name in HEADERS if name not in BY_ROUTE][number % TURNS :: TURNS]
    for name in (*BY_ROUTE, *at_the_door):
        # Each is tried on some of the routes.
        value = HEADERS[name][number // TURNS % len(HEADERS[name])]
        given = {"data": b"{}"} if name == "Content-Type" else {"json": {}}
        answer = client.send(route.method, path, headers={**stale, name: value}, **given)
        assert answer.status_code < 500, (name, value)
        if answer.status_code >= 400 and name != "Accept-Language":
            problem(answer)
        if name == "X-Purpose":  # what is no text is refused where purposes are read
            assert answer.status_code in {usual, 422}, value
        elif name.startswith(("Accept-L", "X-", "Cookie", "Range", "If-")):
            assert answer.status_code == usual, (name, value)


@pytest.mark.parametrize("route", [r for r in OURS if r.method == "POST"], ids=str)
@once
def test_versions_and_keys_out_of_shape_are_refused(route: Route, office: Office):
    client, path = office.client(route), office.path(route)
    for value in STRAY_VERSIONS:
        problem(client.send("POST", path, json={}, headers={"If_Match": value}))
    for value in STRAY_KEYS:
        problem(client.send("POST", path, json={}, headers={"Idempotency_Key": value}))


@each_route
@once
def test_no_token_that_is_none_opens(route: Route, office: Office):
    if not route.described.get("tags") or route.rule in {"/healthz", "/readyz"}:
        return
    path, stranger = office.path(route), Client(office.clients[0].app, None)
    for value in ("", "Bearer", "Bearer ", "Bearer \xff", "Basic eDp4", f"Bearer {LONG}", "x" * 99):
        answer = stranger.send(route.method, path, json={}, headers={"Authorization": value})
        assert problem(answer)["code"] == "UNAUTHENTICATED"
        assert answer.headers["WWW-Authenticate"]
