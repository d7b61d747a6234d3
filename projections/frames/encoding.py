"""Between the texts and numbers of a database and the few bytes of a frame.

What a code is in bytes is its place in the vocabulary of its column, which only ever grows: it
begins with the codes of the classifiers, and others follow as they are found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

import polars as pl

from marshrut.classifiers import classifier
from marshrut.columns import FOREVER
from projections.frames.columns import CODE, CODES, TABLES, TEXT_KEY, UNENDED, Column

NAMED = frozenset({CODE, CODES, TEXT_KEY})
"""Kinds of columns whose texts are replaced by numbers."""

LAST_BYTES = (1 << 64) - 1

Vocabulary = dict[str, list[str]]
"""The codes of each column, ``table.column``, in the order of their places."""


def first_vocabulary() -> Vocabulary:
    """What stands in the vocabularies before any row is seen."""
    return {
        f"{table}.{name}": [code for each in column.classifiers for code in classifier(each).codes]
        for table, columns in TABLES.items()
        for name, column in columns.items()
        if column.kind in {"code", "codes"}
    }


def encode(table: str, raw: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The rows as they are kept; new codes get their place in ``vocabulary``.

    ``raw`` has the columns of ``TABLES[table]``: days, ids and codes as texts, flags as 0 and 1.
    """
    columns = TABLES[table]
    named = [name for name, column in columns.items() if column.kind in NAMED]
    found = raw.select(pl.col(named).drop_nulls().unique().implode()).row(0, named=True)
    return raw.select(
        _encoded(f"{table}.{name}", column, found.get(name, ()), vocabulary)
        for name, column in columns.items()
    )


def decode(table: str, rows: pl.LazyFrame, vocabulary: Mapping[str, list[str]]) -> pl.LazyFrame:
    """The rows as figures ask for them: codes as ``pl.Enum``. Nothing is copied."""
    return rows.with_columns(
        pl.col(name).cat.to(enum_of(tuple(vocabulary[f"{table}.{name}"])))
        for name, column in TABLES[table].items()
        if column.kind == "code"
    )


@lru_cache(maxsize=256)
def enum_of(codes: tuple[str, ...]) -> pl.Enum:
    """The type of a vocabulary: kept, as every question asks for the same few."""
    return pl.Enum(list(dict.fromkeys(codes)))


def _encoded(place: str, column: Column, found: Iterable[str], vocabulary: Vocabulary) -> pl.Expr:
    values = pl.col(place.partition(".")[2])
    match column.kind:
        case "code":
            return _replaced(values, _places(vocabulary[place], found), column)
        case "codes":
            return _replaced(values, {t: mask_of(vocabulary[place], t) for t in found}, column)
        case "key":
            return _replaced(values, {text: key_of(text) for text in found}, column)
        case "day":
            days = values.str.to_date("%Y-%m-%d")
            return days.fill_null(FOREVER) if column.open_end else days
        case "entry":
            tail = values.str.replace_all("-", "", literal=True).str.slice(-16)
            return tail.str.to_integer(base=16, dtype=pl.UInt64)
    return (values.fill_null(UNENDED) if column.open_end else values).cast(column.stored)


def _replaced(values: pl.Expr, told: Mapping[str, int], column: Column) -> pl.Expr:
    return values.replace_strict(told, default=None, return_dtype=column.stored)


def key_of(text: str) -> int:
    """Eight bytes that stand for a text where it is only compared."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def tail_of(identity: UUID) -> int:
    """An id as it is kept: its last eight bytes."""
    return identity.int & LAST_BYTES


def _places(codes: list[str], found: Iterable[str]) -> dict[str, int]:
    known = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    for code in sorted(set(found) - known.keys()):
        known[code] = len(known)
    codes[:] = known
    return known


def mask_of(codes: list[str], barred: str) -> int:
    """The bits of a set of codes; new ones get their place in ``codes``."""
    held = [code for code in barred.split("|") if code]
    places = _places(codes, held)
    return sum(1 << places[code] for code in held)
