"""The shapes of the breakdown by source."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListQuery, CaseRowAnswer
from api.shapes import Code


class SourceAnswer(Schema):
    """A source, or `none`: entries that come from it, the cases that have any."""

    source = fields.String()
    label = fields.String(allow_none=True)
    entries = fields.Integer()
    cases = fields.Integer()
    kinds = fields.Dict(metadata={"description": "Entries by kind."})
    links = Links("entries", "cases")


class SourcesAnswer(PointedAnswer):
    """Entries that stand, by where they are known from."""

    filters = fields.Dict()
    cases = fields.Integer()
    sources = fields.List(fields.Nested(SourceAnswer))
    links = Links("cases")
    templates = Templates()


class SourceCasesQuery(CaseListQuery):
    """The cases with entries from a source (or `none`), of a kind."""

    source = Code()
    kind = Code(metadata={"description": "A kind of entry, as a timeline tells it."})


class SourcedEntry(Schema):
    """An entry from the source."""

    entry_id = fields.UUID()
    kind = fields.String()
    kind_label = fields.String()
    source = fields.String(allow_none=True)
    source_label = fields.String(allow_none=True)
    links = Links("events")


class SourceCaseRow(CaseRowAnswer):
    """A case with these of its entries."""

    entries = fields.List(fields.Nested(SourcedEntry))


class SourceCasesAnswer(PointedAnswer):
    """A page of the cases, of `total` in all."""

    filters = fields.Dict()
    source = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    total = fields.Integer()
    cases = fields.List(fields.Nested(SourceCaseRow))
