"""The definitions of the indicators, read from the package's own tables and checked on the way.

A definition is one dated edition of an indicator: a question uses the edition in force on its
day. Numerator and denominator are made of the words of the vocabulary.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from marshrut.indicators.calling import calling
from marshrut.indicators.formulas import Formula, formula

DOCUMENTS = ("S000", "S001", "S002", "S004")
REPORTED = "reported"

Kind = Literal["CASE", "ACT", "MANUAL", "MIXED"]


class UnknownIndicator(LookupError):  # noqa: N818 - it is a name of the domain
    """There is no indicator ``value``, or none in force on the day."""

    def __init__(self, value: str) -> None:
        super().__init__(f"no indicator {value!r}")
        self.value = value


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another reading of an indicator; ``extra``: reported persons are added to the numerator.

    ``difference``: the value is how far the numerator is from the denominator, of the latter.
    """

    code: str
    label: str
    numerator: str | None = None
    denominator: str | None = None
    records: str | None = None
    among: str | None = None
    extra: bool = False
    difference: bool = False


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An edition of an indicator. ``valid_to`` is its last day.

    ``kind`` (domain 9.0 N7): what the figure rests on. ``cohort``: the years of graduation
    counted if nobody asks for one, ``year`` being that of the day. ``comparator`` belongs to the
    document; ``inferred`` marks one that it does not print. ``reported``: the whole value is
    reported, as a ``VALUE``, a ``SHARE`` of two numbers, ``YES`` or no, or a ``TEXT``; ``says``
    tells what is counted. ``of_whole``: a share of a whole, never more than all of it. ``kinds``:
    it is broken down by kinds of measures too. ``scale``: what a share is multiplied by.
    ``records``: the numerator is counted from records of what centres and authorities keep, and
    ``among`` the denominator; a value that was reported stands before them. ``replaced``: only
    reports that were made by this edition use it.
    ``run``: it is counted on the cut-off of the last verification against this extract, of the
    cohorts of that; ``difference``: see ``Variant``.
    """

    id: str
    document: str
    name: str
    item: str
    kind: Kind
    unit: str
    better: Literal["more", "less", "equal"]
    comparator: Literal[">=", "<=", "="] | None = None
    inferred: bool = False
    numerator: str | None = None
    denominator: str | None = None
    cohort: Literal["year", "none"] | tuple[int, ...] = "none"
    period: Literal["year", "academic_year"] | None = None
    kinds: bool = False
    reported: Literal["VALUE", "SHARE", "YES", "TEXT"] | None = None
    says: str | None = None
    of_whole: bool = False
    scale: int = 100
    records: str | None = None
    among: str | None = None
    replaced: bool = False
    run: Literal["SFR", "FNS"] | None = None
    difference: bool = False
    note: str | None = None
    edition: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    variants: tuple[Variant, ...] = msgspec.field(name="variant", default=())

    @property
    def computed(self) -> bool:
        """Whether the numerator is counted from cases."""
        return self.numerator is not None

    @property
    def contingent(self) -> bool:
        """Whether the denominator is a reported number."""
        return REPORTED in {self.denominator, self.among}

    def in_force(self, day: date) -> bool:
        """Whether this edition is the one that a question of ``day`` uses."""
        begun = self.valid_from is None or self.valid_from <= day
        return not self.replaced and begun and (self.valid_to is None or day <= self.valid_to)

    def varied(self, code: str | None) -> Definition:
        """The definition as the variant reads it. Raises ``UnknownIndicator``: no such variant."""
        if code is None:
            return self
        for variant in self.variants:
            if variant.code == code:
                changed = {
                    name: value
                    for name in ("numerator", "denominator", "records", "among")
                    if (value := getattr(variant, name)) is not None
                }
                return msgspec.structs.replace(self, difference=variant.difference, **changed)
        raise UnknownIndicator(f"{self.id}:{code}")

    def adds_reported(self, code: str | None) -> bool:
        """Whether the variant adds what is reported to what is counted."""
        return any(v.extra for v in self.variants if v.code == code)

    @property
    def formulas(self) -> Mapping[str, Formula]:
        """What is counted: ``numerator`` and ``denominator``, where cases are counted."""
        told = {"numerator": self.numerator, "denominator": self.denominator}
        return {part: formula(t) for part, t in told.items() if t is not None and t != REPORTED}


def definition(identity: str, *, day: date, edition: int | None = None) -> Definition:
    """The edition in force on ``day``, or the one of that number. Raises ``UnknownIndicator``."""
    for each in editions():
        chosen = each.in_force(day) if edition is None else each.edition == edition
        if each.id == identity and chosen:
            return each
    raise UnknownIndicator(identity)


def definitions(*, day: date) -> list[Definition]:
    """The indicators in the order of their documents, in the editions in force on ``day``."""
    return [each for each in editions() if each.in_force(day)]


@cache
def editions() -> tuple[Definition, ...]:
    """Every edition of every indicator."""
    return tuple(each for document in DOCUMENTS for each in _of_document(document))


def _of_document(code: str) -> Iterator[Definition]:
    text = files(__package__).joinpath("data", f"{code}.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    for row in table["indicator"]:
        row["document"] = table["document"]
        was = row.pop("was", None)
        for each in (row, *([_earlier(row, was)] if was else [])):
            found = msgspec.convert(each, Definition)
            _check(found)
            yield found


SAME = ("id", "document", "name", "item", "kind", "unit", "better", "comparator", "inferred")
"""What an edition has in common with the one that has replaced it."""


def _earlier(row: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in SAME if name in row}
    return {**kept, "edition": row["edition"] - 1, "replaced": True, **was}


def _check(found: Definition) -> None:
    """Formulas must be of known words; what is not counted from cases must be reported."""
    if found.computed == (found.reported is not None):
        raise ValueError(f"{found.id}: counted or reported, one of both")
    for text in (found.records, found.among):
        if text not in {None, REPORTED}:
            calling(str(text))
    for variant in (None, *(v.code for v in found.variants)):
        _ = found.varied(variant).formulas
