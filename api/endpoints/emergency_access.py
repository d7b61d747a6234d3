"""Emergency access: the person of a case at once, for a while, with a reason that is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.access_log import log_answer
from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import incoming, require, service
from api.features import CASE, PURPOSE, Feature
from api.looks import looking
from api.schemas.access_log import (
    AccessPageQuery,
    EmergencyAnswer,
    EmergencyRequest,
    ToldLogAnswer,
)
from marshrut.application.emergency_access import break_glass, check_may_break_glass
from marshrut.application.plain_writes import Repeated
from marshrut.policy import Action
from projections.access_log import AccessAsked

feature = Feature("emergency-access", "The person of a case at once, for a while")


@feature.write(f"{CASE}/emergency-access", body=EmergencyRequest, answers=EmergencyAnswer)
def take_emergency_access(case_id: UUID) -> Response:
    """See the person and the restricted notes of a case for some minutes, for a reason."""
    request = incoming()
    check_may_break_glass(service(), request, case_id)
    body = load_body(EmergencyRequest)
    taken = break_glass(service(), request, case_id, route=looking().route, **body)
    return answer(taken, CREATED)


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return answer(repeated.saved, CREATED)


@feature.read("/emergency-access", query=AccessPageQuery, answers=ToldLogAnswer, headers=(PURPOSE,))
def read_emergencies(*, query: dict[str, Any]) -> Response:
    """List the emergency accesses that are open now, newest first, with their reasons by right."""
    require(Action.OVERSEE_ACCESS)
    return log_answer(AccessAsked(open_at=service().now()), query, told=True)
