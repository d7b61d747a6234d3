"""Destroying a person's data by an act (152-ФЗ)."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from api.answers import written_answer
from api.bodies import load_body
from api.context import incoming, require, service
from api.features import CASE, Feature
from api.schemas.entries import ErasureRequest
from marshrut.application.erasure import erase
from marshrut.application.visit import case_in_scope, check_not_answered
from marshrut.ledger.keys import KeyErased
from marshrut.policy import Action
from marshrut.refusals import refuse

feature = Feature("erasure", "The person goes; history and figures stay")


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
