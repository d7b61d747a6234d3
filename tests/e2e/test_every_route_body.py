"""Every route that takes a body, with bodies that it may not take: all faults told, by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import LARGEST_BODY
from api.features import CASE_WRITES
from tests.support.hostile import codes_by_field, example, never, problem
from tests.support.http import Installation
from tests.support.lists import ROW, csv_of
from tests.support.route_office import Office
from tests.support.routes import Route, description, resolved, routes

POSTS = [route for route in routes() if route.method == "POST"]
WITH_BODY = [route for route in POSTS if route.body is not None]
WITH_OBJECT = [route for route in WITH_BODY if resolved(route.body or {})["type"] == "object"]
DEMANDING = [route for route in WITH_OBJECT if resolved(route.body or {}).get("required")]
pytestmark = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
"""What is refused at the door needs no second database."""

each_post = pytest.mark.parametrize("route", POSTS, ids=str)
each_body = pytest.mark.parametrize("route", WITH_BODY, ids=str)
each_object = pytest.mark.parametrize("route", WITH_OBJECT, ids=str)

TWICE = b'{"reason": "a", "reason": "b"}'
MALFORMED = {
    "empty": b"",
    "blank": b" \n",
    "cut": b'{"reason": "a"',
    "two": b"{} {}",
    "commented": b"{} // x",
    "not UTF-8": b'{"reason": "a"}'.decode().encode("utf-16"),
    "Windows-1251": '{"reason": "Отказ"}'.encode("windows-1251"),
    "a broken byte": b'{"reason": "\xff"}',
    "a mark of order": b"\xef\xbb\xbf{}",
    "duplicate keys": TWICE,
    "duplicate keys below": b'{"attributes": ' + TWICE + b"}",
    "duplicate keys in a list": b"[" + TWICE + b"]",
    "deep lists": b'{"attributes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 50 + b"1" + b"}" * 50,
    "deep and open": b"[" * 500_000,
    "a huge integer": b'{"effective_on": ' + b"9" * 5_000 + b"}",
    "a huge negative integer": b'{"effective_on": -' + b"9" * 5_000 + b"}",
    "an integer beyond 2^53": b'{"effective_on": 9007199254740993}',
    "a number beyond all": b'{"effective_on": 1e999}',
    "a number of many digits": b'{"effective_on": 1.' + b"9" * 5_000 + b"e400}",
    "not a number": b'{"effective_on": NaN}',
    "infinity": b'{"effective_on": -Infinity}',
    "NUL": b'{"reason": "A\\u0000"}',
    "NUL in a key": b'{"a\\u0000": 1}',
    "NUL as it is": b'{"reason": "A\x00"}',
    "a lone surrogate": b'{"reason": "\\ud800"}',
    "a lone surrogate in a key": b'{"\\udfff": 1}',
    "a lone surrogate as it is": b'{"reason": "\xed\xa0\x80"}',
}
OTHER_TYPES = [
    *("text/plain", "application/x-www-form-urlencoded", "", "application/jsonx", "a/b/c"),
    *("application/xml", "text/json", "json", "multipart/mixed", "application/json, text/plain"),
]
NO_OBJECT: list[Any] = ["x", "", 5, 1.5, True, False, None]
MANY: list[Any] = [[], [[]], [None], [{}] * 1_001, list(range(10_000))]


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


@each_body
def test_json_that_two_readers_could_read_differently_is_refused(route: Route, office: Office):
    # Bodies are read at one door for all routes: each is tried on a third of them.
    for name, raw in [*MALFORMED.items()][WITH_BODY.index(route) % 3 :: 3]:
        told = problem(office.post(route, raw))
        assert (told["status"], told["code"]) == (422, "MALFORMED_JSON"), name


@each_object
def test_what_is_no_object_is_refused(route: Route, office: Office):
    for value in [*NO_OBJECT, *MANY]:
        told = problem(office.post(route, value))
        assert codes_by_field(told) == {"body": "INVALID"}


@each_post
def test_only_its_own_media_type_is_read(route: Route, office: Office):
    raw = json.dumps(example(route.body) if route.body else {}).encode()
    if route.rule.endswith("/regeneration"):
        assert route.body is None  # it reads none, of whatever type
        return
    for media_type in OTHER_TYPES:
        told = problem(office.post(route, raw, content_type=media_type))
        assert (told["status"], told["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@each_body
def test_a_large_body_is_not_read(route: Route, office: Office):
    told = problem(office.post(route, b" " * (LARGEST_BODY + 1)))
    assert (told["status"], told["code"]) == (413, "TOO_LARGE")


@each_object
def test_each_field_out_of_shape_is_told_by_its_name(route: Route, office: Office):
    for body, wrong in spoilt(resolved(route.body or {})):
        told = problem(office.post(route, body))
        assert told["status"] == 422
        assert codes_by_field(told) == dict.fromkeys(wrong, "INVALID"), told


@each_object
def test_each_field_that_there_is_not_is_told_by_its_name(route: Route, office: Office):
    for body, where in with_stranger(resolved(route.body or {})):
        codes = codes_by_field(problem(office.post(route, body)))
        assert codes[f"{where}efective_on"] == "UNKNOWN_FIELD"


@pytest.mark.parametrize("route", DEMANDING, ids=str)
def test_each_field_that_is_missing_is_told_by_its_name(route: Route, office: Office):
    codes = codes_by_field(problem(office.post(route, {})))
    required = resolved(route.body or {})["required"]
    assert {name for name, code in codes.items() if code == "REQUIRED"} >= set(required)


@pytest.mark.parametrize("kind", sorted(CASE_WRITES))
def test_a_wrong_item_among_many_is_told_by_its_place(kind: str, office: Office):
    bulk = next(route for route in POSTS if route.rule.endswith("/case-entries"))
    write = CASE_WRITES[kind]
    schema = description()["components"]["schemas"][write.body.__name__.removesuffix("Schema")]
    place = {"case_id": office.places["case_id"], "kind": kind}
    place |= {"entry_id": office.places["entry_id"]} if write.on_entry else {}
    for partial in ("", "?partial=true"):
        for body, wrong in spoilt(schema):
            items = [{**place, "body": body}, 5, {**place, "body": []}]
            answer = office.post(bulk, items, query=partial)
            assert answer.status_code in {207, 422}, answer.text
            told = answer.get_json(force=True)
            first, second, third = (line["errors"] for line in told["items"])
            assert set(first) == set(wrong)
            assert (set(second), set(third)) == ({"item"}, {"body"})


@pytest.mark.parametrize("name", ["case_id", "kind", "entry_id", "body", "if_match"])
def test_an_item_out_of_shape_is_refused(name: str, office: Office):
    bulk = next(route for route in POSTS if route.rule.endswith("/case-entries"))
    status = {"status_code": "NO_DEMAND", "effective_on": "2025-09-15"}
    right = {"case_id": office.places["case_id"], "kind": "statuses", **status}
    schema = description()["components"]["schemas"]["BulkItem"]["properties"][name]
    odd = [*never(schema), "*", -1, 1.5, "٢", "9" * 5_000, [], {"x": 1}]
    for value in [value for value in odd if name != "body" or not isinstance(value, dict)]:
        told = problem(office.post(bulk, [{**right, name: value}]))
        assert told["code"] == "BULK_REFUSED"
        assert f"[0].{name}" in told["errors"]
    for many in [*NO_OBJECT, {}, {"case_ids": "x"}, {"case_ids": []}, {"case_ids": {}}, *MANY]:
        assert problem(office.post(bulk, many))["status"] == 422


LIST = ("list.csv", csv_of(ROW).decode())
FORMS: list[dict[str, Any]] = [
    *({}, {"file": "x"}, {"list": LIST}, {"file": LIST, "more": LIST}, {"file": LIST, "kind": "x"}),
    *({"file": LIST, "dry_run": "TRUE"}, {"file": LIST, "unknown": "1"}, {"file": LIST, "": "1"}),
    *({f"a{number}": "1" for number in range(2_000)}, {"kind": "x" * 600_000}),
]
"""What comes around a file; the files themselves are in ``test_hostile_lists``."""


def post_form(office: Office, raw: bytes, boundary: str = "; boundary=b") -> dict[str, Any]:
    imports = next(route for route in POSTS if route.rule.endswith("/imports"))
    return problem(office.post(imports, raw, content_type=f"multipart/form-data{boundary}"))


def test_a_form_that_is_none_is_refused(office: Office):
    for fields in FORMS:
        assert post_form(office, form(fields))["status"] in {413, 422}
    for raw in (b"", b"--b", b"--b--", b"--b\r\n\r\n", b"\xff" * 1_000, b"--b\r\n" * 1_000):
        post_form(office, raw)
    for boundary in ("", "; boundary=", "; boundary=\xff", f"; boundary={'b' * 5_000}", "; x=y"):
        post_form(office, b"--b--", boundary)


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Werkzeug leaves it to the GC
def test_a_file_cut_short_is_refused(office: Office):
    whole = form({"file": LIST})
    for length in (40, 80, 100, len(whole) // 2, len(whole) - 12):
        post_form(office, whole[:length])


def form(fields: dict[str, Any]) -> bytes:
    """The fields as a form, a file as its name and content."""
    parts = []
    for name, value in fields.items():
        file = isinstance(value, tuple)
        named = f'; filename="{value[0]}"' if file else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
        parts.append(head + (value[1] if file else value) + "\r\n")
    return ("".join(parts) + "--b--\r\n").encode()


def spoilt(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Bodies of which every field is wrong, each field by each of its values; and their names."""
    fields = schema.get("properties", {})
    values = {name: never(_typed(part)) for name, part in fields.items()}
    values = {name: wrong for name, wrong in values.items() if wrong}
    base = example(schema)
    for turn in range(max(map(len, values.values()))):
        chosen = {name: wrong[turn % len(wrong)] for name, wrong in values.items()}
        yield {**base, **chosen}, list(chosen)
    for name, part in fields.items():
        inner = resolved(part)
        if inner.get("properties"):
            for body, wrong in spoilt(inner):
                yield {**base, name: body}, [f"{name}.{field}" for field in wrong]


def with_stranger(schema: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Bodies with a field that there is not, here and in each part; and where it is."""
    base, strange = example(schema), {"efective_on": "2025-09-01"}
    yield {**base, **strange}, ""
    for name, part in schema.get("properties", {}).items():
        if resolved(part).get("properties"):
            for body, where in with_stranger(resolved(part)):
                yield {**base, name: body}, f"{name}.{where}"


def _typed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its type, also where it is a reference; null too, where that may stand."""
    if "anyOf" in schema:
        return {**resolved(schema), "type": ["object", "null"]}
    return resolved(schema)
