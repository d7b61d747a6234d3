"""Between the texts and numbers of a database and the few bytes of a frame.

What a code is in bytes is its place in the vocabulary of its column, which only ever grows: it
begins with the codes of the classifiers, and others follow as they are found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from marshrut.classifiers import classifier
from marshrut.columns import FOREVER
from projections.frames.columns import TABLES, UNENDED, Column

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
    encoded = [
        _encoded(f"{table}.{name}", raw[name], column, vocabulary)
        for name, column in TABLES[table].items()
    ]
    return pl.DataFrame(encoded)


def decode(table: str, rows: pl.LazyFrame, vocabulary: Mapping[str, list[str]]) -> pl.LazyFrame:
    """The rows as figures ask for them: codes as ``pl.Enum``. Nothing is copied."""
    return rows.with_columns(
        pl.col(name).cat.to(pl.Enum(list(dict.fromkeys(vocabulary[f"{table}.{name}"]))))
        for name, column in TABLES[table].items()
        if column.kind == "code"
    )


def _encoded(place: str, values: pl.Series, column: Column, vocabulary: Vocabulary) -> pl.Series:
    match column.kind:
        case "code":
            found = _places(vocabulary[place], values.unique().drop_nulls().to_list())
            told = values.replace_strict(found, default=None, return_dtype=column.stored)
        case "codes":
            masks = {t: _mask(vocabulary[place], t) for t in values.unique().drop_nulls()}
            told = values.replace_strict(masks, default=None, return_dtype=column.stored)
        case "day":
            days = values.cast(pl.String).str.to_date("%Y-%m-%d")
            told = days.fill_null(FOREVER) if column.open_end else days
        case "entry":
            tail = values.cast(pl.String).str.replace_all("-", "").str.slice(-16)
            told = tail.str.to_integer(base=16, dtype=pl.UInt64)
        case "key":
            keys = {text: key_of(text) for text in values.unique().drop_nulls()}
            told = values.replace_strict(keys, default=None, return_dtype=column.stored)
        case _:
            numbers = values.cast(pl.Int64)
            numbers = numbers.fill_null(UNENDED) if column.open_end else numbers
            told = numbers.cast(column.stored)
    return told.alias(place.partition(".")[2])


def key_of(text: str) -> int:
    """Eight bytes that stand for a text where it is only compared."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _places(codes: list[str], found: list[str]) -> dict[str, int]:
    known = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    for code in sorted(set(found) - known.keys()):
        known[code] = len(known)
    codes[:] = known
    return known


def _mask(codes: list[str], barred: str) -> int:
    held = [code for code in barred.split("|") if code]
    places = _places(codes, held)
    return sum(1 << places[code] for code in held)
