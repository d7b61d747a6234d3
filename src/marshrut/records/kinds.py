"""The kinds of records, as data: what is said of each, in which states it goes, who keeps it.

A kind is a file ``data/*.toml``; to add one, no code is written. What is stored names its kind and
fields by their codes, so neither is ever renamed, and a field is never taken for another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from marshrut.policy import Action

Shape = Literal[
    "text",
    "texts",
    "url",
    "day",
    "flag",
    "whole",
    "amount",
    "code",
    "codes",
    "inn",
    "municipality",
    "programme",
    "programmes",
    "organisation",
    "organisations",
    "region",
    "record",
    "case",
    "counts",
    "lines",
]
"""What a value is: ``counts`` are whole numbers by code, ``lines`` rows of fields of their own."""

MOST_ITEMS = 500
"""Of a list, where its field says no other number."""


class Field(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is said of a record.

    ``classifier``: of a code, or of the codes of ``counts`` (of organisations, if none is named).
    ``of``: the kind of the record that is referred to. ``due_in``: the states in which it must be
    said, where it need not be always. ``unit``: what a number counts. ``takes``: the right that
    saying it takes, where that of its kind is not enough. ``not_before``: the day that this one
    never comes before. ``distinct``: columns that no two lines have alike. ``items``: the most
    values of a list. ``by_receiver``: what the other region says (``Kind.receiver``).
    """

    name: str
    shape: Shape
    label_ru: str
    label_en: str
    required: bool = False
    due_in: tuple[str, ...] = ()
    classifier: str | None = None
    of: str | None = None
    least: int = 0
    most: int = 1_000_000_000
    longest: int = 1_000
    unit: str | None = None
    takes: str | None = None
    not_before: str | None = None
    by_receiver: bool = False
    lines: tuple[Field, ...] = ()
    distinct: tuple[str, ...] = ()
    items: int = MOST_ITEMS

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a definition that nothing could satisfy."""
        coded = self.shape in {"code", "codes"}
        if coded and self.classifier is None:
            raise ValueError(f"{self.name}: a code of which classifier?")
        if (self.shape == "record") != (self.of is not None):
            raise ValueError(f"{self.name}: a record of which kind?")
        if (self.shape == "lines") != bool(self.lines):
            raise ValueError(f"{self.name}: lines of which fields?")
        if strange := {*self.distinct} - {line.name for line in self.lines if line.required}:
            raise ValueError(f"{self.name}: no such columns, or not of every line: {strange}")


class State(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a record has come; ``to``: where it may go from there. ``open``: it still is.

    ``takes``: the right that bringing a record there takes, where that of its kind is not enough.
    ``by_receiver``: only the other region brings it there (``Kind.receiver``).
    """

    code: str
    label_ru: str
    label_en: str
    open: bool = True
    to: tuple[str, ...] = ()
    takes: str | None = None
    by_receiver: bool = False


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of records. ``source``: the items of the documents that ask for it.

    ``path`` names it in addresses. ``whose``: of an ``organisation``, of a ``region`` as a whole,
    or of ``either``. ``shared``: a centre reads those of all of its region. ``writes``: the right
    that writing takes, ``opens`` that of opening one, if it is another. ``title``: the field that
    names one. A record begins in the first state. ``receiver``: the field with another region,
    which reads it too, and says what is for it to say.
    """

    code: str
    path: str
    label_ru: str
    label_en: str
    plural_ru: str
    source: str
    whose: Literal["organisation", "region", "either"]
    writes: str
    title: str
    opens: str | None = None
    shared: bool = False
    receiver: str | None = None
    states: tuple[State, ...]
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a definition that does not hold together."""
        codes = {state.code for state in self.states}
        strange = {code for state in self.states for code in state.to} - codes
        strange |= {code for field in self.fields for code in field.due_in} - codes
        if strange:
            raise ValueError(f"{self.code}: no such states: {sorted(strange)}")
        names = [field.name for field in self.fields]
        days = {field.not_before for field in self.fields if field.not_before}
        if len(names) != len(set(names)) or not {self.title, *days} <= {*names}:
            raise ValueError(f"{self.code}: fields {names}, the title {self.title}")
        if self.receiver is not None and self.by_name[self.receiver].shape != "region":
            raise ValueError(f"{self.code}: {self.receiver} is no region")
        rights = [self.writes, self.opens, *(state.takes for state in self.states)]
        rights += [field.takes for field in self.fields]
        if unknown := {name for name in rights if name} - Action.__members__.keys():
            raise ValueError(f"{self.code}: no such rights: {sorted(unknown)}")

    @property
    def action(self) -> Action:
        """The right that writing takes."""
        return Action[self.writes]

    @property
    def opening(self) -> Action:
        """The right that opening one takes."""
        return Action[self.opens or self.writes]

    def reaching(self, state: str) -> Action:
        """The right that it takes to bring one to the state."""
        return Action[self.state(state).takes or self.writes]

    def saying(self, name: str) -> Action:
        """The right that it takes to say the field once a record is open."""
        return Action[self.by_name[name].takes or self.writes]

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    def state(self, code: str) -> State:
        """The state. ``KeyError``: there is none."""
        return {state.code: state for state in self.states}[code]


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by code, in the order of their files."""
    found: dict[str, Kind] = {}
    data = files("marshrut.records") / "data"
    for file in sorted(data.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            told = tomllib.loads(file.read_text(encoding="utf-8"))
            for each in told["kinds"]:
                kind = msgspec.convert(each, Kind)
                if kind.code in found or kind.path in {k.path for k in found.values()}:
                    raise ValueError(f"{file.name}: {kind.code} or {kind.path} is there already")
                found[kind.code] = kind
    return found


def kind_at(path: str) -> Kind | None:
    """The kind that an address names, if there is one."""
    return next((kind for kind in kinds().values() if kind.path == path), None)
