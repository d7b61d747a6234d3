"""Whatever is sent, the answer is a problem of the right kind and never a defect of ours.

What holds on every route is in ``test_every_route`` and ``test_every_route_body``.
"""

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


def test_a_charset_beside_json_is_no_matter(staff: Client, statuses: str):
    answer = post(staff, statuses, STATUS.encode(), "application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "path",
    ["/api/v1", "/nothing", "nothing", "cases/no-uuid", "/api/v2/cases", "classifiers/x%00y"],
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
