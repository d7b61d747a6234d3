"""Fetching keys from a real server: what it may not do to us."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from api.oidc import fetching
from api.oidc.configured import OidcSettings, oidc_settings, safe_url
from api.oidc.fetching import LARGEST, FetchFailed, fetch_json, fetch_key_set
from tests.support.issuer import KEYS, WELL_KNOWN, Issuer, issuing, public, rsa, send


@pytest.fixture(scope="module")
def server() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


@pytest.fixture
def issuer(server: Issuer) -> Iterator[Issuer]:
    yield server
    server.answer = None
    server.discovery = {"issuer": server.url, "jwks_uri": server.url + KEYS}
    server.asked.clear()


def test_keys_are_found_by_discovery(issuer: Issuer) -> None:
    assert fetch_key_set(issuer.settings) == public(rsa(1))
    assert issuer.asked == [WELL_KNOWN, KEYS]


def test_or_at_the_address_that_is_said(issuer: Issuer) -> None:
    said = OidcSettings(issuer="https://id.example", audience="x", jwks_url=issuer.url + KEYS)
    assert fetch_key_set(said) == public(rsa(1))
    assert issuer.asked == [KEYS]


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.example"},
        {"jwks_uri": None},
        {"jwks_uri": "http://id.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": ["x"]},
    ],
)
def test_a_discovery_that_leads_elsewhere_is_not_followed(
    issuer: Issuer, told: dict[str, Any]
) -> None:
    issuer.discovery |= told
    with pytest.raises(FetchFailed):
        fetch_key_set(issuer.settings)
    assert issuer.asked == [WELL_KNOWN]


@pytest.mark.parametrize(
    ("body", "status", "headers"),
    [
        (b"{}", 302, {"Location": "/keys"}),
        (b"{}", 500, {}),
        (b"{}", 404, {}),
        (b"[]", 200, {}),
        (b"<html>", 200, {}),
        (b"", 200, {}),
        (b"[" * 100_000, 200, {}),
        (b'"' + b"x" * LARGEST + b'"', 200, {}),
        (b'{"keys": {}}', 200, {}),
        (b'{"keys": null}', 200, {}),
    ],
)
def test_an_answer_that_is_no_key_set_is_none(
    issuer: Issuer, body: bytes, status: int, headers: dict[str, str]
) -> None:
    issuer.answer = lambda handler: send(handler, body, status, **headers)
    said = OidcSettings(issuer=issuer.url, audience="x", jwks_url=issuer.url + KEYS)
    with pytest.raises(FetchFailed):
        fetch_key_set(said)
    assert issuer.asked == [KEYS]  # once: no redirect is followed


def test_a_server_that_drips_is_cut_off(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            return

    issuer.answer = drip
    begun = time.monotonic()
    with pytest.raises(FetchFailed):
        fetch_json(issuer.url + KEYS)
    assert time.monotonic() - begun < 3


def test_a_server_that_says_nothing_is_waited_for_a_while(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "STEP_SECONDS", 0.2)
    issuer.answer = lambda _: time.sleep(0.6)
    with pytest.raises(FetchFailed):
        fetch_json(issuer.url + KEYS)


def test_a_port_where_nobody_listens() -> None:
    with pytest.raises(FetchFailed):
        fetch_json("http://127.0.0.1:1/keys")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://id.example/realms/x", True),
        ("https://id.example:8443/realms/x", True),
        ("http://localhost:8080/realms/x", True),
        ("http://127.0.0.1:8080/", True),
        ("http://[::1]:8080/", True),
        ("http://id.example/", False),
        ("http://keycloak:8080/", False),
        ("http://localhost.evil.example/", False),
        ("http://127.0.0.1@evil.example/", False),
        ("https://user:secret@id.example/", False),
        ("https://id.example/#x", False),
        ("https://", False),
        ("https://id.example:99999/", False),
        ("ftp://id.example/", False),
        ("https://id.example/ x", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_https_and_this_machine(url: str, safe: bool) -> None:  # noqa: FBT001
    assert safe_url(url) is safe


def test_settings_of_an_issuer() -> None:
    given = {
        "MARSHRUT_OIDC_ISSUER": "https://id.example/realms/x",
        "MARSHRUT_OIDC_AUDIENCE": "marshrut-api",
    }
    assert oidc_settings({}) is None
    assert oidc_settings({"MARSHRUT_OIDC_ISSUER": " "}) is None
    told = oidc_settings(
        {**given, "MARSHRUT_OIDC_REGIONS_CLAIM": "r", "MARSHRUT_OIDC_JWKS_URL": ""}
    )
    assert told is not None
    assert (told.jwks_url, told.regions_claim, told.role_claim) == (None, "r", "marshrut_role")
    for wrong, said in (
        ({"MARSHRUT_OIDC_AUDIENCE": "x"}, "without MARSHRUT_OIDC_ISSUER"),
        ({"MARSHRUT_OIDC_ISSUER": "https://id.example"}, "set MARSHRUT_OIDC_AUDIENCE"),
        ({**given, "MARSHRUT_OIDC_ISSUER": "http://id.example"}, "must be an https:// address"),
        ({**given, "MARSHRUT_OIDC_JWKS_URL": "http://id.example"}, "MARSHRUT_OIDC_JWKS_URL must"),
    ):
        with pytest.raises(ValueError, match=said):
            oidc_settings(wrong)


def test_settings_of_the_pages_as_its_client() -> None:
    given = {
        "MARSHRUT_OIDC_ISSUER": "https://id.example",
        "MARSHRUT_OIDC_AUDIENCE": "marshrut-api",
        "MARSHRUT_OIDC_CLIENT_ID": "marshrut-pages",
        "MARSHRUT_PAGES_URL": "https://marshrut.example/",
    }
    told = oidc_settings(given)
    assert told is not None
    assert told.client is not None
    assert (told.client.client_id, told.client.secret_file) == ("marshrut-pages", None)
    assert told.client.pages_url == "https://marshrut.example"
    for change, said in (
        ({"MARSHRUT_PAGES_URL": ""}, "set MARSHRUT_PAGES_URL too"),
        ({"MARSHRUT_OIDC_CLIENT_ID": ""}, "MARSHRUT_PAGES_URL says nothing without"),
        ({"MARSHRUT_OIDC_ISSUER": ""}, "AUDIENCE says nothing without MARSHRUT_OIDC_ISSUER"),
        ({"MARSHRUT_PAGES_URL": "http://marshrut.example"}, "must be an https:// address"),
        ({"MARSHRUT_PAGES_URL": "https://marshrut.example/pages"}, "must have no path"),
        ({"MARSHRUT_PAGES_URL": "https://marshrut.example?x"}, "must have no path"),
    ):
        with pytest.raises(ValueError, match=said):
            oidc_settings({**given, **change})
