"""What every endpoint has at hand: the service, who asks, and the request as use cases take it."""

from __future__ import annotations

import re

from flask import current_app, g, request

from api.purpose import HEADER, purpose_of
from api.read_models import read_models
from api.services import Services
from marshrut.application.requests import Idempotency, Request
from marshrut.application.service import Service
from marshrut.policy import Action, Actor, may, sees_person
from marshrut.refusals import refuse
from projections.reader import Reader
from projections.runner import Projections

EXTENSION = "marshrut"
KEY = re.compile(r"[\x21-\x7e]{1,128}")
VERSION = re.compile(r'"([0-9]{1,9})"|([0-9]{1,9})')


def services() -> Services:
    """The ledgers of the application, by process."""
    held: Services = current_app.extensions[EXTENSION]
    return held


def service() -> Service:
    """The open ledger of this process."""
    return services().current()


def actor() -> Actor:
    """Who asks; there is always somebody behind the door."""
    holder: Actor = g.actor
    return holder


def require(action: Action) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) where the actor's role has no right to ``action``."""
    if not may(actor(), action):
        raise refuse("FORBIDDEN", role=actor().role)


def shows_person() -> bool:
    """Whether names may be shown to the actor, who may have stated a purpose (semantics S21)."""
    return sees_person(actor(), purpose=purpose())


def purpose() -> str | None:
    """Why a person is looked at, where that was said. Raises ``Refused`` for what is no text."""
    if "purpose" not in g:
        g.purpose = purpose_of(request.headers.get(HEADER))
    stated: str | None = g.purpose
    return stated


def incoming() -> Request:
    """The request as use cases take it. Raises ``Refused`` for headers out of shape."""
    return Request(
        actor=actor(),
        correlation_id=g.correlation_id,
        if_match=_expected_version(),
        idempotency=_idempotency(),
        purpose=purpose(),
    )


def _expected_version() -> int | None:
    given = request.headers.get("If-Match")
    if given is None:
        return None
    found = VERSION.fullmatch(given.strip())
    if found is None:  # weak tags never match (RFC 9110), and «*» would let updates be lost
        raise refuse("INVALID", field="If-Match", expected='"7"')
    return int(found[1] or found[2])


def _idempotency() -> Idempotency | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise refuse("INVALID", field="Idempotency-Key", expected="1–128 ASCII")
    said = (request.method.encode(), request.full_path.encode(), request.get_data())
    return Idempotency(key, service().fingerprint(*said))


def projections() -> Projections:
    """The read models over the ledger of this process, for the one who asks."""
    return read_models(service(), reader=Reader.of(actor(), today=service().today()))


def published() -> Projections:
    """The same, for what is told to whoever asks."""
    return read_models(service())
