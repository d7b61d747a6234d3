"""What becomes of a programme: approval, amendments, progress, targets, its end, corrections."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from flask import Response
from marshmallow import Schema

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import incoming, service
from api.endpoints.programmes import ONE
from api.features import IDEMPOTENCY_KEY, IF_MATCH, Feature
from api.schemas.programmes import (
    ProgrammeAmendmentRequest,
    ProgrammeAnnulment,
    ProgrammeApprovalRequest,
    ProgrammeClosureRequest,
    ProgrammeCorrection,
    ProgrammeProgressRequest,
    ProgrammeTargetRequest,
    ProgrammeWrittenAnswer,
)
from marshrut.application import programmes as use_cases
from marshrut.application.plain_writes import Repeated
from marshrut.application.programme_plan import revision_of
from marshrut.application.programme_visit import ProgrammeVisit, Saved, visit_programme
from marshrut.programmes.contents import Closing, Progress, SetTarget
from marshrut.programmes.plan import Approval
from marshrut.programmes.shipped import templates
from marshrut.refusals import Refused, finding

feature = Feature("programme_entries", "What becomes of a programme")

Decision = TypeVar("Decision", bound=Callable[..., Saved])


def write(path: str, *, body: type[Schema]) -> Callable[[Decision], Decision]:
    """A POST to a programme: the view takes the visit and the body, in the order of S17."""

    def decorator(decide: Decision) -> Decision:
        @wraps(decide)
        def view(programme_id: str, **path: Any) -> Response:
            try:
                opened = visit_programme(service(), incoming(), programme_id)
                saved = decide(opened, load_body(body), **path)
            except Repeated as repeated:
                saved = repeated.saved
            return answer(saved, CREATED, ETag=f'"{saved.version}"')

        feature.write(
            ONE + path,
            body=body,
            answers=ProgrammeWrittenAnswer,
            headers=(IF_MATCH, IDEMPOTENCY_KEY),
        )(view)
        return decide

    return decorator


@write("/approval", body=ProgrammeApprovalRequest)
def approve(visit: ProgrammeVisit, body: dict[str, Any]) -> Saved:
    """Approve a draft; of a shipped programme, as its original was, unless told otherwise."""
    shipped = templates().get(visit.programme.registration.template or "")
    printed = msgspec.structs.asdict(shipped.approval) if shipped and shipped.approval else {}
    given = {name: value for name, value in body.items() if value is not None}
    missing = {"approved_on": "YYYY-MM-DD", "document": "…"}
    findings = [
        finding("REQUIRED", field=name, expected=expected)
        for name, expected in missing.items()
        if name not in {**printed, **given}
    ]
    if findings:
        raise Refused(*findings)
    return use_cases.record(visit, Approval(**{**printed, **given}))


@write("/amendments", body=ProgrammeAmendmentRequest)
def amend(visit: ProgrammeVisit, body: dict[str, Any]) -> Saved:
    """Change parts of a programme from a day on."""
    return use_cases.record(visit, revision_of(body))


@write("/progress", body=ProgrammeProgressRequest)
def report(visit: ProgrammeVisit, body: dict[str, Any]) -> Saved:
    """Report that an item, for one of its occurrences, is in progress, done or cancelled."""
    return use_cases.record(visit, msgspec.convert(body, Progress))


@write("/targets", body=ProgrammeTargetRequest)
def enter_target(visit: ProgrammeVisit, body: dict[str, Any]) -> Saved:
    """Enter the value of a target, a decomposed one say, or its baseline."""
    return use_cases.record(visit, msgspec.convert(body, SetTarget))


@write("/closure", body=ProgrammeClosureRequest)
def close(visit: ProgrammeVisit, body: dict[str, Any]) -> Saved:
    """End a programme on a day."""
    return use_cases.record(visit, Closing(**body))


@write("/entries/<uuid:entry_id>/correction", body=ProgrammeCorrection)
def correct(visit: ProgrammeVisit, body: dict[str, Any], *, entry_id: UUID) -> Saved:
    """Replace what was wrong in an entry."""
    reason = body.pop("reason")
    return use_cases.correct(visit, entry_id, reason=reason, changes=body)


@write("/entries/<uuid:entry_id>/annulment", body=ProgrammeAnnulment)
def annul(visit: ProgrammeVisit, body: dict[str, Any], *, entry_id: UUID) -> Saved:
    """Take back an entry that should never have been."""
    return use_cases.annul(visit, entry_id, **body)
