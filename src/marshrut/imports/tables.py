"""The tables of data beside this module: headings, synonyms of values, texts of problems."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from marshrut.classifiers import classifier, names
from marshrut.imports.keys import key


@cache
def codes_by_value(name: str) -> Mapping[str, str]:
    """Which code a value means, by the value's key: code, Russian label or synonym."""
    found: dict[str, str] = {}
    if name in names():
        terms = classifier(name).terms.values()
        found = {key(term.label_ru): term.code for term in terms}
        found |= {key(term.code): term.code for term in terms}
    synonyms = (row for row in rows_of("values") if row["classifier"] == name)
    return found | {key(row["value"]): row["code"] for row in synonyms}


@cache
def codes_as_written(name: str) -> Mapping[str, str]:
    """Codes by values just as the tables write them: what most lists hold."""
    known = codes_by_value(name)
    written = {row["value"] for row in rows_of("values") if row["classifier"] == name}
    if name in names():
        terms = classifier(name).terms.values()
        written |= {word for term in terms for word in (term.code, term.label_ru)}
    return {value: known[key(value)] for value in written}


@cache
def first_values(name: str) -> Mapping[str, str]:
    """The first value in the table for each code of what is no classifier."""
    rows = (row for row in reversed(rows_of("values")) if row["classifier"] == name)
    found = {row["code"]: row["value"] for row in rows}
    return dict(reversed(found.items()))


@cache
def problem_texts() -> Mapping[str, str]:
    """What is said about a problem, by its code."""
    return {row["code"]: row["detail"] for row in rows_of("problems")}


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table, in the order of its file."""
    text = files(__package__).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))
