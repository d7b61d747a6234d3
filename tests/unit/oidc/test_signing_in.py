"""The pages as a client of a real issuer: what it is sent, and which answers are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from api.oidc import signing_in
from api.oidc.configured import OidcClient
from api.oidc.entry import OidcEntry
from api.oidc.signing_in import Begun, Failure, SignIn, SignInFailed, answers, begin
from tests.support.issuer import CLIENT, PAGES, Issuer, issuing, rsa, send, signed

BACK = f"{PAGES}/sign-in/oidc/return"


@pytest.fixture(scope="module")
def server() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


@pytest.fixture
def issuer(server: Issuer) -> Iterator[Issuer]:
    discovery = dict(server.discovery)
    server.desk.start()
    yield server
    server.answer = None
    server.discovery = discovery


def client_of(issuer: Issuer, secret_file: Path | None = None) -> SignIn:
    client = OidcClient(client_id=CLIENT, pages_url=PAGES, secret_file=secret_file)
    return SignIn(issuer.settings, client, OidcEntry(issuer.settings))


def answered(known: SignIn, begun: Begun) -> dict[str, str]:
    """What the issuer leads back with."""
    parts = urlsplit(known.address(begun, back=BACK, language="ru"))
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    place = connection.getresponse().headers["Location"]
    connection.close()
    return dict(parse_qsl(urlsplit(place).query))


def token(known: SignIn, begun: Begun, code: str, *, back: str = BACK) -> str:
    return known.token(begun, code, back=back, now=datetime.now(UTC))


def entered(known: SignIn) -> str:
    begun = begin()
    return token(known, begun, known.code(answered(known, begun)))


def failure(known: SignIn) -> str:
    """Why nobody was signed in, for the log."""
    with pytest.raises(SignInFailed) as caught:
        entered(known)
    return str(caught.value)


def test_a_code_is_exchanged_for_the_token_of_whom_the_issuer_knows(issuer: Issuer) -> None:
    known = client_of(issuer)
    vouched = OidcEntry(issuer.settings).vouched(entered(known), now=datetime.now(UTC))
    assert vouched.actor.organisation == "TTIT"


def test_an_answer_is_of_the_sign_in_whose_state_it_has(issuer: Issuer) -> None:
    begun, other = begin(), begin()
    state = answered(client_of(issuer), begun)["state"]
    assert answers(begun, state)
    assert not any(
        answers(*one) for one in ((other, state), (begun, None), (begun, ""), (begun, "ы"))
    )


def test_a_code_is_nothing_without_the_verifier_or_at_another_address(issuer: Issuer) -> None:
    known, begun = client_of(issuer), begin()
    thief = msgspec.structs.replace(begun, verifier=begin().verifier)
    for who, back in ((thief, BACK), (begun, f"{PAGES}/elsewhere")):
        code = known.code(answered(known, begun))
        with pytest.raises(SignInFailed, match="code refused") as caught:
            token(known, who, code, back=back)
        assert caught.value.failure is Failure.STALE


def test_a_secret_is_read_anew_and_sent_as_it_is_due(issuer: Issuer, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    issuer.desk.secret = "a secret: +/%"  # noqa: S105
    assert failure(client_of(issuer)) == "code refused"
    known = client_of(issuer, file)
    assert failure(known) == "client secret cannot be read"
    file.write_text("a secret: +/%\n")
    assert entered(known)


def test_an_id_token_by_another_key_is_none(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, begun = client_of(issuer), begin()
    code = known.code(answered(known, begun))
    told = {"aud": CLIENT, "typ": "ID", "nonce": begun.nonce, "iss": issuer.url, "sub": "x"}
    forged = signed({**told, "iat": 1, "exp": 9_999_999_999}, rsa(2), kid="rsa-1")
    tokens = {"access_token": issuer.token(), "id_token": forged, "token_type": "Bearer"}
    monkeypatch.setattr(signing_in, "send_form", lambda *_: (200, tokens))
    with pytest.raises(SignInFailed, match="id token: signature"):
        token(known, begun, code)
    for gone in tokens:
        monkeypatch.setattr(signing_in, "send_form", lambda *_, g=gone: (200, {**tokens, g: None}))
        with pytest.raises(SignInFailed, match="no tokens"):
            token(known, begun, code)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"authorization_endpoint": "http://id.example/authorize"}, "no authorization_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no authorization_endpoint"),
        ({"token_endpoint": "http://id.example/token"}, "no token_endpoint"),
        ({"token_endpoint": None}, "no token_endpoint"),
        ({"issuer": "https://other.example"}, "discovery"),
    ],
)
def test_only_addresses_that_are_safe_are_used(
    issuer: Issuer, told: dict[str, Any], why: str
) -> None:
    issuer.discovery |= told
    assert failure(client_of(issuer)) == why


def test_an_issuer_that_says_it_names_itself_must(issuer: Issuer) -> None:
    known, begun = client_of(issuer), begin()
    told = answered(known, begun)
    del told["iss"]
    with pytest.raises(SignInFailed, match="another issuer"):
        known.code(told)
    issuer.discovery["authorization_response_iss_parameter_supported"] = False
    assert client_of(issuer).code(told) == told["code"]


def test_a_slow_issuer_holds_few_threads(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "AT_ONCE", 1)
    monkeypatch.setattr(signing_in, "PATIENCE", 0.01)
    known = client_of(issuer)
    known._turns.acquire()
    assert failure(known) == "too many at once"
    known._turns.release()
    issuer.answer = None
    assert entered(known)


def test_where_one_signs_out_there_too(issuer: Issuer) -> None:
    issuer.discovery["end_session_endpoint"] = f"{issuer.url}/end?realm=x"
    place = client_of(issuer).way_out(back=f"{PAGES}/sign-in")
    assert place is not None
    assert place.startswith(
        f"{issuer.url}/end?realm=x&client_id={CLIENT}&post_logout_redirect_uri="
    )
    del issuer.discovery["end_session_endpoint"]
    assert client_of(issuer).way_out(back=PAGES) is None
    issuer.answer = lambda handler: send(handler, b"", 500)
    with pytest.raises(SignInFailed) as caught:
        client_of(issuer).way_out(back=PAGES)
    assert caught.value.failure is Failure.UNREACHABLE
