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
"""Beyond it a reader may round an integer. Of thousands of digits Python itself makes none."""
MOST_VALUES = 100_000
"""Names and values in a body, at whatever depth."""
NUMBERS, HOLDERS = frozenset({int, float}), frozenset({dict, list})


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
            parse_constant=_constant,
        )
    except (ValueError, RecursionError) as error:
        raise refuse("MALFORMED_JSON") from error
    _check(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate keys")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: Any) -> None:
    """Refuse what is too deep or of too many parts, numbers that others round, text of no use."""
    level, values = [value], 0
    for _ in range(DEEPEST):
        kinds = set(map(type, level))
        if not _fit(level, kinds):
            break
        inner = [one for one in level if type(one) in HOLDERS] if kinds & HOLDERS else ()
        level = [part for one in inner for part in _parts(one)]
        values += len(level)
        if values > MOST_VALUES:
            raise refuse("TOO_LARGE", limit=f"{MOST_VALUES} values")
        if not level:
            return
    raise refuse("MALFORMED_JSON")


def _parts(one: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return [*one, *one.values()] if isinstance(one, dict) else one


def _fit(level: list[Any], kinds: set[type]) -> bool:
    """Whether all numbers and texts will do: looked at together, as there may be a million."""
    if kinds & NUMBERS:
        numbers = [one for one in level if type(one) in NUMBERS]
        if not -GREATEST_INTEGER <= min(numbers) <= max(numbers) <= GREATEST_INTEGER:
            return False
    if str in kinds:
        texts = "\n".join([one for one in level if type(one) is str])
        return "\0" not in texts and _encodable(texts)
    return True


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
