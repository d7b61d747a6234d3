"""A walk over every route: nobody enters without a token, nobody sees what is not theirs.

The routes are taken from the application itself, so that a new one is walked from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from flask import Flask

from api.auth import PUBLIC
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    open_case,
    person,
)

SECRET = "Засекреченная"  # noqa: S105 - a surname
FOREIGNERS: dict[str, dict[str, Any]] = {
    "CK_STAFF": {"organisation": OTHER_SCHOOL},
    "POO_HEAD": {"organisation": OTHER_SCHOOL},
    "WG_MEMBER": {"organisation": OTHER_SCHOOL},
    "BCK_STAFF": {"regions": ("67",)},
    "ROIV_STAFF": {"regions": ("67",)},
    "COPP_STAFF": {"regions": ("67",)},
    "CZN_OFFICER": {"regions": ("67",)},
    "AUDITOR": {"regions": ("67", "63")},
    "SYSTEM_IMPORT": {"organisation": OTHER_SCHOOL},
    "ADMIN": {"regions": ("67",)},
}
READERS: dict[str, dict[str, Any]] = {
    "POO_HEAD": {"organisation": SCHOOL},
    "ROIV_STAFF": {"regions": ("70",)},
    "COPP_STAFF": {"regions": ("70",)},
    "CZN_OFFICER": {"regions": ("70",)},
    "AUDITOR": {},
    "ADMIN": {},
}
"""In scope, and without the right to write a case."""

GLASS = "emergency-access."
OF_THEIR_OWN = {
    "ADMIN": ("erasure.",),
    "ROIV_STAFF": ("verifications.", GLASS),
    "POO_HEAD": (GLASS,),
    "COPP_STAFF": (GLASS,),
}
"""What of the writes to cases is their business after all."""


def routes(app: Flask, **known: Any) -> Iterator[tuple[str, str, str]]:
    """Method, address and endpoint of every route of the API, ids filled in with those known.

    Pages have a door of their own, and a walk: ``tests/e2e/pages``.
    """
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("pages."):
            continue
        values = {name: known.get(name, uuid4()) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield method, adapter.build(rule.endpoint, values, method=method), rule.endpoint


def a_case(staff: Client) -> dict[str, Any]:
    """A case with a secret name and a status, and the ids that routes ask for."""
    opened = open_case(staff, person=person(last_name=SECRET))
    path = f"cases/{opened['case_id']}/statuses"
    entry = answered(staff.post(path, employed(), version=opened["version"]))
    return {
        "case_id": opened["case_id"],
        "entry_id": entry["entry_id"],
        "code": SCHOOL,
        "name": "statuses",
        "path": "index.css",
        "position": entry["position"],
    }


def test_nobody_enters_without_a_token(installation: Installation, staff: Client):
    known = a_case(staff)
    strangers = [
        (None, {}),
        ("mrs_wrong", {}),
        ("", {}),
        (installation.staff().token, {"Authorization": "Basic eDp5"}),
    ]
    for token, headers in strangers:
        client = Client(installation.app, token)
        for method, address, endpoint in routes(installation.app, **known):
            answer = client.send(method, address, headers=headers)
            if endpoint in PUBLIC:
                assert answer.status_code < 400, address
            else:
                assert answer.status_code == 401, f"{method} {address}"
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
                assert answered(answer)["code"] == "UNAUTHENTICATED"


def test_nobody_sees_a_foreign_case(installation: Installation, staff: Client):
    known = a_case(staff)
    walked = list(routes(installation.app, **known))
    sqlite = installation.database_url.startswith("sqlite")
    for turn, (role, scope) in enumerate(FOREIGNERS.items()):
        client = installation.client(role, **scope)
        for number, (method, address, endpoint) in enumerate(walked):
            of_the_case = known["case_id"] in address
            if not of_the_case and (turn + number + sqlite) % 2:
                continue  # this role asks for that on the other database, the next one here
            answer = client.send(method, address, json={} if method == "POST" else None)
            where = f"{role}: {method} {address}"
            assert SECRET.encode() not in answer.get_data(), where
            if of_the_case:
                assert answer.status_code == 404, where
            elif endpoint not in PUBLIC:
                assert known["case_id"].encode() not in answer.get_data(), where
                assert answer.status_code < 500, where


def test_a_foreign_case_and_one_that_does_not_exist_answer_alike(
    installation: Installation, staff: Client
):
    known = a_case(staff)
    stranger = installation.client("CK_STAFF", organisation=FAR_SCHOOL)
    for suffix in ("", "/timeline", "/audit-trail"):
        foreign = answered(stranger.get(f"cases/{known['case_id']}{suffix}"))
        missing = answered(stranger.get(f"cases/{uuid4()}{suffix}"))
        for each in (foreign, missing):
            del each["instance"], each["correlation_id"]
        assert foreign == missing


def test_who_may_read_may_not_write(installation: Installation, staff: Client):
    known = a_case(staff)
    writes = [
        (address, endpoint)
        for method, address, endpoint in routes(installation.app, **known)
        if method == "POST" and known["case_id"] in address
    ]
    assert len(writes) > 10
    for role, scope in READERS.items():
        client = installation.client(role, **scope)
        for address, endpoint in writes:
            if endpoint.startswith(OF_THEIR_OWN.get(role, ())):
                continue
            answer = client.send("POST", address, data=b"not even JSON")
            assert (answer.status_code, answered(answer)["code"]) == (403, "FORBIDDEN"), address


def test_only_some_open_cases_and_only_in_their_own_schools(
    installation: Installation, staff: Client
):
    for role, scope in READERS.items():
        answer = installation.client(role, **scope).post("cases", {})
        assert answer.status_code == 403, role
    foreign = staff.post("cases", {"organisation": OTHER_SCHOOL})
    assert foreign.status_code == 422
    centre = installation.client("BCK_STAFF", regions=("70",))
    assert open_case(centre, organisation=OTHER_SCHOOL)["version"] == 2


def test_administrators_see_no_cases(installation: Installation, staff: Client):
    known = a_case(staff)
    for role, scope in (("ADMIN", {}), ("CZN_OFFICER", {"regions": ("70",)})):
        client = installation.client(role, **scope)
        for suffix in ("", "/timeline", "/audit-trail"):
            assert client.get(f"cases/{known['case_id']}{suffix}").status_code == 403


def test_organisations_are_written_by_few(installation: Installation, staff: Client):
    assert staff.post(f"organisations/{SCHOOL}/changes", {}).status_code == 403
    centre = installation.client("BCK_STAFF", regions=("70",))
    change = {"effective_on": "2025-09-01", "has_centre": False}
    assert centre.post(f"organisations/{SCHOOL}/changes", change).status_code == 201
    assert centre.post(f"organisations/{FAR_SCHOOL}/changes", change).status_code == 403
