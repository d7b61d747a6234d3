"""The shapes of requests that record entries of a case, end, correct or annul them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from api.schemas.evidence import Evidence
from api.shapes import LONGEST_CODE, LONGEST_NAME, Code, Day, Flag, Text

MOST_ATTRIBUTES = 50


def attributes() -> fields.Dict:
    """The attributes of a status; which of them it knows, and their shapes, is a rule."""
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=LONGEST_CODE)),
        values=fields.Raw(allow_none=True),
        validate=_check_number,
    )


def _check_number(given: dict[str, Any]) -> None:
    if len(given) > MOST_ATTRIBUTES:
        raise ValidationError(f"more than {MOST_ATTRIBUTES}")


class StatusRequest(Schema):
    """A status, actual or forecast."""

    status_code = Code(required=True)
    effective_on = Day(required=True)
    ended_on = Day(allow_none=True)
    attributes = attributes()
    source = Code(allow_none=True)
    evidence = fields.Nested(Evidence, allow_none=True)
    planned_change = Flag()


class StatusEndRequest(Schema):
    """The last day of a status."""

    ended_on = Day(required=True)
    reason = Text(allow_none=True)


class CategoryRequest(Schema):
    """A membership of a category."""

    category_code = Code(required=True)
    valid_from = Day(required=True)
    valid_to = Day(allow_none=True)
    evidence = fields.Nested(Evidence, allow_none=True)
    nosology = Code(allow_none=True)
    region = Code(allow_none=True)


class CategoryEndRequest(Schema):
    """The last day of a membership."""

    valid_to = Day(required=True)
    reason = Text(allow_none=True)


class ConfirmationRequest(Schema):
    """Checked, unchanged."""

    effective_on = Day(required=True)
    source = Code(allow_none=True)


class DiplomaRequest(Schema):
    """What a graduation has beside its date."""

    diploma_issued_on = Day(allow_none=True)
    gia_date = Day(allow_none=True)
    gia_result = Text(longest=LONGEST_NAME, allow_none=True)
    diploma_series = Text(longest=LONGEST_CODE, allow_none=True)
    diploma_number = Text(longest=LONGEST_CODE, allow_none=True)
    diploma_reg_number = Text(longest=LONGEST_CODE, allow_none=True)


class GraduationRequest(DiplomaRequest):
    """The diploma, and the day of it."""

    graduation_date = Day(required=True)


class MovementRequest(Schema):
    """A movement of the contingent."""

    kind = Code(required=True)
    effective_on = Day(required=True)
    to_organisation = Code(allow_none=True)
    reason = Text(allow_none=True)


class ClosureRequest(Schema):
    """The end of monitoring."""

    effective_on = Day(required=True)
    reason = Text(allow_none=True)


class MergeRequest(Schema):
    """Which case this one is a duplicate of."""

    into_case_id = fields.UUID(required=True)
    reason = Text(required=True)


class ReasonRequest(Schema):
    """Why."""

    reason = Text(required=True)


class ErasureRequest(ReasonRequest):
    """Why, and by which act, a person's data are destroyed."""

    act_number = Text(longest=LONGEST_NAME, required=True)
