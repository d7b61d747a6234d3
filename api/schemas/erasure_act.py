"""The shapes of an act of destruction and of the extract of the event log beside it."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.population import OneOf
from api.table_files import FILES


class ActQuery(Schema):
    """As JSON, or as a file to be printed and signed."""

    format = OneOf(*FILES)


class DestroyedAnswer(Schema):
    """A category of personal data."""

    code = fields.String(metadata={"description": "A code of `personal_data`."})
    label = fields.String()


class OperatorAnswer(Schema):
    """Whose graduate it was."""

    organisation = fields.String()
    name = fields.String(allow_none=True)
    inn = fields.String(allow_none=True)
    ogrn = fields.String(allow_none=True)


class OfDestruction(Schema):
    """What the act and the extract both say."""

    case_id = fields.UUID(metadata={"description": "The subject: nothing else is left of it."})
    information_system = fields.String()
    categories = fields.List(fields.Nested(DestroyedAnswer))
    reason = fields.String()
    erased_on = fields.Date()


class DestructionActAnswer(OfDestruction):
    """The act."""

    act_number = fields.String()
    operator = fields.Nested(OperatorAnswer)
    categories_exact = fields.Boolean(
        metadata={"description": "Counted when the key was destroyed, not told by what is left."}
    )
    way = fields.String()
    erased_at = fields.DateTime()
    actor = fields.String()
    position = fields.Integer(metadata={"description": "Of the event that records it."})
    order = fields.String()


class ExtractEventAnswer(Schema):
    """An event of the case."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    kind = fields.String(allow_none=True)
    kind_label = fields.String(allow_none=True)
    topic = fields.String()
    actor = fields.String()
    role = fields.String()
    destroyed = fields.Boolean(metadata={"description": "Whether it held what was destroyed."})


class ExtractAnswer(OfDestruction):
    """The extract of the event log."""

    events = fields.List(fields.Nested(ExtractEventAnswer))


class ErasureActAnswer(Schema):
    """The act and the extract, without personal data."""

    act = fields.Nested(DestructionActAnswer)
    extract = fields.Nested(ExtractAnswer)
