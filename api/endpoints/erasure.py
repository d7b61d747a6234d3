"""Destroying a person's data by an act (152-ФЗ)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer, written_answer
from api.bodies import load_body
from api.context import incoming, require, service, services
from api.erasure_acts import act_table, erased_on, told_act
from api.features import CASE, Feature
from api.point import Point
from api.schemas.entries import ErasureRequest
from api.schemas.erasure_act import ActQuery, ErasureActAnswer
from api.table_answers import MEDIA_TYPES, table_file
from marshrut.application.erasure import erase
from marshrut.application.erasure_act import erasure_act
from marshrut.application.visit import case_in_scope, check_not_answered
from marshrut.ledger.keys import KeyErased
from marshrut.policy import Action
from marshrut.refusals import refuse

feature = Feature("erasure", "The person goes; history and figures stay")


@feature.read(f"{CASE}/erasure-act", query=ActQuery, answers=ErasureActAnswer, files=MEDIA_TYPES)
def read_erasure_act(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Read the act of a destruction with the extract of the event log; or get it to be signed."""
    case_in_scope(service(), incoming(), case_id)
    require(Action.OVERSEE_ACCESS)
    act = erasure_act(service(), case_id)
    if "format" not in query:
        return answer(told_act(act))
    point = Point(as_of=erased_on(act), known_position=act.position, known_at=act.erased_at)
    return table_file(act_table(act, services().zone()), point, query["format"])


@feature.write(f"{CASE}/erasure", body=ErasureRequest)
def erase_person(case_id: UUID) -> Response:
    """Destroy the personal data of a case. No If-Match: it holds for whatever is recorded."""
    request = incoming()
    case_in_scope(service(), request, case_id)
    require(Action.ERASE_PERSON)
    check_not_answered(service(), request)
    body = load_body(ErasureRequest)
    try:
        return written_answer(erase(service(), request, case_id, **body))
    except KeyErased as erased:
        raise refuse("KEY_ERASED") from erased
