"""What the differences of two points are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import Moment
from api.schemas.answers import PointAnswer, PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import PAGE, Number, SnapshotQuery
from api.shapes import LONGEST_CODE, Day, Position
from projections.case_list import LONGEST_PAGE

LONGEST_CELL = 32 * LONGEST_CODE


class DifferencesQuery(SnapshotQuery):
    """The snapshot's question at two points; what an end leaves out is as in any read."""

    as_of_from = Day(metadata={"description": "The earlier date; that of the later point."})
    as_of_to = Day(metadata={"description": "The later date; today if not given."})
    known_from = Position(metadata={"description": "The earlier position."})
    known_to = Position(metadata={"description": "The later position; the head if not given."})
    known_at_from = Moment(metadata={"description": "The moment of the earlier position."})
    known_at_to = Moment(metadata={"description": "The moment of the later position."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(
        most=LONGEST_PAGE,
        metadata={"description": "Cases of each cell; fewer where many cells have moved."},
    )


class DifferenceCasesQuery(DifferencesQuery):
    """A page of the cases of one moved cell."""

    cell = fields.String(
        validate=validate.Length(1, LONGEST_CELL),
        metadata={"description": "A `cell` of the answer to the same question; required."},
    )
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class PointsAnswer(Schema):
    """Both points: with them the question can be asked again."""

    before = fields.Nested(PointAnswer)
    after = fields.Nested(PointAnswer)


class SideAnswer(Schema):
    """A case at one of the points, as lists show it, without the person."""

    lifecycle = fields.String()
    organisation = fields.String()
    programme_code = fields.String()
    graduation_year = fields.Integer()
    study_form = fields.String()
    status = fields.String()
    status_group = fields.String()
    since = fields.Date(allow_none=True)
    categories = fields.List(fields.String())
    at_risk_strict = fields.Boolean()
    at_risk_form = fields.Boolean()


class MovedCaseAnswer(Schema):
    """A case that entered the cell (`delta` 1) or left it (-1), and the events that moved it."""

    case_id = fields.UUID()
    number = fields.Integer()
    delta = fields.Integer()
    before = fields.Nested(SideAnswer, allow_none=True)
    after = fields.Nested(SideAnswer, allow_none=True)
    events = fields.List(fields.Integer())
    cause = fields.String(
        metadata={"description": "`EVENTS`, or `CALENDAR` if it moves without them too."}
    )
    links = Links("case", "audit_trail")


class NamedEventAnswer(Schema):
    """What stands at a position that a case names; by right (`hidden`)."""

    position = fields.Integer()
    hidden = fields.Boolean()
    recorded_at = fields.DateTime()
    topic = fields.String()
    case_id = fields.UUID()
    entry_id = fields.UUID()
    kind = fields.String()
    code = fields.String()
    about = fields.String(metadata={"description": "The organisation that the event is about."})
    actor = fields.String()
    role = fields.String()
    organisation = fields.String()
    source = fields.String()
    links = Links("event")


class MovedCellAnswer(Schema):
    """A number of the snapshot with other cases than before; `key` lists them by its filters."""

    cell = fields.String()
    key = fields.Dict()
    measure = fields.String()
    before = fields.Integer()
    after = fields.Integer()
    delta = fields.Integer()
    entered = fields.Integer()
    left = fields.Integer()
    cases = fields.List(fields.Nested(MovedCaseAnswer))
    next = fields.String(
        allow_none=True, metadata={"description": "The address of the cases that come after."}
    )
    links = Links("before", "after", "moved")


class DifferencesAnswer(PointedAnswer):
    """The cells that moved, each with its cases; `total` counts the cells of all pages."""

    points = fields.Nested(PointsAnswer)
    filters = fields.Dict()
    by = fields.List(fields.String())
    before = fields.Integer()
    after = fields.Integer()
    total = fields.Integer()
    cells = fields.List(fields.Nested(MovedCellAnswer))
    records = fields.List(fields.Nested(NamedEventAnswer))
    overlapping = fields.Boolean()
    labels = fields.Dict()
    links = Links("before", "after")
    templates = Templates()


class DifferenceCasesAnswer(PointedAnswer):
    """Cases that entered or left a cell."""

    points = fields.Nested(PointsAnswer)
    filters = fields.Dict()
    by = fields.List(fields.String())
    key = fields.Dict()
    measure = fields.String()
    cases = fields.List(fields.Nested(MovedCaseAnswer))
    records = fields.List(fields.Nested(NamedEventAnswer))
    labels = fields.Dict()
