"""Asking an identity provider: over https, in bounded time and size, never elsewhere."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.parse import urlencode, urlsplit

from api.oidc.configured import OidcSettings, safe_url

STEP_SECONDS = 3.0
"""For connecting, and for each wait for bytes."""

WHOLE_SECONDS = 5.0
"""For an answer as a whole, once connected."""

LARGEST = 256 * 1024
OK = 200
WELL_KNOWN = "/.well-known/openid-configuration"
FORM = "application/x-www-form-urlencoded"


class FetchFailed(Exception):  # noqa: N818
    """The issuer did not answer, or not with what it should."""


def fetch_key_set(settings: OidcSettings) -> dict[str, Any]:
    """The issuer's JSON Web Key Set, as it is now. Raises ``FetchFailed``."""
    told = fetch_json(settings.jwks_url or _place_of_keys(settings.issuer))
    if not isinstance(told.get("keys"), list):
        raise FetchFailed("no key set")
    return told


def fetch_discovery(issuer: str) -> dict[str, Any]:
    """What the issuer says of itself, if it is the one that was asked for. Raises ``FetchFailed``.

    The addresses in it are not looked at: who uses one asks whether it is safe.
    """
    told = fetch_json(issuer.rstrip("/") + WELL_KNOWN)
    if told.get("issuer") != issuer:
        raise FetchFailed("another issuer")
    return told


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at the address. Redirects are not followed. Raises ``FetchFailed``."""
    status, body = _asked(url)
    if status != OK:
        message = f"status {status}"
        raise FetchFailed(message)
    return _object(body)


def send_form(
    url: str, fields: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object that a form is answered with. Raises ``FetchFailed``."""
    form = urlencode(fields).encode("ascii")
    status, body = _asked(url, form, {"Content-Type": FORM, **headers})
    return status, _object(body)


def _place_of_keys(issuer: str) -> str:
    place = fetch_discovery(issuer).get("jwks_uri")
    if not isinstance(place, str):
        raise FetchFailed("no address of keys")
    return place


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(type(error).__name__) from error
    if not isinstance(value, dict):
        raise FetchFailed("not an object")
    return value


def _asked(
    url: str, form: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """The status and the body of the answer, to a POST where there is a form."""
    if not safe_url(url):
        raise FetchFailed("not an https address")
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept": "application/json", **(headers or {})}
    try:
        with _connected(parts.scheme, parts.hostname or "", parts.port) as connection:
            connection.request("GET" if form is None else "POST", path, form, sent)
            response = connection.getresponse()
            body = response.read(LARGEST + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise FetchFailed(type(error).__name__) from error
    if len(body) > LARGEST:
        raise FetchFailed("too large")
    return response.status, body


@contextmanager
def _connected(scheme: str, host: str, port: int | None) -> Iterator[HTTPConnection]:
    """A connection that is cut when the time for the whole is over."""
    if scheme == "https":
        connection: HTTPConnection = HTTPSConnection(
            host, port, timeout=STEP_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = HTTPConnection(host, port, timeout=STEP_SECONDS)
    connection.connect()
    watch = Timer(WHOLE_SECONDS, _cut, [connection.sock])
    watch.daemon = True
    watch.start()
    try:
        yield connection
    finally:
        watch.cancel()
        connection.close()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed meanwhile
