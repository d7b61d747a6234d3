"""Whose person an answer shows: noted as it is opened, written before the answer leaves.

Whatever opens sealed data for a reader does so through ``api.sight`` or ``persons_opened``, and
these tell here. What cannot be written is not shown.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from flask import Flask, Response, g, request

from api.context import actor, purpose, service
from api.problems import not_ready, problem_of
from api.telemetry import log_failure
from marshrut.application.access_log import Look, Looking, open_emergencies, record_looks
from marshrut.policy import Action, may

REFUSED = 400


def register_looks(app: Flask) -> None:
    """Write down, of every answer of the application, whom it shows."""
    app.after_request(_written)


def note(
    case_id: UUID, *, person: bool = True, notes: bool = False, emergency: int | None = None
) -> None:
    """The answer shows the person of the case, or restricted notes."""
    if "looked" in g:
        raise RuntimeError("a person was opened after the answer was logged")
    before = _looks().get(case_id, Look(case_id=case_id, person=False))
    _looks()[case_id] = msgspec.structs.replace(
        before,
        person=before.person or person,
        notes=before.notes or notes,
        emergency=before.emergency or emergency,
    )


def looking() -> Looking:
    """Who looks, by which route."""
    return Looking(
        actor=actor(),
        route=f"{request.method} {request.url_rule}",
        correlation_id=g.correlation_id,
        purpose=purpose(),
    )


def emergency_to(case_id: UUID) -> int | None:
    """The emergency access of the reader to the case, if there is one now."""
    if not may(actor(), Action.BREAK_GLASS):
        return None
    if "emergencies" not in g:
        g.emergencies = open_emergencies(service(), actor())
    number: int | None = g.emergencies.get(case_id)
    return number


def _looks() -> dict[UUID, Look]:
    if "looks" not in g:
        g.looks = {}
    noted: dict[UUID, Look] = g.looks
    return noted


def _written(response: Response) -> Response:
    """The answer, once it is written whom it shows; else that it cannot be given now."""
    g.looked = True
    looks: Collection[Look] = g.get("looks", {}).values()
    if not looks or response.status_code >= REFUSED:
        return response
    try:
        record_looks(service(), looking(), looks)
    except Exception as error:  # noqa: BLE001 - for whatever reason: not written is not shown
        log_failure(error)
        return problem_of(not_ready())
    return response
