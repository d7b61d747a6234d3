"""The application: the only place where everything is put together."""

from __future__ import annotations

from flask import Flask, Response, request

from api.answers import answer_again
from api.auth import PUBLIC, register_authentication
from api.context import EXTENSION, services
from api.guards import register_guards
from api.looks import register_looks
from api.metrics import register_metrics
from api.openapi import register_docs, register_endpoints
from api.pages.registering import register_pages
from api.problems import register_problems, unless_unready
from api.security_headers import register_security_headers
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
    register_security_headers(app)
    register_metrics(app)
    register_authentication(app)
    register_problems(app)
    app.register_error_handler(AlreadyAnswered, unless_unready(answer_again))
    app.after_request(_keep_checkpoints)
    register_endpoints(app)
    register_docs(app)
    register_pages(app)
    # Last, so that it is the first to see an answer: all others see the one that leaves.
    register_looks(app)
    return app


def serve_ledger(app: Flask, settings: Settings, *, clock: Clock | None = None) -> None:
    """Let the application serve that ledger from now on."""
    app.extensions[EXTENSION] = Services(settings, clock=clock)


def _keep_checkpoints(response: Response) -> Response:
    """See to checkpoints when the answer is out: an embedded ledger has no worker for them."""
    if request.endpoint not in PUBLIC:
        response.call_on_close(services().keep_checkpoints)
    return response
