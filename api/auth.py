"""The one door: every route but a few public ones asks for a token."""

from __future__ import annotations

from flask import Flask, g, request

from api.context import service
from marshrut.ledger.access import holder_of
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
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    holder = None
    if scheme.lower() == SCHEME and token.strip():
        with service().reading.connect() as connection:
            holder = holder_of(connection, token=token.strip(), now=service().now())
    if holder is None:
        raise refuse("UNAUTHENTICATED")
    g.actor = holder
