"""What a form is made of: tables of rows and columns, checks, parameters; by edition.

An edition says everything that its files are made of, the renderer that lays them out too. What was
issued by an edition is rendered by it for ever: a change of any of this is a new edition (S28).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeVar

import msgspec

from marshrut.forms.conditions import BY_INDUSTRY, Condition, condition

Population = Literal["graduates", "students", "all"]
Kind = Literal["count", "measures", "indicator", "share", "number", "text"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a form's file: what it does not know is a mistake there."""


class Lead(Shape, frozen=True, kw_only=True):
    """A column before the figures: it names the block, the row, or what they are ``of``."""

    heading: str
    of: str
    number: str = ""
    width: float = 12


class Row(Shape, frozen=True, kw_only=True):
    """A row of every block: the cases for which ``where`` holds.

    ``choices`` are the values of the form's parameter ``rows`` with which it is shown; none: all.
    In a table with a source it is a share: of an ``indicator``, in a ``variant`` of it where one is
    named, or ``of`` what the source tells.
    """

    number: str
    label: str
    where: str | None = None
    choices: tuple[str, ...] = ()
    indicator: str | None = None
    variant: str | None = None
    of: str | None = None

    @property
    def condition(self) -> Condition:
        """Which cases of the block are in the row."""
        return condition(self.where or "everyone")


class Column(Shape, frozen=True, kw_only=True):
    """A column: how many cases of the row ``where`` holds of, or what else it says of them.

    ``measures`` is a text of what was done for them; ``indicator`` the value of the indicator of
    that id. ``groups`` are the headings above its own, from the top; ``width`` in characters.
    In a table with a source it is what ``of`` names there: a ``count`` of cases, a ``share`` of
    them, a ``number`` of anything else, a ``text``.
    """

    number: str
    heading: str
    where: str | None = None
    kind: Kind = "count"
    indicator: str | None = None
    of: str | None = None
    groups: tuple[str, ...] = ()
    width: float = 7

    @property
    def condition(self) -> Condition:
        """Which cases of the row are counted."""
        return condition(self.where or "everyone")


class Check(Shape, frozen=True, kw_only=True):
    """What must hold between sums of columns in each row, or of rows in each column.

    ``choices`` as of a row.
    """

    code: str
    text: str
    across: Literal["columns", "rows"]
    left: tuple[str, ...]
    relation: Literal["=", "<="]
    right: tuple[str, ...]
    choices: tuple[str, ...] = ()


class Table(Shape, frozen=True, kw_only=True):
    """A table of a form: cases of a population in blocks, rows and columns.

    ``by`` are the dimensions of its blocks: each combination that occurs has one, and all together
    have one (``whole``). In ``lines`` a block is one line; in ``blocks`` it repeats the rows.
    ``overlapping``: a case may be in several blocks. ``among``: no other cases are counted.
    ``source`` names what fills the table instead of conditions, in forms of a kind of their own.
    """

    code: str
    sheet: str
    title: str
    population: Population
    by: tuple[str, ...]
    layout: Literal["blocks", "lines"]
    leads: tuple[Lead, ...] = msgspec.field(name="lead")
    rows: tuple[Row, ...] = msgspec.field(name="row", default=())
    columns: tuple[Column, ...] = msgspec.field(name="column", default=())
    checks: tuple[Check, ...] = msgspec.field(name="check", default=())
    columns_of: str | None = None
    but: tuple[str, ...] = ()
    among: str = "everyone"
    whole: str | None = "Всего"
    overlapping: bool = False
    source: str | None = None

    @property
    def counts(self) -> list[Column]:
        """The columns that count cases."""
        return [column for column in self.columns if column.kind == "count"]

    @property
    def conditions(self) -> list[Condition]:
        """Every condition that is asked of a case."""
        rows, columns = (r.condition for r in self.rows), (c.condition for c in self.columns)
        return [condition(self.among), *rows, *columns]

    @property
    def asks_industry(self) -> bool:
        """Whether any of its conditions, or its blocks, ask for the employer."""
        return "employer" in self.by or any(BY_INDUSTRY in c.names for c in self.conditions)

    def row(self, number: str) -> Row:
        """The row of that number. ``KeyError``: there is none."""
        return _numbered(self.rows, number)

    def column(self, number: str) -> Column:
        """The column of that number. ``KeyError``: there is none."""
        return _numbered(self.columns, number)


class Parameter(Shape, frozen=True, kw_only=True):
    """A choice that whoever issues the form makes: one of the ``values``."""

    name: str
    label: str
    values: tuple[str, ...]
    default: str


class Form(Shape, frozen=True, kw_only=True):
    """An edition of a form. ``valid_to`` is its last day; ``cohort`` which one is meant by default.

    ``formats`` are the files that it is issued in, by ``renderer``, a number of the way they are
    made. ``kind``: ``monitoring`` counts cases by its tables; others are filled by a module of
    their own. ``whose``: who can have one, a region (or all) or an organisation alone.
    ``signed_by``: the posts for whose signatures printed files leave a line.
    """

    code: str
    edition: int
    title: str
    label_en: str
    source: str
    cohort: Literal["year", "academic_year"]
    renderer: int
    formats: tuple[str, ...]
    kind: Literal["monitoring", "self_analysis"] = "monitoring"
    whose: Literal["any", "organisation"] = "any"
    valid_from: date | None = None
    valid_to: date | None = None
    signed_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = msgspec.field(name="parameter", default=())
    tables: tuple[Table, ...] = msgspec.field(name="table", default=())

    @property
    def name(self) -> str:
        """The code and the edition: ``A-1``."""
        return f"{self.code}-{self.edition}"

    def in_force(self, day: date) -> bool:
        """Whether a report of ``day`` is issued by this edition."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def table(self, code: str) -> Table:
        """The table of that code. ``KeyError``: there is none."""
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators that its columns and rows tell."""
        of_columns = [c.indicator for table in self.tables for c in table.columns]
        of_rows = [row.indicator for table in self.tables for row in table.rows]
        return tuple(dict.fromkeys(each for each in (*of_columns, *of_rows) if each))


Numbered = TypeVar("Numbered", Row, Column)


def _numbered(found: tuple[Numbered, ...], number: str) -> Numbered:
    for each in found:
        if each.number == number:
            return each
    raise KeyError(number)
