"""Every answer tells a browser what it may not do with it: also refusals, errors, files, pages."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.security_headers import SECURITY_HEADERS, TRANSPORT
from tests.support.http import Client, Installation

pytestmark = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def answers(standing: Installation, monkeypatch: pytest.MonkeyPatch) -> dict[str, TestResponse]:
    """Answers of every kind, by what kind they are."""

    def broken(**_: Any) -> str:
        raise ValueError

    admin, nobody = standing.admin(), Client(standing.app, None)
    monkeypatch.setitem(standing.app.view_functions, "ledger.head", broken)
    return {
        "200": admin.get("access/whoami"),
        "200 of a file": standing.staff().get("imports/template"),
        "200 public": nobody.get("/healthz"),
        "200 described": nobody.get("/api/v1/openapi.json"),
        "204": admin.send("OPTIONS", "access/whoami"),
        "308": nobody.get("/api/v1/docs"),
        "401": nobody.get("cases"),
        "401 where nothing is": nobody.get("/nowhere"),
        "403": admin.get("cases"),
        "404": admin.get("/nowhere"),
        "405": admin.send("DELETE", "access/whoami"),
        "422": admin.get("access/whoami", {"x": "1"}),
        "413": admin.send("POST", "access/tokens", data=b"x" * 2_000_000),
        "415": admin.send("POST", "access/tokens", data=b"x"),
        "500": admin.get("ledger/head"),
    }


def test_every_answer_has_them(standing: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, answer in answers(standing, monkeypatch).items():
        for name, value in EXPECTED.items():
            assert answer.headers[name] == value, (kind, name)
        assert answer.headers["Content-Security-Policy"] == LOCKED, kind
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert TRANSPORT not in answer.headers, kind
        for telltale in ("Server", "X-Powered-By", "X-AspNet-Version"):
            assert telltale not in answer.headers, kind
    assert set(SECURITY_HEADERS) == {*EXPECTED, "Content-Security-Policy", "Permissions-Policy"}


def test_the_pages_may_run_their_own_scripts_and_be_framed_nowhere(
    standing: Installation,
) -> None:
    page = Client(standing.app, None).get("/api/v1/docs/")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert policy.endswith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    for name, value in EXPECTED.items():
        assert page.headers[name] == value


def test_https_is_demanded_for_the_future_where_it_was_used(standing: Installation) -> None:
    client = standing.admin()
    told = "max-age=63072000; includeSubDomains"
    for base, expected in (("https://marshrut.example", told), ("http://marshrut.example", None)):
        for path in ("access/whoami", "/nowhere"):
            answer = client.send("GET", path, base_url=base)
            assert answer.headers.get(TRANSPORT) == expected
    # A header that anybody can send is not believed here; whom to believe is gunicorn's to know.
    said = client.send("GET", "access/whoami", headers={"X-Forwarded-Proto": "https"})
    assert TRANSPORT not in said.headers
