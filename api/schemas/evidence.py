"""The shape of what a record rests on."""

from __future__ import annotations

from marshmallow import Schema

from api.shapes import LONGEST_NAME, Code, Day, Text


class Evidence(Schema):
    """A document, or a word of mouth; its number and issuer are kept sealed."""

    kind = Code(required=True)
    number = Text(longest=LONGEST_NAME, allow_none=True)
    date = Day(allow_none=True)
    issuer = Text(longest=LONGEST_NAME, allow_none=True)
