"""The values of a record's fields: whether they are of their shape, and in their normal form.

They are kept as JSON says them: days as ``YYYY-MM-DD``, lists in the order that they came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from marshrut.classifiers import UnknownCode, classifier
from marshrut.identifiers import BadIdentifier, inn10, oktmo, programme_code
from marshrut.records.kinds import Field, Kind, Shape
from marshrut.refusals import Finding, Refused, finding

LONGEST_CODE = 64
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
URL = re.compile(r"https?://[^\s/]+(/\S*)?")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YEARS = (1900, 2200)


class WrongValue(Exception):  # noqa: N818 - it says what is the matter
    """A value is not of its shape: the code of a refusal, what is expected, and where inside."""

    def __init__(self, code: str, expected: str, place: str = "", **parameters: object) -> None:
        super().__init__(expected)
        self.code, self.expected, self.place, self.parameters = code, expected, place, parameters


def shaped_fields(
    kind: Kind, given: Mapping[str, Any], *, on: date, clearing: bool
) -> dict[str, Any]:
    """The fields in their normal form; null only where it is ``clearing`` something.

    ``on``: the day on which their codes must be in force. Raises ``Refused``: a finding per field.
    """
    known, told, wrong = kind.by_name, dict[str, Any](), list[Finding]()
    for name, value in given.items():
        path = f"fields.{name}"[:200]
        if name not in known:
            wrong.append(finding("UNKNOWN_FIELD", field=path, allowed=known))
        elif value is None:
            if clearing:
                told[name] = None
        else:
            try:
                told[name] = shaped(known[name], value, on=on)
            except WrongValue as refused:
                wrong.append(_finding(path, refused))
    if wrong:
        raise Refused(*wrong)
    return told


def shaped(field: Field, value: Any, *, on: date) -> Any:
    """The value in its normal form. Raises ``WrongValue``."""
    return SHAPES[field.shape](field, value, on)


def _finding(path: str, refused: WrongValue) -> Finding:
    parameters = {"expected": refused.expected, **refused.parameters}
    return finding(refused.code, field=path + refused.place, **parameters)


def _text(field: Field, value: Any, _: date) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > field.longest:
        raise WrongValue("INVALID", f"1–{field.longest} characters")
    return value


def _url(field: Field, value: Any, on: date) -> str:
    text = _text(field, value, on)
    if not URL.fullmatch(text):
        raise WrongValue("INVALID", "https://…")
    return text


def _day(_: Field, value: Any, __: date) -> str:
    expected = f"YYYY-MM-DD, {YEARS[0]}–{YEARS[1]}"
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise WrongValue("INVALID", expected)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise WrongValue("INVALID", expected) from error
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise WrongValue("INVALID", expected)
    return value


def _flag(_: Field, value: Any, __: date) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("INVALID", "true | false")
    return value


def _whole(field: Field, value: Any, _: date) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongValue("INVALID", f"{field.least}–{field.most}")
    if not field.least <= value <= field.most:
        raise WrongValue("INVALID", f"{field.least}–{field.most}")
    return value


def _amount(field: Field, value: Any, _: date) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not field.least <= value <= field.most:
        raise WrongValue("INVALID", f"{field.least}–{field.most}")
    return float(value)


def _code(field: Field, value: Any, on: date) -> str:
    return _known(str(field.classifier), _plain_code(field, value, on), on)


def _known(name: str, value: str, on: date) -> str:
    nearest: list[str] = []
    try:
        if classifier(name).get(value).valid(on):
            return value
    except UnknownCode as unknown:
        nearest = unknown.nearest
    raise WrongValue(
        "UNKNOWN_CODE",
        f"a code of {name}",
        value=value[:LONGEST_CODE],
        classifier=name,
        nearest=nearest or "—",
    )


def _plain_code(_: Field, value: Any, __: date) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_CODE:
        raise WrongValue("INVALID", f"1–{LONGEST_CODE} characters")
    return value


def _region(_: Field, value: Any, on: date) -> str:
    return _known("regions", _plain_code(_, value, on), on)


def _identifier(check: Callable[[str], str]) -> Callable[[Field, Any, date], str]:
    def normal(field: Field, value: Any, on: date) -> str:
        try:
            return check(_plain_code(field, value, on))
        except BadIdentifier as error:
            raise WrongValue(error.code, str(error.expected)) from error

    return normal


def _uuid(_: Field, value: Any, __: date) -> str:
    if not isinstance(value, str) or not UUID_TEXT.fullmatch(value.lower()):
        raise WrongValue("INVALID", "a UUID")
    return value.lower()


def _list(of: Callable[[Field, Any, date], Any]) -> Callable[[Field, Any, date], list[Any]]:
    """A list of different values, none of them empty."""

    def each(field: Field, value: Any, on: date) -> list[Any]:
        if not isinstance(value, list) or not 1 <= len(value) <= field.items:
            raise WrongValue("INVALID", f"[…], 1–{field.items}")
        found = [_inside(f"[{place}]", of, field, item, on) for place, item in enumerate(value)]
        if len(set(found)) != len(found):
            raise WrongValue("INVALID", "[…] without repetitions")
        return found

    return each


def _inside(
    place: str, of: Callable[[Field, Any, date], Any], field: Field, value: Any, on: date
) -> Any:
    try:
        return of(field, value, on)
    except WrongValue as refused:
        deeper = f"{place}{refused.place}"
        raise WrongValue(refused.code, refused.expected, deeper, **refused.parameters) from refused


def _counts(field: Field, value: Any, on: date) -> dict[str, int]:
    if not isinstance(value, dict) or not 1 <= len(value) <= field.items:
        raise WrongValue("INVALID", "{code: number}")
    code = _code if field.classifier else _plain_code
    return {
        _inside(f".{str(name)[:LONGEST_CODE]}", code, field, name, on): _inside(
            f".{str(name)[:LONGEST_CODE]}", _whole, field, number, on
        )
        for name, number in value.items()
    }


def _lines(field: Field, value: Any, on: date) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not 1 <= len(value) <= field.items:
        raise WrongValue("INVALID", f"[{{…}}], 1–{field.items}")
    lines = [_inside(f"[{place}]", _line, field, line, on) for place, line in enumerate(value)]
    first: dict[tuple[Any, ...], int] = {}
    for place, line in enumerate(lines):
        alike = tuple(line[name] for name in field.distinct)
        if field.distinct and first.setdefault(alike, place) != place:
            raise WrongValue("INVALID", f"≠ [{first[alike]}]", f"[{place}]")
    return lines


def _line(field: Field, value: Any, on: date) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongValue("INVALID", "{…}")
    columns = {column.name: column for column in field.lines}
    for name in value:
        if name not in columns:
            raise WrongValue("UNKNOWN_FIELD", "", f".{name[:LONGEST_CODE]}", allowed=columns)
    told = dict(_told(columns, value, on))
    for name, column in columns.items():
        if column.required and name not in told:
            raise WrongValue("REQUIRED", column.label_en, f".{name}")
    return told


def _told(
    columns: Mapping[str, Field], value: Mapping[str, Any], on: date
) -> Iterator[tuple[str, Any]]:
    for name, item in value.items():
        if item is not None:
            column = columns[name]
            yield name, _inside(f".{name}", SHAPES[column.shape], column, item, on)


SHAPES: Mapping[Shape, Callable[[Field, Any, date], Any]] = {
    "text": _text,
    "texts": _list(_text),
    "url": _url,
    "day": _day,
    "flag": _flag,
    "whole": _whole,
    "amount": _amount,
    "code": _code,
    "codes": _list(_code),
    "inn": _identifier(inn10),
    "municipality": _identifier(oktmo),
    "programme": _identifier(programme_code),
    "programmes": _list(_identifier(programme_code)),
    "organisation": _plain_code,
    "organisations": _list(_plain_code),
    "region": _region,
    "record": _uuid,
    "case": _uuid,
    "counts": _counts,
    "lines": _lines,
}
"""How a value of each shape is checked: of the field, the value, and the day of its codes."""
