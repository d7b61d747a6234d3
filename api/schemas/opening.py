"""The shapes of requests about a person and the passport of a case."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from api.schemas.entries import DiplomaRequest
from api.shapes import LONGEST_NAME, Changes, Code, Day, Text, Year

MOST_QUALIFICATIONS = 20


class Texts(fields.List[Any]):
    """A list of texts."""

    expected = "[…]"

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> Any:
        return tuple(super()._deserialize(value, *place, **options))


class Citizenship(Text):
    """A country by its two letters."""

    expected = "RU, KZ, …"

    def __init__(self, **options: object) -> None:
        super().__init__(longest=2, **options)
        self.expected = type(self).expected
        self.validators.append(_is_country)


def _is_country(value: str) -> None:
    if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):  # noqa: PLR2004
        raise ValidationError("two capital letters")


class PersonRequest(Schema):
    """Who the graduate is; all of it is kept sealed."""

    last_name = Text(longest=LONGEST_NAME, required=True)
    first_name = Text(longest=LONGEST_NAME, required=True)
    middle_name = Text(longest=LONGEST_NAME, allow_none=True)
    birth_date = Day(required=True)
    sex = Code(allow_none=True)
    citizenship = Citizenship(allow_none=True)
    snils = Text(longest=32, allow_none=True)
    inn = Text(longest=32, allow_none=True)
    phone = Text(longest=LONGEST_NAME, allow_none=True)
    email = Text(longest=LONGEST_NAME, allow_none=True)
    messenger = Text(longest=LONGEST_NAME, allow_none=True)
    address_region = Code(allow_none=True)
    address_municipality = Code(allow_none=True)


class PassportRequest(Schema):
    """What is studied, how, and until when."""

    programme_code = Code(required=True)
    programme_name = Text(allow_none=True)
    study_form = Code(required=True)
    funding = Code(allow_none=True)
    base_education = Code(allow_none=True)
    graduation_year = Year(required=True)
    expected_graduation_date = Day(allow_none=True)
    group_name = Text(longest=LONGEST_NAME, allow_none=True)
    curator = Text(longest=LONGEST_NAME, allow_none=True)
    qualification = Text(allow_none=True)
    extra_qualifications = Texts(Text(), validate=validate.Length(max=MOST_QUALIFICATIONS))


class OpeningRequest(PassportRequest, DiplomaRequest):
    """A case to open; with ``graduation_date`` it is a graduate's from that day on."""

    person = fields.Nested(PersonRequest, required=True)
    organisation = Code(required=True)
    graduation_date = Day(allow_none=True)


class PersonChangeRequest(Changes, PersonRequest, PassportRequest):
    """The changed fields, from ``effective_on`` on, or for all days where it is not given."""

    reason = Text(required=True)
    effective_on = Day(allow_none=True)
