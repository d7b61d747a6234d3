"""The filters of monitoring and of lists, and what these answer."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import INCLUDE, Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.shapes import LONGEST_CODE, Code
from projections.case_list import LONGEST_PAGE
from projections.population import BOTH
from projections.snapshot import DIMENSIONS

PAGE = 100
MOST_CATEGORIES = 10
DIGITS = re.compile(r"[0-9]{1,9}")


class Number(fields.Integer):
    """A whole number of a query string, from 1 to ``most``."""

    def __init__(self, *, most: int, **options: Any) -> None:
        self.expected = f"1–{most}"
        super().__init__(validate=validate.Range(1, most), **options)

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        if not DIGITS.fullmatch(str(value)):  # «1_0», « 5» and «٣» are numbers to int alone
            raise self.make_error("invalid", input=value)
        return int(value)


class OneOf(fields.String):
    """One of a few words."""

    def __init__(self, *words: str, **options: Any) -> None:
        self.expected = " | ".join(words)
        super().__init__(validate=validate.OneOf(words), **options)


class AnyOf(fields.String):
    """Some of a few words, with commas between them."""

    def __init__(self, *words: str, **options: Any) -> None:
        self.expected = ", ".join(words)
        self.words = frozenset(words)
        super().__init__(**options)

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> Any:
        names = tuple(str(value).split(","))
        if len(set(names)) != len(names) or not self.words.issuperset(names):
            raise self.make_error("invalid", input=value)
        return names


class PopulationQuery(PointQuery):
    """Which cases a question is about."""

    graduation_year = Number(most=2200)
    organisation = Code()
    programme_code = Code()
    ugps = Code()
    study_form = Code()
    category = Code()
    status = Code()
    status_group = Code()
    municipality = Code(metadata={"description": "A municipality (ОКТМО), or `none`."})
    at_risk = OneOf("strict", "form", BOTH, metadata={"description": "By either, or by `both`."})
    lifecycle = Code(metadata={"description": "A lifecycle, or `any`."})
    also_category = fields.String(
        validate=validate.Length(1, MOST_CATEGORIES * LONGEST_CODE),
        metadata={"description": "In these categories too, with commas between them."},
    )


class SnapshotQuery(PopulationQuery):
    """The snapshot's filters and dimensions."""

    by = AnyOf(*DIMENSIONS, metadata={"description": f"Any of {', '.join(DIMENSIONS)}."})


class CaseListQuery(PopulationQuery):
    """A page of a list."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class SnapshotAnswer(PointedAnswer):
    """Counts by status at the point; each row holds its dimensions beside them.

    A row `links` to its `cases`; each of its numbers opens as the templates say.
    """

    filters = fields.Dict()
    total = fields.Integer()
    rows = fields.List(fields.Dict())
    overlapping = fields.Boolean()
    labels = fields.Dict()
    links = Links("total")
    templates = Templates()


class CaseRowAnswer(Schema):
    """A case in a list; ``person`` by right."""

    class Meta:
        """What some lists tell beside."""

        unknown = INCLUDE

    case_id = fields.UUID()
    number = fields.Integer()
    person = fields.Dict(allow_none=True)
    person_hidden = fields.Boolean()
    person_erased = fields.Boolean()
    lifecycle = fields.String()
    organisation = fields.String()
    programme_code = fields.String()
    graduation_year = fields.Integer()
    study_form = fields.String()
    categories = fields.List(fields.String())
    primary_status = fields.Dict()
    at_risk = fields.Dict()
    links = Links("case", "timeline", "audit_trail")


class CaseListAnswer(PointedAnswer):
    """Cases at the point, with links to what is told of each: a former school reads it alone."""

    filters = fields.Dict()
    cases = fields.List(fields.Nested(CaseRowAnswer))


class SearchBody(Schema):
    """What a case is looked for by; in a body, so that no name gets into a URL or a log."""

    name = fields.String(validate=validate.Length(min=3, max=200))
    snils = fields.String(validate=validate.Length(min=11, max=20))
