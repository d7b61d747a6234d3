"""The memory floor: how fast the bytes that a snapshot must look at can be read at all."""

from __future__ import annotations

import polars as pl

from projections.frames.columns import STATES
from tests.benchmarks.timing import warm

LOOKED_AT = (
    *("valid_from", "valid_to", "known_from", "known_to"),
    *("lifecycle", "organisation", "status"),
)
"""The columns that a snapshot by organisation and status asks of every row."""

BYTES = {
    pl.UInt8(): 1, pl.UInt16(): 2, pl.UInt32(): 4, pl.Int32(): 4, pl.Date(): 4, pl.UInt64(): 8,
}  # fmt: skip
WORD, COLUMNS = 8, 8


def bytes_of(rows: int) -> int:
    """How many bytes the columns of so many rows take."""
    return rows * sum(BYTES[STATES[name].stored] for name in LOOKED_AT)


def floor(size: int) -> float:
    """The milliseconds in which so many bytes are read once, by all cores."""
    rows = max(1, size // WORD // COLUMNS)
    numbers = pl.int_range(rows, dtype=pl.UInt64, eager=True)
    frame = pl.DataFrame({f"c{place}": numbers + place for place in range(COLUMNS)}).rechunk()
    question = frame.lazy().select(pl.all().sum())
    return warm(question.collect)[0]
