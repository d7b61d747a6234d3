"""The rows of answers about programmes, with the ways down from them."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from api.schemas.links import Links


class ProgrammeEntryAnswer(Schema):
    """An entry of a programme."""

    class Meta:
        """What is of its kind."""

        unknown = INCLUDE

    entry_id = fields.UUID()
    kind = fields.String()
    effective_on = fields.Date()
    state = fields.String()
    position = fields.Integer()
    links = Links("events")


class ProgrammeEventAnswer(Schema):
    """An event of a programme by itself, and the events of the entry that it is about."""

    class Meta:
        """Who did what, and why."""

        unknown = INCLUDE

    position = fields.Integer()
    topic = fields.String()
    links = Links("event", "events")


class TargetFactAnswer(Schema):
    """A target with its fact: of what is counted the cases, of what is reported the values."""

    class Meta:
        """The target, the fact and the verdict."""

        unknown = INCLUDE

    indicator = fields.String()
    links = Links("numerator", "denominator", "values")
