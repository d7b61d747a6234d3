"""The one door: every route but a few public ones asks for a token, ours or an issuer's."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from flask import Flask, Response, g, request

from api.context import service, services
from api.door.addresses import client_address
from api.door.costs import COSTS
from api.door.limits import check_pace
from api.oidc.entry import OidcEntry
from api.oidc.source import PAUSE, IssuerUnreachable
from api.oidc.verifying import TokenUnfit
from api.watcher import WATCHED, require_watcher
from marshrut.ledger.access import Held, held_by
from marshrut.ledger.access_denials import Denial, denial_of
from marshrut.ledger.retrying import again, harmless
from marshrut.policy import Actor
from marshrut.refusals import refuse

SCHEME = "bearer"
LOCAL, OIDC = "LOCAL", "OIDC"
PUBLIC = frozenset(
    {"health.alive", "health.ready", "docs", "swagger_ui.show", "api-docs.openapi_json"}
)
"""Endpoints that anybody may ask; whatever is not named here asks for a token."""

PAGES = "pages"
"""They have a door of their own (``api.pages``), and ask the API through this one."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who came in, by which kind of token, and until when it is good."""

    actor: Actor
    by: str
    token_id: UUID | None
    expires_at: datetime | None
    blocked: bool = False


def register_authentication(app: Flask) -> None:
    """Guard every route of the application, unknown ones too."""
    app.before_request(_authenticate)
    app.after_request(_tell_pace)


def _authenticate() -> None:
    if request.endpoint in PUBLIC or request.blueprint == PAGES:
        return
    if request.endpoint in WATCHED:
        require_watcher()
        return
    given = request.headers.get("Authorization")
    if given is None:
        raise refuse("UNAUTHENTICATED")
    limits, address = services().limits(), asked_from()
    limits.check_address(address, given)
    entry = _entry(given)
    if entry is None:
        limits.failed(address)
        raise refuse("UNAUTHENTICATED")
    limits.entered(address, given)
    check_pace(limits.charge(entry.actor.actor_id, COSTS.get(request.endpoint or "", 1)))
    if entry.blocked:
        raise refuse("ACCESS_BLOCKED")
    g.actor, g.entry = entry.actor, entry


def _entry(given: str) -> Entry | None:
    """Whom the header lets in, or ``None``: nobody."""
    scheme, _, token = given.partition(" ")
    token = token.strip()
    if scheme.lower() != SCHEME or not token:
        return None
    issuer = services().issuer()
    if issuer is not None and "." in token:  # there is none in a token of ours
        return _vouched(issuer, token)
    held = again(partial(_held, token), when=harmless, what="read")
    if held is None:
        return None
    return Entry(
        actor=held.actor,
        by=LOCAL,
        token_id=held.token_id,
        expires_at=held.expires_at,
        blocked=held.blocked,
    )


def _vouched(issuer: OidcEntry, token: str) -> Entry | None:
    try:
        vouched = issuer.vouched(token, now=service().now())
    except TokenUnfit as unfit:
        g.unfit = str(unfit)
        return None
    except IssuerUnreachable as error:
        raise refuse("ISSUER_UNREACHABLE", retry_after=int(PAUSE)) from error
    denial = again(partial(_denial, vouched.actor.actor_id), when=harmless, what="read")
    if denial.issued_before is not None and vouched.issued_at <= denial.issued_before:
        g.unfit = "signed out"
        return None
    return Entry(
        actor=vouched.actor,
        by=OIDC,
        token_id=None,
        expires_at=vouched.expires_at,
        blocked=denial.blocked,
    )


def _held(token: str) -> Held | None:
    with service().reading.connect() as connection:
        return held_by(connection, token=token, now=service().now())


def _denial(actor_id: str) -> Denial:
    with service().reading.connect() as connection:
        return denial_of(connection, actor_id)


def asked_from() -> str:
    """The address from which the request comes, as far as proxies that are believed say."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return client_address(request.remote_addr or "", forwarded, services().proxies())


def _tell_pace(response: Response) -> Response:
    """How much the actor has left (draft-ietf-httpapi-ratelimit-headers)."""
    pace = g.get("pace")
    if pace is not None:
        response.headers["RateLimit-Policy"] = f'"actor";q={pace.quota};w=60'
        response.headers["RateLimit"] = f'"actor";r={pace.left};t={pace.reset}'
    return response
