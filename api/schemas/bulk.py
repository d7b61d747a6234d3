"""The shapes of many writes at once."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from api.schemas.answers import MessageAnswer, WrittenAnswer
from api.schemas.population import OneOf
from api.shapes import Code


class BulkItem(Schema):
    """A write to one case: its kind, and beside it or within ``body`` what that kind takes.

    ``kind`` is the path under the case without ids: ``statuses``, ``measures``, ``steps``,
    ``confirmations``, ``categories``, ``steps/transitions``, ``entries/correction``, …; kinds on
    an entry take its ``entry_id``. ``if_match`` is the version that was read, where it matters.
    """

    class Meta:
        """Whatever else an item names belongs to its kind."""

        unknown = INCLUDE

    case_id = fields.UUID(required=True)
    kind = Code(required=True)
    entry_id = fields.UUID(allow_none=True)
    if_match = fields.Raw(allow_none=True)
    body = fields.Dict(allow_none=True)


class BulkQuery(Schema):
    """Whether those that may stand are written where others are refused."""

    partial = OneOf(  # type: ignore[assignment]  # marshmallow takes fields off the class
        "true", "false", load_default="false"
    )


class BulkResultAnswer(WrittenAnswer):
    """What came of an item: what was written, or the refusal."""

    index = fields.Integer()
    status = fields.Integer()
    code = fields.String()
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(MessageAnswer)))


class BulkAnswer(Schema):
    """What came of every item, in their order."""

    total = fields.Integer()
    written = fields.Integer()
    known = fields.Integer(metadata={"description": "There already: nothing to be written."})
    refused = fields.Integer()
    items = fields.List(fields.Nested(BulkResultAnswer))
