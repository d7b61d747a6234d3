"""The rows of a question as a frame: what ``encode`` and ``decode`` make of many, made of few.

They come one by one from the database, so that each value is replaced as it is at hand; to plan
expressions over every column took longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from marshrut.columns import FOREVER
from projections.frames.columns import CODE, TABLES, UNENDED, Column
from projections.frames.encoding import enum_of, first_vocabulary, key_of, mask_of

Row = Sequence[Any]
"""Values in the order of ``TABLES[table]``: days, ids and codes as texts, flags as 0 and 1."""


def frame_of(table: str, rows: Collection[Row]) -> pl.LazyFrame:
    """The rows as figures ask for them: codes as ``pl.Enum``."""
    return _frame(table, zip(*rows, strict=True)) if rows else _nothing(table)


@cache
def _nothing(table: str) -> pl.LazyFrame:
    return _frame(table, [()] * len(TABLES[table]))


def _frame(table: str, told: Iterable[Sequence[Any]]) -> pl.LazyFrame:
    columns = [
        _series(table, name, column, values)
        for (name, column), values in zip(TABLES[table].items(), told, strict=True)
    ]
    return pl.LazyFrame(columns)


def _series(table: str, name: str, column: Column, values: Sequence[Any]) -> pl.Series:
    if column.kind == CODE:
        return pl.Series(name, values, pl.String).cast(_enum(f"{table}.{name}", values))
    return pl.Series(name, _kept(f"{table}.{name}", column, values), column.stored)


def _kept(place: str, column: Column, values: Sequence[Any]) -> Sequence[Any]:
    """What is kept of each value."""
    match column.kind:
        case "flag":
            told: dict[Any, Any] = {0: False, 1: True}
        case "whole":
            return values
        case "position":
            told = {value: value for value in values}
        case "day":
            told = {text: date.fromisoformat(text) for text in set(values) - {None}}
        case "entry":
            told = {
                text: int(text.replace("-", "")[-16:], base=16) for text in set(values) - {None}
            }
        case "codes":
            vocabulary = list(_first()[place])
            told = {text: mask_of(vocabulary, text) for text in sorted(set(values) - {None})}
        case _:
            told = {text: key_of(text) for text in set(values) - {None}}
    end = {"day": FOREVER, "position": UNENDED}.get(column.kind) if column.open_end else None
    told[None] = end
    return [told[value] for value in values]


def _enum(place: str, values: Sequence[Any]) -> pl.Enum:
    """The vocabulary of a column, and what else is found in it."""
    first = _first()[place]
    others = set(values) - _known(place) - {None}
    return enum_of((*first, *sorted(others)) if others else tuple(first))


@cache
def _first() -> dict[str, list[str]]:
    return first_vocabulary()


@cache
def _known(place: str) -> frozenset[str]:
    return frozenset(_first()[place])
