"""The parts of a programme's content as requests give them (domain 7.6)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.population import OneOf
from api.shapes import LONGEST_CODE, LONGEST_NAME, Amount, Code, Day, Flag, Text, Year
from marshrut.programmes.plan import Comparator, PeriodKind
from marshrut.programmes.schedule import MONTH_DAY, Recurrence

MOST_PARTS = 500
MOST_CODES = 100
MOST_DAYS = 400
LONGEST_TITLE = 4_000


class Codes(fields.List[Any]):
    """A few codes."""

    expected = f"[…], at most {MOST_CODES}"

    def __init__(self, **options: Any) -> None:
        super().__init__(Code(), validate=validate.Length(max=MOST_CODES), **options)


class Parts(fields.List[Any]):
    """Parts of one shape."""

    expected = f"[{{…}}], at most {MOST_PARTS}"

    def __init__(self, shape: type[Schema], **options: Any) -> None:
        bounded = validate.Length(max=MOST_PARTS)
        super().__init__(fields.Nested(shape), validate=bounded, **options)


class MonthDay(fields.String):
    """A day of every year, ``MM-DD``."""

    expected = "MM-DD"

    def __init__(self, **options: Any) -> None:
        whole = validate.Regexp(rf"{MONTH_DAY.pattern}\Z")
        super().__init__(validate=whole, **options)


class PartyPart(Schema):
    """Whoever is responsible or takes part."""

    code = Code(required=True)
    name = Text(required=True)
    short_name = Text(longest=LONGEST_NAME, allow_none=True)
    aliases = Codes()


class SectionPart(Schema):
    """A heading."""

    number = Code(required=True)
    title = Text(required=True)
    short_title = Text(allow_none=True)


class PartnerPart(Schema):
    """Who takes part in an item, by agreement or not, and how."""

    code = Code(required=True)
    by_agreement = Flag()
    part = Text(allow_none=True)


class WindowPart(Schema):
    """From when to when work on one occurrence goes on."""

    opens_on = Day(required=True)
    closes_on = Day(required=True)
    cohort = Year(allow_none=True)


class SchedulePart(Schema):
    """A normalised deadline."""

    recurrence = OneOf(*Recurrence)
    days = fields.List(Day(), validate=validate.Length(max=MOST_DAYS))
    yearly = fields.List(MonthDay(), validate=validate.Length(max=MOST_CODES))
    opens_yearly = MonthDay(allow_none=True)
    day_of_month = fields.Integer(strict=True, validate=validate.Range(1, 31), allow_none=True)
    first = Day(allow_none=True)
    last = Day(allow_none=True)
    windows = Parts(WindowPart)


class ItemPart(Schema):
    """A measure. With ``activity`` (S004-A…) its title and keywords may be left out."""

    id = Code()
    number = Code(required=True)
    section = Code(required=True)
    title = Text(longest=LONGEST_TITLE)
    short_title = Text(allow_none=True)
    activity = Code(allow_none=True)
    keywords = Codes()
    deadline = Text(allow_none=True)
    schedule = fields.Nested(SchedulePart)
    responsible = Codes()
    partners = Parts(PartnerPart)
    expected_result = Text(longest=LONGEST_TITLE, allow_none=True)
    risk_measures = Text(longest=LONGEST_TITLE, allow_none=True)
    indicators = Codes()


class TargetPart(Schema):
    """What an indicator should come to."""

    period = OneOf(*PeriodKind, required=True)
    period_from = Day(required=True)
    period_to = Day(required=True)
    op = OneOf(*Comparator, required=True)
    cohort = Year(allow_none=True)
    category = Code(allow_none=True)
    value = Amount(allow_none=True)
    manual = Flag()
    inferred = Flag()
    printed = Text(longest=LONGEST_NAME, allow_none=True)
    baseline = Amount(allow_none=True)


class IndicatorPart(Schema):
    """An indicator with its targets; ``id`` is that of the catalogue, or one of the plan's own."""

    id = Code(required=True)
    number = fields.String(validate=validate.Length(1, LONGEST_CODE))
    title = Text(required=True, longest=LONGEST_TITLE)
    short_title = Text(allow_none=True)
    unit = Text(required=True, longest=LONGEST_NAME)
    block = Code(allow_none=True)
    threshold = Amount(allow_none=True)
    targets = Parts(TargetPart)


class ActPart(Schema):
    """An act on which the plan rests; without a title it is a slot."""

    group = Text(required=True)
    level = OneOf("FEDERAL", "REGIONAL", "MUNICIPAL", "LOCAL", required=True)
    title = Text(longest=LONGEST_TITLE, allow_none=True)
    superseded_by = Text(longest=LONGEST_TITLE, allow_none=True)
