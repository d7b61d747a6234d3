"""JSON as strict as it is understood: what two readers could read differently is refused.

Flask's reader lets through deep nesting and numbers of thousands of digits (a 500), duplicate
keys, NUL and lone surrogates (another 500, from the database). Nothing here repeats the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from flask import request
from marshmallow import Schema

from api.shapes import made, shaped
from marshrut.refusals import refuse

JSON = "application/json"
DEEPEST = 20
GREATEST_INTEGER = 2**53
MOST_DIGITS = 16
MOST_VALUES = 100_000
"""Names and values in a body, at whatever depth."""


def load_body(schema: type[Schema]) -> dict[str, Any]:
    """The body of the request in the shape of ``schema``. Raises ``Refused`` (415, 422)."""
    value = load_json()
    if not isinstance(value, dict):
        raise refuse("INVALID", field="body", expected="{…}")
    return shaped(made(schema), value)


def load_json() -> Any:
    """The body of the request, of whatever shape. Raises ``Refused`` (415, 422)."""
    if request.mimetype != JSON:
        raise refuse("UNSUPPORTED_MEDIA_TYPE", accepted=JSON)
    return parse_json(request.get_data())


def parse_json(raw: bytes) -> Any:
    """The value that ``raw`` says. Raises ``Refused`` (``MALFORMED_JSON``)."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except (ValueError, RecursionError) as error:
        raise refuse("MALFORMED_JSON") from error
    _check(value)
    return value


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    given = list(pairs)
    value = dict(given)
    if len(value) != len(given):
        raise ValueError("duplicate keys")
    return value


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS + 1 or abs(int(text)) > GREATEST_INTEGER:
        raise ValueError("integer out of range")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if abs(value) > GREATEST_INTEGER:
        raise ValueError("number out of range")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: Any) -> None:
    """Refuse what is too deep, of too many parts, and text that no database takes."""
    level, values = [value], 0
    for _ in range(DEEPEST):
        level = [part for one in level for part in _parts(one)]
        values += len(level)
        if values > MOST_VALUES:
            raise refuse("TOO_LARGE", limit=f"{MOST_VALUES} values")
        if not level:
            return
    raise refuse("MALFORMED_JSON")


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        return value
    if isinstance(value, str) and ("\0" in value or not _encodable(value)):
        raise refuse("MALFORMED_JSON")
    return ()


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
