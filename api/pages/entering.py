"""A sign-in at the identity provider that has begun: a short-lived sealed cookie of its own.

What the provider answers is believed only in the browser that asked, once, and for a while.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from flask import Response, request

from api.context import service
from api.oidc.signing_in import Begun
from api.pages.sealed import opened, sealed

COOKIE = "marshrut_entering"
PATH = "/sign-in/oidc"
LASTS = timedelta(minutes=10)
CONTEXT = b"marshrut page entering 1"
FAR = 1_500
"""Characters of a way that fits into the cookie; from a longer one one begins at home."""


class Entering(msgspec.Struct, frozen=True, kw_only=True):
    """What was begun, where to go then, and until when it may take."""

    begun: Begun
    after: str
    ends_at: datetime


def keep_entering(response: Response, begun: Begun, *, after: str) -> Response:
    """Have the browser keep what it has begun, instead of what it began before."""
    after = after if len(after) <= FAR else "/"
    held = Entering(begun=begun, after=after, ends_at=service().now() + LASTS)
    response.set_cookie(
        COOKIE,
        sealed(held, context=CONTEXT),
        max_age=LASTS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",  # the provider leads back by GET, from a site of its own
        path=PATH,
    )
    return response


def entering() -> Entering | None:
    """What the browser has begun, where that is not too long ago."""
    found = opened(request.cookies.get(COOKIE), Entering, context=CONTEXT)
    return found if found is not None and found.ends_at > service().now() else None


def forget_entering(response: Response) -> Response:
    """Have the browser keep it no more: an answer is taken once."""
    response.delete_cookie(
        COOKIE, secure=request.is_secure, httponly=True, samesite="Lax", path=PATH
    )
    return response
