"""Query strings without guesses: a mistyped ``as_of`` must not silently answer for today."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import Schema

from api.shapes import made, shaped
from marshrut.refusals import Refused, finding, refuse

LONGEST_NAME = 64


NUL = "\0"


class NoQuery(Schema):
    """No parameters at all."""


def load_query(schema: type[Schema]) -> dict[str, Any]:
    """The parameters in the shape of ``schema``. Raises ``Refused``.

    Several values of one parameter are written with commas; a repeated name is refused. So is a
    NUL, also in the path, as PostgreSQL takes none in a text.
    """
    if NUL in request.path:
        raise refuse("NOT_FOUND")
    repeated = [
        finding("INVALID", field=name[:LONGEST_NAME], expected=f"{name[:LONGEST_NAME]}=… × 1")
        for name, values in request.args.lists()
        if len(values) > 1
    ]
    if repeated:
        raise Refused(*repeated)
    for name, value in request.args.items():
        if NUL in value:
            raise refuse("INVALID", field=name[:LONGEST_NAME], expected="…")
    return shaped(made(schema), request.args.to_dict())
