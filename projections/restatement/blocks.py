"""A case in all together and in its blocks: the same flags, under several keys."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from marshrut.forms.definitions import Table


def in_blocks(
    table: Table, cases: pl.LazyFrame, blocks: pl.LazyFrame, flags: Sequence[pl.Expr | str]
) -> list[pl.LazyFrame]:
    """The flags of each case, once for all together and once for each of its blocks."""
    nowhere = {name: pl.lit(None, pl.String) for name in table.by}
    keyed = {name: pl.col(name).cast(pl.String) for name in table.by}
    return [
        cases.select("number", *flags, whole=pl.lit(value=True), **nowhere),
        blocks.select("number", *flags, whole=pl.lit(value=False), **keyed),
    ]
