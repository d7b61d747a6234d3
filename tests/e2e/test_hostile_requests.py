"""Whatever is sent, the answer is a problem of the right kind and never a defect of ours."""

from __future__ import annotations

import json

import pytest

from tests.support.http import Client, answered, employed, open_case, opening

STATUS = json.dumps(employed())


@pytest.fixture
def migrated_url(sqlite_url: str) -> str:
    """What is refused at the door needs no second database."""
    return sqlite_url


@pytest.fixture
def statuses(staff: Client) -> str:
    """Where statuses of a case at version 2 go."""
    return f"cases/{open_case(staff)['case_id']}/statuses"


def post(staff: Client, path: str, raw: bytes, content_type: str = "application/json"):
    return staff.send(
        "POST", path, data=raw, content_type=content_type, headers={"If_Match": '"2"'}
    )


HOSTILE = {
    "empty": b"",
    "cut": STATUS[:-1].encode(),
    "not UTF-8": STATUS.encode("utf-16"),
    "a broken byte": b'{"status_code": "\xff"}',
    "a mark of order": b"\xef\xbb\xbf" + STATUS.encode(),
    "duplicate keys": b'{"status_code": "INFORMAL", "status_code": "OTHER"}',
    "duplicate keys below": b'{"attributes": {"text": "a", "text": "b"}}',
    "deep lists": b'{"attributes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 50 + b"1" + b"}" * 50,
    "a huge integer": b'{"effective_on": ' + b"9" * 5_000 + b"}",
    "an integer beyond 2^53": b'{"effective_on": 9007199254740993}',
    "a number beyond all": b'{"effective_on": 1e999}',
    "not a number": b'{"effective_on": NaN}',
    "infinity": b'{"effective_on": -Infinity}',
    "NUL": b'{"status_code": "A\\u0000"}',
    "NUL in a key": b'{"a\\u0000": 1}',
    "a lone surrogate": b'{"status_code": "\\ud800"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_json_that_two_readers_could_read_differently_is_refused(
    staff: Client, statuses: str, name: str
):
    answer = post(staff, statuses, HOSTILE[name])
    assert (answer.status_code, answered(answer)["code"]) == (422, "MALFORMED_JSON")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("[]", {"body": "INVALID"}),
        ("null", {"body": "INVALID"}),
        ('"x"', {"body": "INVALID"}),
        ("{}", {"status_code": "REQUIRED", "effective_on": "REQUIRED"}),
        (
            '{"status_code": 5, "effective_on": "01.09.2025"}',
            {"status_code": "INVALID", "effective_on": "INVALID"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "efective_on": 1}',
            {"efective_on": "UNKNOWN_FIELD"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "attributes": [1]}',
            {"attributes": "INVALID"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "evidence": {"kid": "x"}}',
            {"evidence.kind": "REQUIRED", "evidence.kid": "UNKNOWN_FIELD"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "planned_change": "yes"}',
            {"planned_change": "INVALID"},
        ),
        (
            '{"status_code": "  ", "effective_on": "2025-09-01"}',
            {"status_code": "INVALID"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "1066-10-14"}',
            {"effective_on": "INVALID"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "attributes": {"text": {}}}',
            {"attributes.text": "INVALID"},
        ),
        (
            '{"status_code": "INFORMAL", "effective_on": "2025-09-01", "attributes": {"inn": 5}}',
            {"attributes.inn": "UNKNOWN_FIELD"},
        ),
    ],
)
def test_a_body_of_the_wrong_shape_is_told_field_by_field(
    staff: Client, statuses: str, body: str, errors: dict[str, str]
):
    answer = post(staff, statuses, body.encode())
    assert answer.status_code == 422
    told = {field: said[0]["code"] for field, said in answered(answer)["errors"].items()}
    assert told == errors


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"]
)
def test_only_json_is_read(staff: Client, statuses: str, content_type: str):
    answer = post(staff, statuses, STATUS.encode(), content_type)
    assert (answer.status_code, answered(answer)["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_charset_beside_json_is_no_matter(staff: Client, statuses: str):
    answer = post(staff, statuses, STATUS.encode(), "application/json; charset=utf-8")
    assert answer.status_code == 201


def test_a_large_body_is_not_read(staff: Client):
    answer = staff.send(
        "POST", "cases", data=b" " * (1024 * 1024 + 1), content_type="application/json"
    )
    assert (answer.status_code, answered(answer)["code"]) == (413, "TOO_LARGE")


def test_methods_that_there_are_not_are_told_with_those_that_there_are(staff: Client):
    answer = staff.send("DELETE", "ledger/head")
    assert (answer.status_code, answered(answer)["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "path", ["/", "/api/v1", "nothing", "cases/no-uuid", "/api/v2/cases", "classifiers/x%00y"]
)
def test_addresses_that_there_are_not(staff: Client, path: str):
    answer = staff.get(path)
    assert (answer.status_code, answered(answer)["code"]) == (404, "NOT_FOUND")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["ledger/head", "classifiers", "/healthz", "/readyz"])
def test_queries_are_strict_everywhere(staff: Client, path: str):
    answer = staff.get(f"{path}?as_of=2025-01-01")
    assert (answer.status_code, list(answered(answer)["errors"])) == (422, ["as_of"])


def test_queries_are_strict_on_writes(staff: Client, statuses: str):
    answer = staff.send("POST", f"{statuses}?dry_run=true", json={}, headers={"If_Match": '"2"'})
    assert list(answered(answer)["errors"]) == ["dry_run"]


def test_a_correlation_id_comes_back_if_it_is_one(staff: Client):
    assert staff.get("ledger/head", X_Request_Id="abc-1").headers["X-Request-Id"] == "abc-1"
    made = staff.get("ledger/head", X_Request_Id="Иван").headers["X-Request-Id"]
    assert len(made) == 36
    problem = staff.get("nothing", X_Request_Id="abc-2")
    assert answered(problem)["correlation_id"] == "abc-2"


def test_answers_are_guarded_by_their_headers(staff: Client):
    headers = staff.get("ledger/head").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "changes",
    [
        {"person": {"last_name": "Я"}},
        {"person": None},
        {"graduation_year": "2025"},
        {"graduation_year": True},
        {"graduation_year": 20255},
        {"programme_code": "15.99.16"},
        {"study_form": "NONE"},
        {"graduation_date": None, "graduation_year": None},
        {"organisation": "NOWHERE"},
    ],
)
def test_an_opening_out_of_shape_is_refused(staff: Client, changes: dict[str, object]):
    answer = staff.post("cases", opening(**changes))
    assert answer.status_code == 422, answer.text
    assert answered(answer)["errors"]
