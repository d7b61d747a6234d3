"""The person of a case: what is sealed, and the few clear marks that figures need (S24)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from marshrut.asof import birthday
from marshrut.cases.checks import FULL_AGE
from marshrut.identifiers import BadIdentifier, inn12, oktmo, snils
from marshrut.refusals import Finding, Refused, finding

RUSSIA = "RU"
FIRST_BIRTH_YEAR = 1900

NAMES = ("last_name", "first_name", "middle_name")
NOT_OF_NAMES = re.compile(r"[0-9<>{}\[\]@#/\\]")
"""No name is written with these; other unusual signs may well be somebody's."""

WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
CYRILLIC = re.compile(r"[\u0400-\u052f]")

MARKS = {
    "sex": "sex",
    "citizenship": "citizenship_ru",
    "snils": "has_snils",
    "address_municipality": "municipality",
    "birth_date": "adult_on",
}
"""Which clear passport field follows from which field of the person."""


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that names or describes the graduate, and the curator; stored sealed only."""

    last_name: str
    first_name: str
    birth_date: date
    middle_name: str | None = None
    sex: str | None = None
    citizenship: str = RUSSIA
    snils: str | None = None
    inn: str | None = None
    phone: str | None = None
    email: str | None = None
    messenger: str | None = None
    address_region: str | None = None
    address_municipality: str | None = None
    curator: str | None = None

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic, as in a list."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))

    def marks(self, *, begins_on: date) -> dict[str, Any]:
        """The clear passport fields that follow from the person, of a case begun on that day."""
        adult_on = birthday(self.birth_date, FULL_AGE)
        return {
            "sex": self.sex,
            "citizenship_ru": self.citizenship == RUSSIA,
            "has_snils": self.snils is not None,
            "municipality": self.address_municipality,
            "adult_on": adult_on if adult_on > begins_on else None,
        }


def checked_person(
    person: Person, *, today: date, named: Collection[str] = Person.__struct_fields__
) -> Person:
    """The person with identifiers in their normal form. Raises ``Refused``: finding per field.

    ``named`` are the fields being written: what was taken in names before stands as it is.
    """
    findings = [*_shape_findings(person, today), *_name_findings(person, named)]
    normal: dict[str, str] = {}
    for name, check in {"snils": snils, "inn": inn12, "address_municipality": oktmo}.items():
        value = getattr(person, name)
        try:
            normal |= {name: check(value)} if value is not None else {}
        except BadIdentifier as error:
            findings.append(finding(error.code, field=f"person.{name}", expected=error.expected))
    if findings:
        raise Refused(*findings)
    return msgspec.structs.replace(person, **normal)


def mixed_scripts(written: Mapping[str, Any]) -> tuple[Finding, ...]:
    """``MIXED_SCRIPT`` for each of the written names with a word of Cyrillic and Latin letters.

    They look alike, but a person is found by the letters of the name (domain 3.1).
    """
    return tuple(
        finding("MIXED_SCRIPT", field=f"person.{name}")
        for name in NAMES
        if any(_is_mixed(word) for word in WORD.findall(written.get(name) or ""))
    )


def _is_mixed(word: str) -> bool:
    return bool(LATIN.search(word) and CYRILLIC.search(word))


def _name_findings(person: Person, named: Collection[str]) -> Iterator[Finding]:
    for name in NAMES:
        if name in named and NOT_OF_NAMES.search(getattr(person, name) or ""):
            yield finding("INVALID", field=f"person.{name}", expected="letters")


def _shape_findings(person: Person, today: date) -> Iterator[Finding]:
    if not date(FIRST_BIRTH_YEAR, 1, 1) <= person.birth_date <= today:
        expected = f"{FIRST_BIRTH_YEAR}-01-01 … {today}"
        yield finding("INVALID", field="person.birth_date", expected=expected)
    for name in ("last_name", "first_name"):
        if not getattr(person, name).strip():
            yield finding("INVALID", field=f"person.{name}", expected="…")
