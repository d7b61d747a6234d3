"""The session of a browser: a sealed cookie that holds the token, and for how long it is good.

Nothing of it is kept on the server. Whoever has the cookie can use the pages until it ends, and
nothing else: the token in it cannot be read from it. Every session has a secret of its own that
forms carry, and without which nothing is changed.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec
from flask import Response, request

from api.context import service
from api.pages.masking import unmasked
from api.pages.sealed import LONGEST_COOKIE, opened, sealed
from marshrut.refusals import refuse

COOKIE = "marshrut_session"
LASTS = timedelta(hours=10)
"""A working day; a token that ends before ends the session."""

CONTEXT = b"marshrut page session 1"
FORM_FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD"})


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, with what, until when; and why persons are looked at, if that was said.

    ``by_provider`` tells that it was at an identity provider, who may have a session of its own.
    """

    token: str
    ends_at: datetime
    csrf: str
    purpose: str | None = None
    by_provider: bool = False


class TokenTooLong(Exception):  # noqa: N818
    """A browser keeps no cookie of that size."""


def new_session(token: str, *, expires_at: datetime | None, by_provider: bool = False) -> Session:
    """A session of a token that ends no later than the token itself."""
    ends = service().now() + LASTS
    ends = min(ends, expires_at) if expires_at is not None else ends
    secret = secrets.token_urlsafe(24)
    return Session(token=token, ends_at=ends, csrf=secret, by_provider=by_provider)


def session() -> Session | None:
    """The session of the request, where it has one that is good."""
    found = last_session()
    return found if found is not None and found.ends_at > service().now() else None


def last_session() -> Session | None:
    """The session that the browser had last, also one that has ended."""
    return opened(request.cookies.get(COOKIE), Session, context=CONTEXT)


def keep(response: Response, held: Session) -> Response:
    """Have the browser keep the session. Raises ``TokenTooLong``."""
    value = sealed(held, context=CONTEXT)
    if len(value) > LONGEST_COOKIE:
        raise TokenTooLong
    response.set_cookie(
        COOKIE, value, secure=request.is_secure, httponly=True, samesite="Lax", path="/"
    )
    return response


def forget(response: Response) -> Response:
    """Have the browser keep it no more."""
    response.delete_cookie(
        COOKIE, secure=request.is_secure, httponly=True, samesite="Lax", path="/"
    )
    return response


def check_own_form(held: Session | None) -> None:
    """Raise ``Refused`` (``FOREIGN_FORM``) where the form that was sent is none of our pages.

    The browser says from where it comes; of a session it must also carry the secret.
    """
    if not _is_from_here():
        raise refuse("FOREIGN_FORM")
    if held is None:
        return
    given = unmasked(request.form.get(FORM_FIELD, ""))
    if not hmac.compare_digest(given, held.csrf.encode()):
        raise refuse("FOREIGN_FORM")


def _is_from_here() -> bool:
    """Whether a page of ours has sent the form, as far as the browser tells (Fetch Metadata)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
