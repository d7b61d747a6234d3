"""What registries are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.point import PointQuery
from api.schemas.answers import CodeAnswer, PointedAnswer, case_links
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListQuery, Number, OneOf

LONGEST_DAYS = 366
LARGEST_LEAST = 100_000
FORMATS = ("csv", "xlsx")
DAYS = {"description": "How many days ahead the registry looks; see `GET /registries`."}


class RegistryQuery(CaseListQuery):
    """A page of a registry, or all of it as a file."""

    days = Number(most=LONGEST_DAYS, metadata=DAYS)
    least = Number(
        most=LARGEST_LEAST,
        metadata={"description": "The fewest graduates of a row; see `GET /registries`."},
    )
    format = OneOf(*FORMATS, metadata={"description": "All rows as a file."})


class RegistryCaseQuery(PointQuery):
    """The course of one case through a registry."""

    days = Number(most=LONGEST_DAYS, metadata=DAYS)


class ColumnAnswer(CodeAnswer):
    """A column of a registry: its type says how its values read."""

    type = fields.String()


class RegistryItem(CodeAnswer):
    """A registry: what its rows are, its columns and parameters, what it is for."""

    help = fields.String()
    basis = fields.String()
    seed = fields.List(fields.String())
    lifecycles = fields.List(fields.String())
    columns = fields.List(fields.Nested(ColumnAnswer))
    days = fields.Integer(allow_none=True)
    least = fields.Integer(allow_none=True)


class RegistryCount(RegistryItem):
    """A registry with the number of its rows."""

    count = fields.Integer()


class RegistriesAnswer(PointedAnswer):
    """The registries with their counts at the point."""

    filters = fields.Dict()
    registries = fields.List(fields.Nested(RegistryCount))
    templates = Templates()


class RegistryAnswer(PointedAnswer):
    """Who is in the registry at the point, `total` in all.

    A row of a case says `since` when, `until` when if that is known, the `days` up to the point,
    and the `events` (positions) that brought the case in; `facts` are the columns, with `labels`.
    So does a row of a record, of which only some filters are asked: `filters` tells those. A case
    has `links` to the case and to its `course` through the registry; of the registry of
    portfolios these are `case_links`, and `links` are those of the portfolio.
    """

    filters = fields.Dict()
    registry = fields.Nested(RegistryItem)
    total = fields.Integer()
    rows = fields.List(fields.Dict())
    left_out = fields.Dict()
    templates = Templates()


class EventAnswer(Schema):
    """An event that is named by its position."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    topic = fields.String()
    actor = fields.String()
    links = Links("event")


class SpellAnswer(Schema):
    """Days in a registry, both inclusive; `until` is null while no end is known.

    `days`: how many; up to the point in the period that holds it, as in the list, and null in one
    that begins after it and has no end.
    """

    since = fields.Date()
    until = fields.Date(allow_none=True)
    days = fields.Integer(allow_none=True)
    entered_by = fields.List(fields.Integer())
    left_by = fields.List(fields.Integer())


class RegistryCaseAnswer(PointedAnswer):
    """The course of a case through a registry, as known at the point.

    `events`: without these, together, the case would not be in the registry at the point.
    `records` tell of every position that is named.
    """

    case_id = fields.UUID()
    registry = fields.Nested(RegistryItem)
    member = fields.Boolean()
    periods = fields.List(fields.Nested(SpellAnswer))
    events = fields.List(fields.Integer())
    records = fields.List(fields.Nested(EventAnswer))
    links = case_links()
