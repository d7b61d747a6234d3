"""The shapes of restatements: an edition against what is known otherwise, cell by cell."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.differences import MovedCaseAnswer, NamedEventAnswer, PointsAnswer
from api.schemas.forms import BlockFields, CellFields
from api.schemas.links import Links
from api.schemas.population import PAGE, Number, OneOf
from api.shapes import LONGEST_CODE
from projections.case_list import LONGEST_PAGE


class Within(StrEnum):
    """Of what the cells are told, where not of the whole form."""

    TABLE = "table"
    BLOCK = "block"


class AgainstQuery(PointQuery):
    """Against which point: that of another edition, or the one named; what is known now if none.

    The date is that of the edition if none is named.
    """

    against = fields.UUID(metadata={"description": "Another edition of the form."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))


class RestatementQuery(AgainstQuery, BlockFields):
    """An edition against another point; as a file, if a format is named."""

    within = OneOf(
        *(within.value for within in Within),
        metadata={"description": "The cells of the table, or of the block, that is named."},
    )
    few = Number(
        most=LONGEST_PAGE,
        metadata={"description": "Cases only where no more cells than these have moved."},
    )
    limit = Number(
        most=LONGEST_PAGE,
        metadata={"description": "Cases of each cell; fewer where many cells have moved."},
    )
    format = OneOf("xlsx")


class RestatementCasesQuery(AgainstQuery, CellFields):
    """A page of the cases that entered or left a cell."""

    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class MovedPartAnswer(Schema):
    """The moves in a cell, or in a part of one that does not count by itself."""

    part = fields.String(allow_none=True, metadata={"description": "Of a share."})
    measure = fields.String(allow_none=True, metadata={"description": "Of a text of measures."})
    before = fields.Integer()
    after = fields.Integer()
    delta = fields.Integer()
    entered = fields.Integer()
    left = fields.Integer()
    cases = fields.List(fields.Nested(MovedCaseAnswer))
    links = Links("before", "after", "moved")


class RestatedCellAnswer(Schema):
    """A cell of the form with other cases than before; what it printed, and would print."""

    table = fields.String()
    key = fields.Dict()
    block = fields.List(fields.Raw(allow_none=True))
    row = fields.String()
    row_label = fields.String()
    column = fields.String()
    heading = fields.String()
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    delta = fields.Float(allow_none=True)
    parts = fields.List(fields.Nested(MovedPartAnswer))


class RestatementAnswer(PointedAnswer):
    """The cells that moved, each with its cases and their events; `total` counts all pages."""

    report_id = fields.UUID()
    against = fields.UUID(allow_none=True)
    points = fields.Nested(PointsAnswer)
    total = fields.Integer()
    cells = fields.List(fields.Nested(RestatedCellAnswer))
    records = fields.List(fields.Nested(NamedEventAnswer))
    links = Links("xlsx")


class RestatementCasesAnswer(PointedAnswer):
    """Cases that entered or left a cell."""

    report_id = fields.UUID()
    points = fields.Nested(PointsAnswer)
    cell = fields.Dict()
    cases = fields.List(fields.Nested(MovedCaseAnswer))
    records = fields.List(fields.Nested(NamedEventAnswer))
