"""The shapes of requests that record measures, steps, consents, causes of risk and contracts."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from api.schemas.entries import StatusRequest, attributes
from api.schemas.evidence import Evidence
from api.shapes import LONGEST_NAME, Code, Day, Flag, Text, Whole
from marshrut.refusals import refuse

LONGEST_MEASURE_HOURS = 10_000
LONGEST_DUTY_MONTHS = 600


def link() -> fields.UUID:
    """The id of another record."""
    return fields.UUID(allow_none=True)


class MeasureDetails(Schema):
    """What is said of a support measure beside what it is (domain 5.1)."""

    provider = Code(allow_none=True)
    provider_org = Code(allow_none=True)
    provider_person = Text(longest=LONGEST_NAME, allow_none=True)
    form = Code(allow_none=True)
    initiated_by = Code(allow_none=True)
    hours = Whole(least=0, most=LONGEST_MEASURE_HOURS, allow_none=True)
    satisfaction = Whole(least=1, most=5, allow_none=True)
    result_note = Text(allow_none=True)
    attributes = attributes()
    source = Code(allow_none=True)
    evidence = fields.Nested(Evidence, allow_none=True)


class MeasureRequest(MeasureDetails):
    """A support measure (domain 5.1)."""

    measure_code = Code(required=True)
    provided_on = Day(required=True)
    result = Code(required=True)
    period_end = Day(allow_none=True)
    activity_id = link()
    routing_step_id = link()
    employer_id = link()
    vacancy_id = link()


class MoveRequest(Schema):
    """The state of a step from a day on; ``status`` is recorded with it and linked to it."""

    state = Code(required=True)
    effective_on = Day(required=True)
    due_on = Day(allow_none=True)
    outcome = Code(allow_none=True)
    reason = Text(allow_none=True)
    reason_code = Code(allow_none=True)
    responsible = Text(longest=LONGEST_NAME, allow_none=True)
    note = Text(allow_none=True)
    status_entry_id = link()
    status = fields.Nested(StatusRequest, allow_none=True)
    attributes = attributes()
    source = Code(allow_none=True)


class StepRequest(MoveRequest):
    """A step of routing in its first state (domain 6.2)."""

    step_code = Code(required=True)
    stage = Whole(least=1, most=16, allow_none=True)
    employer_id = link()
    vacancy_id = link()
    activity_id = link()
    contract_entry_id = link()
    parent_step_id = link()


class ConsentRequest(Schema):
    """A consent of the graduate; ``valid_until`` is its last day."""

    consent_kind = Code(required=True)
    granted_on = Day(required=True)
    valid_until = Day(allow_none=True)
    document_ref = Text(longest=LONGEST_NAME, allow_none=True)
    source = Code(allow_none=True)


class RevocationRequest(Schema):
    """The first day without the consent."""

    revoked_on = Day(required=True)
    reason = Text(allow_none=True)


class RiskCauseRequest(Schema):
    """A cause of being at risk, or of not working in the specialty (``subject``)."""

    risk_cause = Code(required=True)
    effective_on = Day(required=True)
    ended_on = Day(allow_none=True)
    subject = Code()
    text = Text(allow_none=True)
    source = Code(allow_none=True)


class ContractDetails(Schema):
    """What a contract has beside its kind and day."""

    state = Code()
    valid_from = Day(allow_none=True)
    valid_to = Day(allow_none=True)
    number = Text(longest=LONGEST_NAME, allow_none=True)
    employer_id = link()
    employer_inn = Text(longest=32, allow_none=True)
    employer_name = Text(allow_none=True)
    workplace = Text(allow_none=True)
    required_work_months = Whole(least=0, most=LONGEST_DUTY_MONTHS, allow_none=True)
    via_ck = Flag(allow_none=True)
    source = Code(allow_none=True)


class ContractRequest(ContractDetails):
    """A targeted or dual contract (domain 7.5); ``kind`` is another name of ``contract_kind``."""

    contract_kind = Code()
    kind = Code()
    signed_on = Day(required=True)


class ContractChangeRequest(Schema):
    """The contract came into another state."""

    state = Code(required=True)
    effective_on = Day(required=True)
    terminated_by = Code(allow_none=True)
    dispute_step_id = link()
    reason = Text(allow_none=True)
    source = Code(allow_none=True)


class PracticeAssessmentRequest(Schema):
    """An employer's sheet (оценочный лист) after practical training; scores 1 to 5 by criterion."""

    assessed_on = Day(required=True)
    ready_to_hire = Flag(required=True)
    scores = attributes()
    period_start = Day(allow_none=True)
    period_end = Day(allow_none=True)
    employer_id = link()
    employer_inn = Text(longest=32, allow_none=True)
    employer_name = Text(allow_none=True)
    strengths = Text(allow_none=True)
    weaknesses = Text(allow_none=True)
    source = Code(allow_none=True)


class CaseworkCorrection(Schema):
    """The fields of all these kinds that can be corrected, as far as no other kind has them."""

    measure_code = Code()
    provided_on = Day()
    result = Code()
    period_end = Day(allow_none=True)
    provider = Code(allow_none=True)
    provider_org = Code(allow_none=True)
    provider_person = Text(longest=LONGEST_NAME, allow_none=True)
    form = Code(allow_none=True)
    initiated_by = Code(allow_none=True)
    hours = Whole(least=0, most=LONGEST_MEASURE_HOURS, allow_none=True)
    satisfaction = Whole(least=1, most=5, allow_none=True)
    result_note = Text(allow_none=True)
    step_code = Code()
    state = Code()
    due_on = Day(allow_none=True)
    outcome = Code(allow_none=True)
    reason_code = Code(allow_none=True)
    responsible = Text(longest=LONGEST_NAME, allow_none=True)
    note = Text(allow_none=True)
    stage = Whole(least=1, most=16, allow_none=True)
    activity_id = link()
    routing_step_id = link()
    employer_id = link()
    vacancy_id = link()
    contract_entry_id = link()
    parent_step_id = link()
    status_entry_id = link()
    dispute_step_id = link()
    consent_kind = Code()
    granted_on = Day()
    valid_until = Day(allow_none=True)
    revoked_on = Day(allow_none=True)
    document_ref = Text(longest=LONGEST_NAME, allow_none=True)
    risk_cause = Code()
    subject = Code()
    text = Text(allow_none=True)
    contract_kind = Code()
    signed_on = Day()
    number = Text(longest=LONGEST_NAME, allow_none=True)
    employer_inn = Text(longest=32, allow_none=True)
    employer_name = Text(allow_none=True)
    workplace = Text(allow_none=True)
    required_work_months = Whole(least=0, most=LONGEST_DUTY_MONTHS, allow_none=True)
    via_ck = Flag(allow_none=True)
    terminated_by = Code(allow_none=True)
    assessed_on = Day()
    ready_to_hire = Flag()
    scores = attributes()
    period_start = Day(allow_none=True)
    strengths = Text(allow_none=True)
    weaknesses = Text(allow_none=True)


def contract_fields(body: dict[str, Any]) -> dict[str, Any]:
    """The body of a contract under one name of its kind. Raises ``Refused`` where it has none."""
    kind = body.pop("kind", None)
    given = {"contract_kind": kind, **body} if kind is not None else body
    if "contract_kind" not in given:
        raise refuse("REQUIRED", field="contract_kind", expected="TARGETED, DUAL")
    return given
