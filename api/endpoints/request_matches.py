"""Who suits an employer's request (F057; S002-3.2, 5.5; S004-A51)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.features import PURPOSE, Feature
from api.links import address
from api.point import asked_point, memento
from api.populations import case_rows
from api.records import asked_record, shown_line
from api.schemas.request_matches import CONSENTS, MOST, RequestMatchesAnswer, RequestMatchesQuery
from api.texts import label
from marshrut.policy import Action
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse
from projections.population import Scope
from projections.records import record_at
from projections.request_matches import REQUEST, matches, rows_of

feature = Feature("request-matches", "Employers' requests: which graduates suit")

PATH = "/records/employer-requests/{request_id}/graduates"
GIVEN, _ = CONSENTS


@feature.read(
    "/records/employer-requests/<uuid:request_id>/graduates",
    query=RequestMatchesQuery,
    answers=RequestMatchesAnswer,
    headers=(PURPOSE,),
)
def read_matches(*, query: dict[str, Any], request_id: UUID) -> Response:
    """List the graduates who suit a request, each with why; of those whose résumé may be sent."""
    kind, point = kinds()[REQUEST], asked_point(query)
    asked_record(kind, request_id, point)
    require(Action.READ_CASES)
    line = record_at(projections(), point.asof, request_id)
    if line is None:
        raise refuse("NOT_FOUND")
    found = matches(projections(), point.asof, line, scope=Scope.of(actor()))
    consent = query.get("consent", GIVEN)
    asked = [each for each in found if each.fitting.consented is (consent == GIVEN)]
    page = asked[: query.get("limit", MOST)]
    rows = rows_of(projections(), point.asof, page)
    shown = case_rows([rows[each.case_id] for each in page], point)
    told = [
        {
            **case,
            "grounds": [
                {"code": ground, "label": label("match_grounds", ground)}
                for ground in each.fitting.grounds
            ],
            "proposed": each.fitting.proposed,
        }
        for case, each in zip(shown, page, strict=True)
    ]
    path = PATH.format(request_id=request_id)
    given = sum(each.fitting.consented for each in found)
    payload = {
        "point": point,
        "request": shown_line(kind, line, point),
        "consent": consent,
        "given": given,
        "missing": len(found) - given,
        "cases": told,
        "links": {
            **{name: address(path, point, consent=name) for name in CONSENTS},
            "request": address(f"/records/{kind.path}/{request_id}", point),
        },
    }
    return memento(answer(payload), point)
