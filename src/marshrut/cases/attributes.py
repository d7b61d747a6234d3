"""The attributes of a status: which ones it knows, their shapes, and which of them are sealed.

What figures need stays in clear; every identifier of the graduate and every free text is sealed
(semantics S24). In the clear part a sealed attribute leaves a marker, so that rules, merges and
counts see that it is there without opening it: ``sealed``, or ``blind:…`` for an employer's
personal ИНН, by which the same employer is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases.contents import Scalar
from marshrut.classifiers import Term, classifier
from marshrut.identifiers import BadIdentifier, inn, inn12, ogrnip
from marshrut.refusals import Finding, Refused, finding

SEALED = "sealed"
BLIND = "blind:"
PERSONAL_INN_LENGTH = 12
COUNTRY_LENGTH = 2
LONGEST_TEXT = 1_000
LAST_YEAR = 2200


class Attributes(msgspec.Struct, frozen=True):
    """Attributes split: ``clear`` with markers (``None`` clears a key), ``sealed`` as given."""

    clear: dict[str, Scalar] = {}
    sealed: dict[str, Scalar] = {}

    @property
    def days(self) -> dict[str, date]:
        """The dates among them, by the field of the request that named them."""
        values = {**self.clear, **self.sealed}
        terms = classifier("status_attributes").terms
        return {
            f"attributes.{name}": date.fromisoformat(str(value))
            for name, value in values.items()
            if value is not None and terms[name].extra["type"] == "date"
        }


def split_attributes(
    status_code: str,
    given: Mapping[str, Any],
    *,
    blind: Callable[[str], str],
    known: Mapping[str, Scalar] | None = None,
) -> Attributes:
    """Check and split the attributes of a status. Raises ``Refused`` with a finding per field.

    ``blind`` makes the recognisable token of a personal ИНН; ``known`` are the clear attributes
    that a correction merges into.
    """
    values, findings = _checked(status_code, given)
    if findings:
        raise Refused(*findings)
    employer = values.get("employer_inn", (known or {}).get("employer_inn"))
    hidden = {name for name, value in values.items() if _is_sealed(name, value, employer)}
    clear = {n: _marker(n, v, blind) if n in hidden else v for n, v in values.items()}
    return Attributes(clear, {n: values[n] for n in sorted(hidden)})


def _checked(status_code: str, given: Mapping[str, Any]) -> tuple[dict[str, Scalar], list[Finding]]:
    terms = classifier("status_attributes").terms
    allowed = {name for name, term in terms.items() if knows(term, status_code)}
    values: dict[str, Scalar] = {}
    findings = []
    for name, value in given.items():
        field = f"attributes.{name}"
        if name not in allowed:
            findings.append(finding("UNKNOWN_FIELD", field=field, allowed=allowed))
        elif value is None:
            values[name] = None
        else:
            try:
                values[name] = _value(terms[name].extra["type"], value)
            except BadIdentifier as error:
                findings.append(finding(error.code, field=field, expected=error.expected))
            except (ValueError, LookupError):
                expected = terms[name].extra["type"]
                findings.append(finding("INVALID", field=field, expected=expected))
    return values, findings


def knows(term: Term, status_code: str) -> bool:
    """Whether the status knows the attribute ``term``."""
    return status_code in term.words("statuses")


def _value(kind: str, value: Any) -> Scalar:
    if kind == "bool" and isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise ValueError(kind)  # noqa: TRY004 - all that is wrong with a value is one thing
    text = value.strip()
    if not 0 < len(text) <= LONGEST_TEXT:
        raise ValueError(kind)
    if kind.startswith("code:"):
        return classifier(kind.removeprefix("code:")).get(text).code
    return _PARSERS[kind](text)


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


def _is_sealed(name: str, value: Scalar, employer: Scalar) -> bool:
    if value is None:
        return False
    if name in {"employer_inn", "employer_name"}:
        return _personal(employer)
    return classifier("status_attributes").get(name).flag("sealed")


def _personal(employer_inn: Scalar) -> bool:
    """Whether the employer is a person, whose ИНН and name are personal data."""
    text = str(employer_inn or "")
    return len(text) == PERSONAL_INN_LENGTH or text.startswith(BLIND)


def _marker(name: str, value: Scalar, blind: Callable[[str], str]) -> str:
    return BLIND + blind(str(value)) if name == "employer_inn" else SEALED
