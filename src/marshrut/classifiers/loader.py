"""Read classifiers from the package's own tables, checking each line on the way.

A table is a CSV file with the columns ``code,label_ru,label_en,valid_from,valid_to``, perhaps
``parent``, and columns of its own. ``index.csv`` is such a table too: of the classifiers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from marshrut.classifiers.terms import Classifier, Term

INDEX = "index"
REQUIRED = ("code", "label_ru", "label_en", "valid_from", "valid_to")
OWN = frozenset((*REQUIRED, "parent"))


class BadTable(ValueError):  # noqa: N818 - says what is bad, and where
    """A table in the package is not fit for use: a defect of the build, not of the input."""

    def __init__(self, *, table: str, line: int, problem: str) -> None:
        super().__init__(f"{table}.csv, line {line}: {problem}")


def rows(table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table with their numbers, each with exactly the header's columns."""
    text = files(__package__).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), strict=True)
    for row in reader:
        if None in row or None in row.values():
            raise BadTable(table=table, line=reader.line_num, problem="wrong number of columns")
        yield reader.line_num, row


def read(table: str) -> dict[str, Term]:
    """The terms of a table by code; ``BadTable`` names the file and the line of a fault."""
    terms: dict[str, Term] = {}
    for line, row in rows(table):
        try:
            term = _term(row)
        except (KeyError, ValueError) as error:
            raise BadTable(table=table, line=line, problem=str(error)) from error
        if term.code in terms:
            raise BadTable(table=table, line=line, problem=f"{term.code} stands twice")
        terms[term.code] = term
    return terms


def _term(row: dict[str, str]) -> Term:
    for column in ("code", "label_ru", "label_en"):
        if not row[column].strip():
            raise ValueError(f"empty {column}")
    first, last = _day(row["valid_from"]), _day(row["valid_to"])
    if first is not None and last is not None and last < first:
        raise ValueError("valid_to is before valid_from")
    return Term(
        code=row["code"],
        label_ru=row["label_ru"],
        label_en=row["label_en"],
        valid_from=first,
        valid_to=last,
        parent=row.get("parent") or None,
        extra={column: value for column, value in row.items() if column not in OWN},
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _index() -> dict[str, Term]:
    return read(INDEX)


def names() -> tuple[str, ...]:
    """The names of all classifiers, in the order in which they are shown."""
    return tuple(_index())


@cache
def classifier(name: str) -> Classifier:
    """The classifier ``name``, read once; ``UnknownCode`` (of ``index``) where there is none."""
    title = Classifier(
        name=INDEX, label_ru="Классификаторы", label_en="Classifiers", terms=_index()
    ).get(name)
    return Classifier(name=name, label_ru=title.label_ru, label_en=title.label_en, terms=read(name))
