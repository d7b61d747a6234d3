"""The application: the only place where everything is put together."""

from __future__ import annotations

from flask import Flask

from api.answers import answer_again
from api.auth import register_authentication
from api.context import EXTENSION
from api.guards import register_guards
from api.openapi import register_docs, register_endpoints
from api.problems import register_problems
from api.services import Services
from api.settings import Settings
from api.telemetry import register_telemetry
from marshrut.application.requests import AlreadyAnswered
from marshrut.ledger.clock import Clock

LARGEST_BODY = 1024 * 1024
LARGEST_FIELDS = 100_000
"""Bytes of a form in fields that are no files."""

MOST_FORM_PARTS = 20


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The WSGI application over one ledger. Nothing is opened before the first request."""
    app = Flask("api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FIELDS
    app.config["MAX_FORM_PARTS"] = MOST_FORM_PARTS
    serve_ledger(app, settings, clock=clock)
    register_guards(app)
    register_telemetry(app)
    register_authentication(app)
    register_problems(app)
    app.register_error_handler(AlreadyAnswered, answer_again)
    register_endpoints(app)
    register_docs(app)
    return app


def serve_ledger(app: Flask, settings: Settings, *, clock: Clock | None = None) -> None:
    """Let the application serve that ledger from now on."""
    app.extensions[EXTENSION] = Services(settings, clock=clock)
