"""A form that was filled: figures and texts by table, block, row and column, and nothing else.

It is what files are made of, whoever filled it. Values are as they are printed: shares of a hundred
with one decimal, half up (domain 9.0 N5); null where there is none to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from marshrut.asof import AsOf

Value = int | float | str | bool | date | None
Key = Mapping[str, str | int | None]
"""What names a block: its dimensions and their values; empty for all together."""


class Heading(msgspec.Struct, frozen=True):
    """The heading of a column; ``groups`` stand above it, from the top."""

    number: str
    heading: str
    groups: tuple[str, ...] = ()
    width: float = 7
    text: bool = False


class FilledRow(msgspec.Struct, frozen=True):
    """A row of a block: its number, what names it, and a value for each column."""

    number: str
    leads: tuple[Value, ...]
    values: tuple[Value, ...]


class Block(msgspec.Struct, frozen=True):
    """The rows that a key names."""

    key: Key
    rows: tuple[FilledRow, ...]


class Violation(msgspec.Struct, frozen=True):
    """A check that does not hold: where, and the sums of both sides.

    ``place`` is the number of the row in which columns disagree, or of the column for rows;
    ``across`` says which of the two, ``numbers`` are those that are compared there.
    """

    check: str
    text: str
    key: Key
    place: str
    left: int
    right: int
    across: Literal["columns", "rows"] = "columns"
    numbers: tuple[str, ...] = ()


class FilledTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table: the headings of its leads and columns, its blocks, and which checks do not hold.

    ``checks`` are the texts of all that were made.
    """

    code: str
    sheet: str
    title: str
    layout: str
    leads: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    checks: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    overlapping: bool = False
    note: str | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Of what a form was filled, and when and by whom: all that its files say beside figures.

    ``lines`` are what heads the first sheet, ``method`` what the sheet «Методика» tells: names and
    texts, in the order in which they stand. ``signed_by``: the posts that sign it on paper.
    ``proof``: what an edition shows of the ledger, for programs.
    """

    form: str
    edition: int
    title: str
    point: AsOf
    known_at: datetime | None
    lines: tuple[tuple[str, str], ...]
    method: tuple[tuple[str, str], ...]
    signed_by: tuple[str, ...] = ()
    proof: Mapping[str, Any] | None = None


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A form with its figures."""

    issue: Issue
    tables: tuple[FilledTable, ...]

    @property
    def violations(self) -> int:
        """How many checks do not hold."""
        return sum(len(table.violations) for table in self.tables)
