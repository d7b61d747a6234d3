"""Fetching from an identity provider: over https, in bounded time and size, never elsewhere."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from api.oidc.configured import OidcSettings, safe_url

STEP_SECONDS = 3.0
"""For connecting, and for each wait for bytes."""

WHOLE_SECONDS = 5.0
"""For an answer as a whole, once connected."""

LARGEST = 256 * 1024
OK = 200
WELL_KNOWN = "/.well-known/openid-configuration"


class FetchFailed(Exception):  # noqa: N818
    """The issuer did not answer, or not with what it should."""


def fetch_key_set(settings: OidcSettings) -> dict[str, Any]:
    """The issuer's JSON Web Key Set, as it is now. Raises ``FetchFailed``."""
    told = fetch_json(settings.jwks_url or _discovered(settings.issuer))
    if not isinstance(told.get("keys"), list):
        raise FetchFailed("no key set")
    return told


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at the address. Redirects are not followed. Raises ``FetchFailed``."""
    if not safe_url(url):
        raise FetchFailed("not an https address")
    try:
        body = _fetched(url)
        value = json.loads(body)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise FetchFailed(type(error).__name__) from error
    if not isinstance(value, dict):
        raise FetchFailed("not an object")
    return value


def _discovered(issuer: str) -> str:
    """Where the issuer says that its keys are, if it is the one that was asked for."""
    told = fetch_json(issuer.rstrip("/") + WELL_KNOWN)
    place = told.get("jwks_uri")
    if told.get("issuer") != issuer or not isinstance(place, str):
        raise FetchFailed("another issuer")
    return place


def _fetched(url: str) -> bytes:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connected(parts.scheme, parts.hostname or "", parts.port) as connection:
        connection.request("GET", path, headers={"Accept": "application/json"})
        response = connection.getresponse()
        body = response.read(LARGEST + 1)
    if response.status != OK:
        message = f"status {response.status}"
        raise FetchFailed(message)
    if len(body) > LARGEST:
        raise FetchFailed("too large")
    return body


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
