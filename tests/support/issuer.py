"""An identity provider for tests: a real HTTP server, keys that rotate, tokens of every kind."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from api.oidc.configured import OidcSettings

AUDIENCE = "marshrut-api"
ALGORITHMS = ["RS256", "RS512", "PS256", "ES256", "EdDSA", "HS256"]
WELL_KNOWN = "/.well-known/openid-configuration"
KEYS = "/keys"
AUTHORIZE, TOKEN, END = "/authorize", "/token", "/end"
CLIENT = "marshrut-pages"
PAGES = "http://localhost:8000"


@cache
def rsa(number: int = 1) -> RSAKey:
    """One of some RSA keys, made once: it takes a while."""
    return RSAKey.generate_key(2048, auto_kid=False, parameters={"kid": f"rsa-{number}"})


@cache
def curve() -> ECKey:
    """A key on a curve."""
    return ECKey.generate_key("P-256", auto_kid=False, parameters={"kid": "ec"})


@cache
def edwards() -> OKPKey:
    """A key on another curve."""
    return OKPKey.generate_key("Ed25519", auto_kid=False, parameters={"kid": "ed"})


def public(*keys: Key, **members: Any) -> dict[str, Any]:
    """The set of their public halves, with ``use`` as issuers have it."""
    return {
        "keys": [{**key.as_dict(private=False), "use": "sig", **members} for key in keys],
    }


def claims_for(issuer: str, *, now: float | None = None, **claims: Any) -> dict[str, Any]:
    """What an access token says of staff of a school; a claim of ``None`` is left out."""
    at = int(now if now is not None else time.time())
    told = {
        "iss": issuer,
        "aud": [AUDIENCE, "account"],
        "sub": "7f0c1a52-3f55-4b6e-9d5a-2a8f8f1f0c11",
        "iat": at,
        "exp": at + 300,
        "typ": "Bearer",
        "marshrut_role": ["CK_STAFF"],
        "marshrut_organisation": "TTIT",
        **claims,
    }
    return {name: value for name, value in told.items() if value is not None}


def signed(payload: Mapping[str, Any] | bytes, key: Any, **header: Any) -> str:
    """A token of that payload, signed with the key by whatever algorithm the header says."""
    head = {"alg": "RS256", "typ": "JWT", "kid": getattr(key, "kid", None), **header}
    head = {name: value for name, value in head.items() if value is not None}
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    registry.max_header_length = 100_000
    return jws.serialize_compact(head, raw, key, algorithms=ALGORITHMS, registry=registry)


def part(value: Any) -> str:
    """A part of a token, made by hand."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Desk:
    """Where people sign in: codes for whom it asks nothing, each good once, for its verifier.

    ``access`` and ``identity`` are claims that are otherwise in the tokens; ``told`` is what is
    answered instead of a code; ``secret`` is that of the client, if it has one.
    """

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self.start()

    def start(self) -> None:
        """Forget everybody."""
        self.access: dict[str, Any] = {}
        self.identity: dict[str, Any] = {}
        self.told: dict[str, str] | None = None
        self.secret: str | None = None
        self.codes: dict[str, dict[str, str]] = {}

    def authorize(self, handler: BaseHTTPRequestHandler) -> None:
        """Lead back to the client at the one address that it has."""
        asked = dict(parse_qsl(urlsplit(handler.path).query))
        fit = (
            asked["response_type"] == "code"
            and asked["client_id"] == CLIENT
            and asked["redirect_uri"] == f"{PAGES}/sign-in/oidc/return"
            and asked["code_challenge_method"] == "S256"
            and "openid" in asked["scope"].split()
        )
        if not fit:
            send(handler, b"no such client", 400)
            return
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        told = {"iss": self._issuer.url, **(self.told or {"code": code}), "state": asked["state"]}
        place = f"{asked['redirect_uri']}?{urlencode(told)}"
        send(handler, b"", 302, Location=place)

    def exchange(self, handler: BaseHTTPRequestHandler) -> None:
        """Give tokens for a code."""
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        form = dict(parse_qsl(body.decode()))
        if not self._is_client(form, handler.headers.get("Authorization")):
            self._say(handler, 401, {"error": "invalid_client"})
            return
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or not (
            form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == asked["redirect_uri"]
            and part(digest) == asked["code_challenge"]
        ):
            self._say(handler, 400, {"error": "invalid_grant"})
            return
        told = {"aud": CLIENT, "azp": CLIENT, "typ": "ID", "nonce": asked["nonce"], **self.identity}
        tokens = {"access_token": self._issuer.token(**self.access), "token_type": "Bearer"}
        self._say(handler, 200, {**tokens, "id_token": self._issuer.token(**told)})

    def _is_client(self, form: Mapping[str, str], header: str | None) -> bool:
        if self.secret is None:
            return form.get("client_id") == CLIENT and header is None
        pair = base64.b64encode(f"{CLIENT}:{quote_plus(self.secret)}".encode()).decode()
        return header == f"Basic {pair}"

    def _say(self, handler: BaseHTTPRequestHandler, status: int, told: dict[str, Any]) -> None:
        send(handler, json.dumps(told).encode(), status)


class Issuer:
    """What the server publishes, and what it was asked; ``answer`` is instead of a good answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: list[Key] = [rsa(1)]
        self.asked: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.discovery: dict[str, Any] = {
            "issuer": url,
            "jwks_uri": url + KEYS,
            "authorization_endpoint": url + AUTHORIZE,
            "token_endpoint": url + TOKEN,
            "end_session_endpoint": url + END,
            "authorization_response_iss_parameter_supported": True,
        }
        self.desk = Desk(self)

    @property
    def settings(self) -> OidcSettings:
        """As an installation is told of it."""
        return OidcSettings(issuer=self.url, audience=AUDIENCE)

    @property
    def environ(self) -> dict[str, str]:
        """The same, as its environment."""
        return {"MARSHRUT_OIDC_ISSUER": self.url, "MARSHRUT_OIDC_AUDIENCE": AUDIENCE}

    @property
    def client_environ(self) -> dict[str, str]:
        """The same, where people sign in at it from the pages."""
        return {
            **self.environ,
            "MARSHRUT_OIDC_CLIENT_ID": CLIENT,
            "MARSHRUT_PAGES_URL": PAGES,
        }

    def token(self, key: Key | None = None, **claims: Any) -> str:
        """A good token, but for the claims that are named."""
        return signed(claims_for(self.url, **claims), key or self.keys[0])

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        self.asked.append(handler.path)
        if self.answer is not None:
            self.answer(handler)
            return
        place = handler.path.partition("?")[0]
        if place == AUTHORIZE:
            self.desk.authorize(handler)
        elif place == TOKEN:
            self.desk.exchange(handler)
        else:
            told = public(*self.keys) if place == KEYS else self.discovery
            send(handler, json.dumps(told).encode())


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer with that body."""
    handler.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer on a port of this machine."""
    made: list[Issuer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made[0].serve(self)

        def do_POST(self) -> None:
            made[0].serve(self)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.append(Issuer(f"http://127.0.0.1:{server.server_address[1]}"))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made[0]
        finally:
            server.shutdown()
            thread.join()
