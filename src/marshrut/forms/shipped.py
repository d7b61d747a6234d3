"""The editions of the forms, read from the package's own files and checked on the way."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from marshrut.forms.definitions import Form, Table

COUNTED = {"count", "measures", "indicator"}
"""The kinds of columns that are filled from the cases of their row."""


class UnknownForm(LookupError):  # noqa: N818 - it is a name of the domain
    """There is no form ``value``, or no such edition of it, or none in force on the day."""

    def __init__(self, value: str) -> None:
        super().__init__(f"no form {value!r}")
        self.value = value


def form(code: str, *, day: date) -> Form:
    """The edition in force on ``day``, the latest of several. Raises ``UnknownForm``."""
    fitting = [each for each in editions() if each.code == code and each.in_force(day)]
    if not fitting:
        raise UnknownForm(code)
    return max(fitting, key=lambda each: each.edition)


def edition(code: str, number: int) -> Form:
    """That edition, in force or not. Raises ``UnknownForm``."""
    for each in editions():
        if (each.code, each.edition) == (code, number):
            return each
    raise UnknownForm(f"{code}-{number}")


def forms(*, day: date) -> list[Form]:
    """The forms, in the editions in force on ``day``."""
    codes = dict.fromkeys(each.code for each in editions() if each.in_force(day))
    return [form(code, day=day) for code in codes]


@cache
def editions() -> tuple[Form, ...]:
    """Every edition of every form, in the order of their files."""
    folder = files(__package__).joinpath("data")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(read(folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def read(text: str) -> Form:
    """An edition from its file. Raises ``ValueError`` where it contradicts itself."""
    found = msgspec.convert(tomllib.loads(text), Form)
    tables: dict[str, Table] = {}
    for table in found.tables:
        tables[table.code] = _with_columns(table, tables)
    found = msgspec.structs.replace(found, tables=tuple(tables.values()))
    for table in found.tables:
        _check(found, table)
    return found


def _with_columns(table: Table, before: dict[str, Table]) -> Table:
    """The table with the columns of the one that it names, but for some, before its own."""
    if table.columns_of is None:
        return table
    shared = [c for c in before[table.columns_of].columns if c.number not in table.but]
    return msgspec.structs.replace(table, columns=(*shared, *table.columns))


def _check(of: Form, table: Table) -> None:
    """Conditions must be readable, numbers unique, and checks about what there is."""
    _ = table.conditions
    _check_source(of, table)
    rows, columns = [r.number for r in table.rows], [c.number for c in table.columns]
    place = f"{of.name} {table.code}"
    for numbers in (rows, columns):
        if len(numbers) != len(set(numbers)):
            raise ValueError(f"{place}: a number stands twice")
    counts = {column.number for column in table.counts}
    for check in table.checks:
        there: Collection[str] = counts if check.across == "columns" else rows
        if unknown := {*check.left, *check.right} - set(there):
            raise ValueError(f"{place}: the check {check.code} is of {unknown}")


def _check_source(of: Form, table: Table) -> None:
    """A table counts by conditions, or else everything in it is named after its source."""
    sourced = table.source is not None
    counted = {column.kind for column in table.columns} <= COUNTED
    named = [column.of is not None for column in table.columns]
    placed = [row.where is not None for row in table.rows]
    fits = not any(placed) and all(named) if sourced else all(placed) and not any(named) and counted
    if sourced == (of.kind == "monitoring") or not fits:
        raise ValueError(f"{of.name} {table.code}: by conditions or from a source, one of both")
