"""Who has looked at whose personal data: read by those who answer for access (design 7)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.access_log import log_answer
from api.bounds import between
from api.context import incoming, require, service
from api.features import CASE, PURPOSE, Feature
from api.schemas.access_log import (
    AccessLogAnswer,
    AccessQuery,
    CaseAccessQuery,
    ToldLogAnswer,
)
from marshrut.application.visit import case_in_scope
from marshrut.policy import Action
from projections.access_log import AccessAsked

feature = Feature("access-log", "Who has looked at whose personal data")


@feature.read("/access-log", query=AccessQuery, answers=AccessLogAnswer)
def read_access_log(*, query: dict[str, Any]) -> Response:
    """Read who has looked at whom across the cases of one's scope, newest first."""
    require(Action.OVERSEE_ACCESS)
    since, until = between(query)
    stated = {"stated": True, "missing": False}.get(query.get("purpose", ""))
    named = {name: query.get(name) for name in ("actor", "case_id", "kind")}
    return log_answer(AccessAsked(**named, since=since, until=until, stated=stated), query)


@feature.read(
    f"{CASE}/access-log", query=CaseAccessQuery, answers=ToldLogAnswer, headers=(PURPOSE,)
)
def read_case_access_log(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read who has looked at the person of a case, when and why, newest first."""
    case_in_scope(service(), incoming(), case_id)
    require(Action.OVERSEE_ACCESS)
    since, until = between(query)
    asked = AccessAsked(case_id=case_id, since=since, until=until)
    return log_answer(asked, query, told=True)
