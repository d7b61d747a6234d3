"""The kinds of lists, and the fields that each may have: data beside this module."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

import msgspec

from marshrut.imports.keys import key
from marshrut.imports.problems import bad_file
from marshrut.imports.tables import rows_of

GRADUATES = "graduates"
EXTRACTS = "verifications"
"""What an extract says of persons: of a run, and never of statuses."""


class Field(msgspec.Struct, frozen=True):
    """A column that a list may have. ``need``: words of what is needed that it provides.

    ``type`` is how its cells are read; ``code:…`` names the classifier of its values.
    """

    name: str
    type: str
    need: tuple[str, ...]
    example: str


class Kind(msgspec.Struct, frozen=True):
    """A kind of list. One of the fields ``mark`` tells it from other kinds."""

    code: str
    label: str
    mark: tuple[str, ...]
    fields: Mapping[str, Field]

    @property
    def fields_by_heading(self) -> Mapping[str, str]:
        """Which field a heading means, by the heading's key; a field's own name is one, too."""
        return _fields_by_heading(self.code)

    def heading(self, field: str) -> str:
        """The heading by which a field is asked for."""
        return headings().get(field, field)

    def missing(self, given: Collection[str], *, provided: Collection[str] = ()) -> Iterator[str]:
        """The fields to ask for, where some are ``given``: the first that provides each need.

        ``provided``: needs that are met without a column.
        """
        met = {need for name in given for need in self.fields[name].need} | set(provided)
        # Who writes names in parts is asked for a part, not for the whole.
        apart = "full_name" not in given and "last_name" in given
        for need in dict.fromkeys(need for field in self.fields.values() for need in field.need):
            if need not in met:
                able = [name for name, field in self.fields.items() if need in field.need]
                yield able[1] if apart and able[0] == "full_name" else able[0]


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds by code, in the order in which they are told apart."""
    fields: dict[str, dict[str, Field]] = {}
    for row in rows_of("fields"):
        name, need = row["field"], tuple(row["need"].split())
        fields.setdefault(row["kind"], {})[name] = Field(name, row["type"], need, row["example"])
    return {
        row["code"]: Kind(
            row["code"], row["label"], tuple(row["mark"].split()), fields[row["code"]]
        )
        for row in rows_of("kinds")
    }


def kind_of(code: str) -> Kind:
    """The kind called ``code``. Raises ``BadFile`` (``UNKNOWN_KIND``)."""
    known = kinds()
    if code not in known:
        raise bad_file("UNKNOWN_KIND", allowed=", ".join(known))
    return known[code]


@cache
def headings() -> Mapping[str, str]:
    """The heading by which a field is asked for: its first in the table."""
    return {row["field"]: row["heading"] for row in reversed(rows_of("headings"))}


@cache
def _fields_by_heading(kind: str) -> Mapping[str, str]:
    known = kinds()[kind].fields
    written = [row for row in rows_of("headings") if row["field"] in known]
    return {key(row["field"]): row["field"] for row in written} | {
        key(row["heading"]): row["field"] for row in written
    }
