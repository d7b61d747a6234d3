"""Fields of requests, and what is wrong with one as findings.

Schemas check shape only: types, lengths, plausible dates. Codes and meaning are checked by the
use cases. Each field says in ``expected``, in no language, what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from marshrut.refusals import Finding, Refused, finding

LONGEST_TEXT = 1_000
LONGEST_NAME = 200
LONGEST_CODE = 64
FIRST_YEAR = 1900
LAST_YEAR = 2200
MOST_PLACES = 5
MOST_FINDINGS = 200
"""Told of one request: its answer is not many times as large."""

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_day(day: date) -> None:
    """Raise ``ValueError`` for a day so far off that days around it may be none."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)


class Text(fields.String):
    """A text of 1 to ``longest`` characters that are not all blanks."""

    def __init__(self, *, longest: int = LONGEST_TEXT, **options: Any) -> None:
        self.expected = f"1–{longest} characters"
        blank = validate.Regexp(r"\s*\S")
        super().__init__(validate=[validate.Length(min=1, max=longest), blank], **options)


class Code(Text):
    """A code of a classifier or an organisation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST_CODE, **options)


class Day(fields.Date):
    """A date, ``YYYY-MM-DD``, within two centuries of now."""

    expected = f"YYYY-MM-DD, {FIRST_YEAR}–{LAST_YEAR}"

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> date:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        day: date = super()._deserialize(value, *place, **options)
        try:
            check_day(day)
        except ValueError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error
        return day


class Flag(fields.Boolean):
    """``true`` or ``false``, not what some take for them."""

    expected = "true | false"

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Year(fields.Integer):
    """A year."""

    expected = f"{FIRST_YEAR}–{LAST_YEAR}"

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not FIRST_YEAR <= value <= LAST_YEAR:
            raise self.make_error("invalid", input=value)
        return int(value)


class Whole(fields.Integer):
    """A whole number from ``least`` to ``most``, written as one."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        self.expected = f"{least}–{most}"
        bounded = validate.Range(min=least, max=most)
        super().__init__(validate=bounded, **options)

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Amount(fields.Float):
    """A number, written as one."""

    expected = "0, 1.5, …"

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return float(value)


class Position(fields.Integer):
    """A position of the ledger, as a query says it."""

    expected = "0, 1, 2, …"

    def _deserialize(self, value: Any, *_place: Any, **_options: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,16}", str(value)):
            raise self.make_error("invalid", input=value)
        return int(value)


@cache
def made(schema: type[Schema]) -> Schema:
    """The schema, made once: its fields are copied with every instance, and loading keeps none."""
    return schema()


def shaped(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` in the shape of ``schema``. Raises ``Refused``: a finding per field."""
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        found = _findings(schema, error.messages, given, "")
        raise Refused(*islice(found, MOST_FINDINGS)) from error
    return loaded


def _findings(schema: Schema, messages: Any, given: Any, path: str) -> Iterator[Finding]:
    """Not the library's English words: what is missing, unknown or out of shape, by field."""
    known = {field.data_key or name: field for name, field in schema.load_fields.items()}
    for name, said in messages.items():
        where = f"{path}{name}"[:LONGEST_NAME]
        field = known.get(name)
        if field is None:
            yield finding("UNKNOWN_FIELD", field=where, allowed=known)
        elif isinstance(said, dict) and isinstance(field, fields.Nested) and "_schema" not in said:
            yield from _findings(field.schema, said, given[name], f"{where}.")
        elif name not in given:
            yield finding("REQUIRED", field=where, expected=_expected(field))
        else:
            yield finding("INVALID", field=where, expected=_places(said) or _expected(field))


def _places(said: Any) -> str:
    """Where in a list something is wrong: ``[0].title``; nothing where the list itself is."""
    if not isinstance(said, dict):
        return ""
    wrong = [
        f"[{place}].{name}" if isinstance(inner, dict) else f"[{place}]"
        for place, inner in said.items()
        for name in (inner if isinstance(inner, dict) else [""])
    ]
    return ", ".join(wrong[:MOST_PLACES])


def _expected(field: Any) -> str:
    for check in field.validators:
        if isinstance(check, validate.OneOf):
            return " | ".join(map(str, check.choices))
    kind: str = type(field).__name__
    return str(getattr(field, "expected", {"Nested": "{…}", "Dict": "{…}"}.get(kind, kind)))


class Changes(Schema):
    """A shape of which only what changes is named; ``OBLIGATORY`` is always due."""

    OBLIGATORY = frozenset({"reason"})

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Whatever the inherited shape says, a field that does not change may be left out."""
        field_obj.required = field_name in self.OBLIGATORY
