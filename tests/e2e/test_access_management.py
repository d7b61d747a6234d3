"""Administrators give and end tokens over HTTP, within their own scope; auditors read of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from marshrut.policy import RIGHTS, Role
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered

STAFF = {"actor": "ivanova", "role": "CK_STAFF", "organisation": SCHOOL}
HOLDERS: dict[str, dict[str, Any]] = {
    "CK_STAFF": {"organisation": SCHOOL},
    "POO_HEAD": {"organisation": SCHOOL},
    "WG_MEMBER": {"organisation": SCHOOL, "functions": ("PSYCHOLOGIST",)},
    "BCK_STAFF": {"regions": ("70",)},
    "ROIV_STAFF": {"regions": ("70",)},
    "COPP_STAFF": {"regions": ("70",)},
    "CZN_OFFICER": {"regions": ("70",)},
    "AUDITOR": {},
    "SYSTEM_IMPORT": {"organisation": SCHOOL},
    "ADMIN": {"regions": ("70",)},
}


def given(client: Client, **fields: Any) -> dict[str, Any]:
    answer = client.post("access/tokens", {**STAFF, **fields})
    assert answer.status_code == 201, answer.text
    return answered(answer)


def listed(client: Client, path: str, name: str, **query: Any) -> list[dict[str, Any]]:
    """All of a list, page by page."""
    rows: list[dict[str, Any]] = []
    answer = client.get(path, {**query, "limit": "2"})
    while True:
        assert answer.status_code == 200, answer.text
        rows += answered(answer)[name]
        link = answer.headers.get("Link")
        if link is None:
            return rows
        answer = client.get(link.partition(">")[0].lstrip("<"))


def actor_of(client: Client) -> str:
    return str(answered(client.get("access/whoami"))["actor"])


@pytest.mark.parametrize("role", [*Role])
def test_everybody_is_told_who_they_are(standing: Installation, role: str) -> None:
    told = answered(standing.client(role, **HOLDERS[role]).get("access/whoami"))
    bounds = HOLDERS[role]
    assert told["role"] == role
    assert told["role_label"] != role
    assert told["organisation"] == bounds.get("organisation")
    assert (*told["regions"],) == bounds.get("regions", ())
    assert (*told["functions"],) == bounds.get("functions", ())
    assert set(told["rights"]) == {action.name for action in RIGHTS[Role(role)].actions}
    assert (told["by"], told["expires_at"]) == ("LOCAL", None)
    assert told["token_id"]


def test_a_token_is_given_shown_once_and_ended(standing: Installation) -> None:
    admin = standing.admin()
    answer = admin.post("access/tokens", {**STAFF, "expires_days": 7, "reason": "новый сотрудник"})
    token = answered(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    holder = Client(standing.app, token["token"])
    told = answered(holder.get("access/whoami"))
    assert (told["actor"], told["token_id"]) == ("ivanova", token["token_id"])
    week = datetime.now(UTC) + timedelta(days=7)
    assert abs(datetime.fromisoformat(told["expires_at"]) - week) < timedelta(minutes=5)
    for known in listed(admin, "access/tokens", "tokens", actor="ivanova"):
        assert "token" not in known
    path = f"access/tokens/{token['token_id']}/revocation"
    ended = admin.post(path, {"reason": "уволена"})
    assert (ended.status_code, answered(ended)["revoked_at"] is not None) == (201, True)
    assert holder.get("access/whoami").status_code == 401
    again = admin.post(path, {"reason": "уволена"})
    assert (again.status_code, answered(again)["code"]) == (409, "TOKEN_REVOKED")
    kinds = [
        (event["kind"], event["channel"], event["by_actor"], event["reason"])
        for event in listed(admin, "access/events", "events", actor="ivanova")
        if event["token_id"] == token["token_id"]
    ]
    by = actor_of(admin)
    assert kinds == [
        ("TOKEN_ISSUED", "HTTP", by, "новый сотрудник"),
        ("TOKEN_REVOKED", "HTTP", by, "уволена"),
    ]


def test_a_token_lasts_ninety_days_unless_said_otherwise(standing: Installation) -> None:
    token = given(standing.admin())
    lasts = datetime.fromisoformat(token["expires_at"]) - datetime.fromisoformat(
        token["created_at"]
    )
    assert lasts == timedelta(days=90)


def test_a_region_has_its_own_administrators(standing: Installation) -> None:
    admin = standing.admin()
    tomsk, smolensk = (standing.client("ADMIN", regions=(code,)) for code in ("70", "67"))
    ours = given(tomsk, actor="of-tomsk")
    region = given(tomsk, actor="of-tomsk", role="BCK_STAFF", organisation=None, regions=["70"])
    theirs = given(admin, actor="of-smolensk", organisation=FAR_SCHOOL)
    wide = given(admin, actor="of-all", role="AUDITOR", organisation=None, regions=["67", "70"])
    for beyond in (
        {"organisation": FAR_SCHOOL},
        {"role": "BCK_STAFF", "organisation": None, "regions": ["67"]},
        {"role": "AUDITOR", "organisation": None},
        {"role": "AUDITOR", "organisation": None, "regions": ["67", "70"]},
        {"role": "ADMIN", "organisation": None},
    ):
        body = {name: value for name, value in {**STAFF, **beyond}.items() if value is not None}
        answer = tomsk.post("access/tokens", body)
        assert (answer.status_code, answered(answer)["code"]) == (403, "BEYOND_OWN_SCOPE"), beyond
    seen = {token["token_id"] for token in listed(tomsk, "access/tokens", "tokens")}
    assert {ours["token_id"], region["token_id"]} <= seen
    assert seen.isdisjoint({theirs["token_id"], wide["token_id"]})
    for foreign in (theirs, wide):
        path = f"access/tokens/{foreign['token_id']}/revocation"
        assert tomsk.post(path, {"reason": "x"}).status_code == 404
    assert smolensk.post(f"access/tokens/{theirs['token_id']}/revocation", {"reason": "x"})
    every = {token["token_id"] for token in listed(admin, "access/tokens", "tokens", ended="true")}
    assert {ours["token_id"], region["token_id"], theirs["token_id"], wide["token_id"]} <= every
    told = listed(tomsk, "access/events", "events")
    assert {event["within"] for event in told} == {"70"}
    by = actor_of(tomsk)
    whole = listed(standing.auditor(), "access/events", "events", by_actor=by, kind="REFUSED")
    assert [event["refusal"] for event in whole] == ["BEYOND_OWN_SCOPE"] * 5 + ["NOT_FOUND"] * 2


def test_auditors_read_what_was_done_and_do_nothing(standing: Installation) -> None:
    given(standing.admin(), actor="seen-by-auditors")
    auditor = standing.auditor()
    (event,) = listed(auditor, "access/events", "events", actor="seen-by-auditors")
    assert event["label"] == "Токен выдан"
    bounded = standing.client("AUDITOR", regions=("67", "63"))
    assert listed(bounded, "access/events", "events", actor="seen-by-auditors") == []
    assert auditor.get("access/tokens").status_code == 403


def test_whoever_may_not_manage_is_refused_and_it_is_kept(standing: Installation) -> None:
    staff = standing.staff()
    token = given(standing.admin())
    path = f"access/tokens/{token['token_id']}/revocation"
    for answer in (
        staff.post("access/tokens", STAFF),
        staff.get("access/tokens"),
        staff.get("access/events"),
        staff.post(path, {"reason": "x"}),
        staff.post(f"access/tokens/{uuid4()}/revocation", {"reason": "x"}),
    ):
        assert (answer.status_code, answered(answer)["code"]) == (403, "FORBIDDEN")
    by = actor_of(staff)
    kept = listed(standing.admin(), "access/events", "events", by_actor=by)
    assert [event["refusal"] for event in kept] == ["FORBIDDEN"] * 5
    assert standing.admin().get("access/tokens", {"actor": "ivanova"}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"organisation": None}, "SCOPE_UNFIT"),
        ({"regions": ["70"]}, "SCOPE_UNFIT"),
        ({"functions": ["PSYCHOLOGIST"]}, "SCOPE_UNFIT"),
        ({"organisation": "NONE"}, "UNKNOWN_CODE"),
        ({"actor": "oidc:somebody"}, "INVALID"),
        ({"actor": "cli:root"}, "INVALID"),
        ({"actor": "Иванова Анна"}, "INVALID"),
        ({"expires_days": 367}, "INVALID"),
        ({"role": "GUEST"}, "INVALID"),
        ({"secret": "x"}, "UNKNOWN_FIELD"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_given(
    standing: Installation, fields: dict[str, Any], code: str
) -> None:
    body = {name: value for name, value in {**STAFF, **fields}.items() if value is not None}
    answer = standing.admin().post("access/tokens", body)
    assert (answer.status_code, answered(answer)["code"]) == (422, code)
