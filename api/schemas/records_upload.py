"""The shapes of tables of records that are sent."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.imports import ImportProblem
from api.schemas.population import OneOf
from api.shapes import Day


class RecordsForm(Schema):
    """Whether the table is only judged; the day of rows that say none, else today."""

    dry_run = OneOf("true", "false")
    effective_on = Day()


class RecordsLoadedAnswer(Schema):
    """What came of the table: each row is accepted, rejected or skipped."""

    kind = fields.String()
    rows = fields.Integer()
    accepted = fields.Integer(metadata={"description": "Opened, or would be."})
    rejected = fields.Integer(metadata={"description": "Not, for its errors."})
    skipped = fields.Integer(metadata={"description": "There already."})
    dry_run = fields.Boolean()
    errors = fields.List(fields.Nested(ImportProblem))
    record_ids = fields.List(fields.UUID(), metadata={"description": "Those that were opened."})
