"""Coming in with a token of an identity provider, which is a real server that rotates its keys."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from api.oidc import source
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    copied,
    installed,
    open_case,
)
from tests.support.issuer import KEYS, WELL_KNOWN, Issuer, curve, rsa, send, signed
from tests.support.shell import Shell


@pytest.fixture(scope="module")
def joined(
    issuer: Issuer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation that believes the issuer."""
    folder = tmp_path_factory.mktemp("joined")
    with installed(copied(sqlite_template, folder), folder, told=issuer.environ) as made:
        yield made


@pytest.fixture(autouse=True)
def in_order(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer as it was at first, who may be asked again at once."""
    monkeypatch.setattr(source, "PAUSE", 0.0)
    issuer.keys = [rsa(1)]
    issuer.answer = None
    issuer.asked.clear()


def code(client: Client, path: str = "access/whoami") -> str:
    answer = client.get(path)
    return "" if answer.status_code == 200 else str(answered(answer)["code"])


def test_who_the_issuer_vouches_for_comes_in_within_their_scope(
    joined: Installation, issuer: Issuer
) -> None:
    token = issuer.token(exp=int(time.time()) + 300)
    client = Client(joined.app, token)
    told = answered(client.get("access/whoami"))
    assert told["actor"] == "oidc:7f0c1a52-3f55-4b6e-9d5a-2a8f8f1f0c11"
    assert (told["role"], told["organisation"], told["by"]) == ("CK_STAFF", SCHOOL, "OIDC")
    assert told["expires_at"].endswith("Z")
    assert "WRITE_CASES" in told["rights"]
    case = open_case(client)
    trail = answered(client.get(f"cases/{case['case_id']}/audit-trail"))["events"]
    assert {event["actor"] for event in trail} == {told["actor"]}
    for school in (OTHER_SCHOOL, FAR_SCHOOL):
        stranger = Client(joined.app, issuer.token(marshrut_organisation=school))
        assert code(stranger, f"cases/{case['case_id']}") == "NOT_FOUND"
    wide = Client(joined.app, issuer.token(marshrut_role="AUDITOR", marshrut_organisation=None))
    assert code(wide, f"cases/{case['case_id']}") == ""
    assert code(joined.staff(), f"cases/{case['case_id']}") == ""  # our own tokens stay as they are


def test_who_is_signed_in_and_was_given_no_access_is_told_so(
    joined: Installation, issuer: Issuer
) -> None:
    for claims in ({"marshrut_role": None}, {"marshrut_organisation": None}):
        answer = Client(joined.app, issuer.token(**claims)).get("cases")
        told = answered(answer)
        assert (answer.status_code, told["code"]) == (403, "NO_ACCESS")
        assert "marshrut_" in told["detail"]


def test_what_the_issuer_did_not_sign_for_now_and_for_us_opens_nothing(
    joined: Installation, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    now = int(time.time())
    good = issuer.token()
    header, payload, signature = good.split(".")
    strays = {
        "claims: expired_token": issuer.token(exp=now - 60),
        "claims: invalid_claim": issuer.token(aud="account"),
        "signature": signed(json.loads(b"{}"), rsa(2), kid="rsa-1"),
        "unknown key": signed({}, rsa(2), kid="../../etc/passwd"),
        "malformed": f"{header}.{payload}.",
        "algorithm": f"eyJhbGciOiJub25lIn0.{payload}.{signature}",
    }
    for reason, token in strays.items():
        answer = Client(joined.app, token).get("cases")
        assert (answer.status_code, answered(answer)["code"]) == (401, "UNAUTHENTICATED"), reason
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
        told: dict[str, Any] = caplog.records[-1].__dict__["told"]
        assert told["unfit"] == reason
        assert token not in str(told)


def test_keys_rotate_without_a_restart(joined: Installation, issuer: Issuer) -> None:
    before = issuer.token()
    assert code(Client(joined.app, before)) == ""
    issuer.keys = [curve()]
    after = signed(json.loads(_payload(before)), curve(), alg="ES256")
    assert code(Client(joined.app, after)) == ""
    assert issuer.asked == [WELL_KNOWN, KEYS]
    assert code(Client(joined.app, before)) == "UNAUTHENTICATED"  # though it was verified before


def test_an_issuer_that_is_down_is_told_from_a_bad_token(
    issuer: Issuer, sqlite_url: str, tmp_path: Path
) -> None:
    issuer.answer = lambda handler: send(handler, b"", 500)
    with installed(sqlite_url, tmp_path, told=issuer.environ) as made:
        client = Client(made.app, issuer.token())
        answer = client.get("cases")
        told = answered(answer)
        assert (answer.status_code, told["code"]) == (503, "ISSUER_UNREACHABLE")
        assert answer.headers["Retry-After"] == "10"
        assert code(made.staff(), "cases") == ""
        assert code(Client(made.app, "a.b.c"), "cases") == "UNAUTHENTICATED"
        issuer.answer = None
        assert code(client, "cases") == ""
        issuer.answer = _hang_up
        assert code(client, "cases") == ""  # by the keys that there are


def test_without_an_issuer_its_tokens_open_nothing(standing: Installation, issuer: Issuer) -> None:
    assert code(Client(standing.app, issuer.token())) == "UNAUTHENTICATED"
    assert issuer.asked == []


def test_a_subject_is_blocked_or_signed_out_although_the_issuer_still_vouches(
    joined: Installation, issuer: Issuer
) -> None:
    shell = Shell(joined.environ)
    actor = "oidc:s-7"
    now = int(time.time())
    client = Client(joined.app, issuer.token(sub="s-7", iat=now - 10))
    assert code(client) == ""
    shell.out("access", "block", actor, "--reason", "утечка")
    assert code(client) == "ACCESS_BLOCKED"
    assert shell.out("access", "blocked") == f"{actor}\n"
    assert "is blocked already" in shell.fails("access", "block", actor)
    shell.out("access", "unblock", actor)
    assert "is not blocked" in shell.fails("access", "unblock", actor)
    assert code(client) == ""
    shell.out("token", "revoke", "--actor", actor)
    assert code(client) == "UNAUTHENTICATED"
    again = Client(joined.app, issuer.token(sub="s-7", iat=now + 20))
    assert code(again) == ""
    events = json.loads(shell.out("access", "events", "--actor", actor, "--json"))
    assert [event["kind"] for event in events] == [
        "ACTOR_BLOCKED",
        "ACTOR_UNBLOCKED",
        "ACTOR_SIGNED_OUT",
    ]
    assert {event["channel"] for event in events} == {"CLI"}


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
