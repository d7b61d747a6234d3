"""The attributes of a status, measure or step: which it knows, their shapes, which are sealed.

What figures need stays in clear; every identifier of the graduate and every free text is sealed
(semantics S24). In the clear part a sealed attribute leaves a marker, so that rules, merges and
counts see that it is there without opening it: ``sealed``, or ``blind:…`` for an employer's
personal ИНН, by which the same employer is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.classifiers import Term, classifier
from marshrut.classifiers.words import codes_naming
from marshrut.identifiers import BadIdentifier, inn, inn12, ogrnip
from marshrut.refusals import Finding, Refused, finding

SEALED = "sealed"
BLIND = "blind:"
PERSONAL_INN_LENGTH = 12
COUNTRY_LENGTH = 2
LONGEST_TEXT = 1_000
LAST_YEAR = 2200
MOST_VALUES = 100
LARGEST_NUMBER = 1_000_000_000
MOST_CODES_SHOWN = 12
SHAPES = {
    "text": f"1–{LONGEST_TEXT} characters",
    "date": "YYYY-MM-DD",
    "uuid": "UUID",
    "bool": "true | false",
    "int": "0, 1, 2, …",
    "inn": "ИНН, 10 | 12",
    "inn12": "ИНН, 12",
    "ogrnip": "ОГРНИП, 15",
    "country": "RU, KZ, …",
    "plan": "[{text, due_on}, …]",
}
"""The types of attributes, as a message shows what is expected."""

BOUNDS = {"minimum": "≥", "maximum": "≤"}
OWNERS = {
    "status_attributes": "statuses",
    "measure_attributes": "measures",
    "step_attributes": "steps",
}
"""The tables of attributes, and the column of each that says who knows the attribute."""


class Attributes(msgspec.Struct, frozen=True):
    """Attributes split: ``clear`` with markers (``None`` clears a key), ``sealed`` as given."""

    clear: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    table: str = "status_attributes"

    @property
    def days(self) -> dict[str, date]:
        """The dates among them, by the field of the request that named them."""
        values = {**self.clear, **self.sealed}
        terms = classifier(self.table).terms
        return {
            f"attributes.{name}": date.fromisoformat(str(value))
            for name, value in values.items()
            if value is not None and terms[name].extra["type"] == "date"
        }


def split_attributes(
    code: str,
    given: Mapping[str, Any],
    *,
    table: str = "status_attributes",
    blind: Callable[[str], str],
    known: Mapping[str, Any] | None = None,
) -> Attributes:
    """Check and split attributes by their ``table``. Raises ``Refused`` with a finding per field.

    ``code`` is of the status, measure or step; ``blind`` makes the recognisable token of a
    personal ИНН; ``known`` are the clear attributes that a correction merges into.
    """
    values, findings = _checked(code, given, table)
    if findings:
        raise Refused(*findings)
    employer = values.get("employer_inn", (known or {}).get("employer_inn"))
    hidden = {name for name, value in values.items() if _is_sealed(table, name, value, employer)}
    clear = {n: _marker(n, v, blind) if n in hidden else v for n, v in values.items()}
    return Attributes(clear, {n: values[n] for n in sorted(hidden)}, table)


def split_employer(
    employer_inn: str | None,
    employer_name: str | None,
    *,
    blind: Callable[[str], str],
    known: str | None = None,
) -> Attributes:
    """An employer's ИНН and name: sealed where the employer is a person (semantics S24).

    ``known`` is the ИНН recorded before, where only the name is given.
    """
    try:
        number = inn(employer_inn) if employer_inn else None
    except BadIdentifier as error:
        found = finding(error.code, field="employer_inn", expected=error.expected)
        raise Refused(found) from error
    given = {"employer_inn": number, "employer_name": employer_name}
    given = {name: value for name, value in given.items() if value is not None}
    if not _personal(number or known):
        return Attributes(given)
    return Attributes({n: _marker(n, v, blind) for n, v in given.items()}, given)


def missing_attributes(table: str, code: str, given: Container[str]) -> list[str]:
    """The attributes that the domain expects of ``code`` and that were not given."""
    return [name for name in codes_naming(table, "expected", code) if name not in given]


def _checked(
    code: str, given: Mapping[str, Any], table: str
) -> tuple[dict[str, Any], list[Finding]]:
    terms = classifier(table).terms
    allowed = set(codes_naming(table, OWNERS[table], code))
    values: dict[str, Any] = {}
    findings = []
    for name, value in given.items():
        field = f"attributes.{name}"
        if name not in allowed:
            findings.append(finding("UNKNOWN_FIELD", field=field, allowed=allowed))
        elif value is None:
            values[name] = None
        else:
            try:
                values[name] = _bounded(terms[name], _value(terms[name].extra["type"], value))
            except BadIdentifier as error:
                findings.append(finding(error.code, field=field, expected=error.expected))
            except (ValueError, LookupError):
                expected = _expectation(terms[name])
                findings.append(finding("INVALID", field=field, expected=expected))
    return values, findings


def _expectation(term: Term) -> str:
    """What the attribute takes, in no language: a shape, bounds, or the codes if they are few."""
    kind = term.extra["type"]
    one = kind.removeprefix("list:")
    shape = SHAPES.get(one) or _codes(one.removeprefix("code:"))
    bounds = [f"{sign} {term.extra[c]}" for c, sign in BOUNDS.items() if term.extra.get(c)]
    return " ".join([f"[{shape}, …]" if kind != one else shape, *bounds])


def _codes(name: str) -> str:
    codes = classifier(name).codes
    shown = ", ".join(codes[:MOST_CODES_SHOWN])
    return f"{name}: {shown}" + (", …" if len(codes) > MOST_CODES_SHOWN else "")


def _bounded(term: Term, value: Any) -> Any:
    """The number, where it lies within the bounds of its row."""
    for column, beyond in (("minimum", -1), ("maximum", 1)):
        bound = term.extra.get(column)
        if bound and (value - int(bound)) * beyond > 0:
            raise ValueError(value)
    return value


def _value(kind: str, value: Any) -> Any:
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return _number(value)
    if kind.startswith("list:") or kind == "plan":
        return _values(kind.removeprefix("list:"), value)
    if not isinstance(value, str):
        raise ValueError(kind)  # noqa: TRY004 - all that is wrong with a value is one thing
    text = value.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError(kind)
    if kind.startswith("code:"):
        return classifier(kind.removeprefix("code:")).get(text).code
    return _PARSERS[kind](text)


def _values(kind: str, value: Any) -> list[Any]:
    """Several codes or ids, each once; or the items of a plan."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise ValueError(kind)
    if kind == "plan":
        return [_item(item) for item in value]
    return list(dict.fromkeys(_value(kind, item) for item in value))


def _item(value: Any) -> dict[str, str]:
    """An item of a plan: its text, perhaps by which day."""
    if not isinstance(value, dict) or not {"text"} <= value.keys() <= {"text", "due_on"}:
        raise ValueError("plan")
    kinds = {"text": "text", "due_on": "date"}
    return {name: _value(kinds[name], part) for name, part in value.items() if part is not None}


def _number(value: int) -> int:
    if not 0 <= value <= LARGEST_NUMBER:
        raise ValueError(value)
    return value


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    if text != day.isoformat():  # other forms of ISO 8601 are not the API's
        raise ValueError(text)
    if day.year > LAST_YEAR:  # a calendar that ends in 9999 has no third birthday after it
        raise ValueError(text)
    return day.isoformat()


def _country(text: str) -> str:
    if len(text) != COUNTRY_LENGTH or not (text.isascii() and text.isupper()):
        raise ValueError(text)
    return text


_PARSERS: dict[str, Callable[[str], str]] = {
    "text": str,
    "date": _day,
    "uuid": lambda text: str(UUID(text)),
    "inn": inn,
    "inn12": inn12,
    "ogrnip": ogrnip,
    "country": _country,
}


def _is_sealed(table: str, name: str, value: Any, employer: Any) -> bool:
    if value is None:
        return False
    if name in {"employer_inn", "employer_name"}:
        return _personal(employer)
    return classifier(table).get(name).flag("sealed")


def _personal(employer_inn: Any) -> bool:
    """Whether the employer is a person, whose ИНН and name are personal data."""
    text = str(employer_inn or "")
    return len(text) == PERSONAL_INN_LENGTH or text.startswith(BLIND)


def _marker(name: str, value: Any, blind: Callable[[str], str]) -> str:
    return BLIND + blind(str(value)) if name == "employer_inn" else SEALED
