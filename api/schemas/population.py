"""The filters of monitoring and of lists, and what these answer."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.shapes import LONGEST_CODE, Code
from projections.case_list import LONGEST_PAGE
from projections.snapshot import DIMENSIONS

PAGE = 100
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


class Dimensions(fields.String):
    """Names of dimensions with commas between them."""

    expected = ", ".join(DIMENSIONS)

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> Any:
        names = tuple(str(value).split(","))
        if len(set(names)) != len(names) or not set(names) <= set(DIMENSIONS):
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
    at_risk = OneOf("strict", "form")
    lifecycle = Code(metadata={"description": "A lifecycle, or `any`."})


class SnapshotQuery(PopulationQuery):
    """The snapshot's filters and dimensions."""

    by = Dimensions(metadata={"description": f"Any of {Dimensions.expected}."})


class CaseListQuery(PopulationQuery):
    """A page of a list."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class SnapshotAnswer(PointedAnswer):
    """Counts by status at the point; each row holds its dimensions beside them."""

    filters = fields.Dict()
    total = fields.Integer()
    rows = fields.List(fields.Dict())
    overlapping = fields.Boolean()
    labels = fields.Dict()


class CaseListAnswer(PointedAnswer):
    """Cases at the point; ``person`` by right."""

    filters = fields.Dict()
    cases = fields.List(fields.Dict())


class SearchBody(Schema):
    """What a case is looked for by; in a body, so that no name gets into a URL or a log."""

    name = fields.String(validate=validate.Length(min=3, max=200))
    snils = fields.String(validate=validate.Length(min=11, max=20))
