"""The one door: every route but a few public ones asks for a token."""

from __future__ import annotations

from functools import partial

from flask import Flask, g, request

from api.context import service
from api.watcher import WATCHED, require_watcher
from marshrut.ledger.access import holder_of
from marshrut.ledger.retrying import again, harmless
from marshrut.policy import Actor
from marshrut.refusals import refuse

SCHEME = "bearer"
PUBLIC = frozenset(
    {"health.alive", "health.ready", "docs", "swagger_ui.show", "api-docs.openapi_json"}
)
"""Endpoints that anybody may ask; whatever is not named here asks for a token."""


def register_authentication(app: Flask) -> None:
    """Guard every route of the application, unknown ones too."""
    app.before_request(_authenticate)


def _authenticate() -> None:
    if request.endpoint in PUBLIC:
        return
    if request.endpoint in WATCHED:
        require_watcher()
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    holder = None
    if scheme.lower() == SCHEME and token.strip():
        holder = again(partial(_holder, token.strip()), when=harmless, what="read")
    if holder is None:
        raise refuse("UNAUTHENTICATED")
    g.actor = holder


def _holder(token: str) -> Actor | None:
    with service().reading.connect() as connection:
        return holder_of(connection, token=token, now=service().now())
