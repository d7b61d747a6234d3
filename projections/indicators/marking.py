"""From the marks of predicates to columns of the cases: one pass over each frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from marshrut.indicators.predicates import Mark, Rows

CASE = "case_"
OF_CASE = ("graduation_year", "graduated_on")
OTHER = "_other"


def marked(
    cases: pl.DataFrame, frames: Mapping[str, pl.LazyFrame], marks: Mapping[str, Mark]
) -> pl.DataFrame:
    """The cases with a column for each mark: whether it has such rows."""
    bonds = cases.lazy().select("number", *(pl.col(n).alias(CASE + n) for n in OF_CASE))
    found = pl.collect_all([*_singles(frames, marks, bonds), *_pairs(frames, marks, bonds)])
    for rows in found:
        cases = cases.join(rows, on="number", how="left", maintain_order="left")
    return cases.with_columns(pl.col(key).fill_null(value=False) for key in marks)


def _singles(
    frames: Mapping[str, pl.LazyFrame], marks: Mapping[str, Mark], bonds: pl.LazyFrame
) -> Iterator[pl.LazyFrame]:
    """The marks of single rows, those of one frame together."""
    by_frame: dict[str, dict[str, Mark]] = {}
    for key, mark in marks.items():
        if mark.others is None:
            by_frame.setdefault(mark.rows.frame, {})[key] = mark
    for name, some in by_frame.items():
        keys = list(some)
        rows = (
            frames[name]
            .with_columns(
                mark.rows.where.fill_null(value=False).alias(key) for key, mark in some.items()
            )
            .filter(pl.any_horizontal(keys))
        )
        bound = {key: mark.bond for key, mark in some.items() if mark.bond is not None}
        if bound:
            rows = rows.join(bonds, on="number").with_columns(
                (pl.col(key) & bond).fill_null(value=False).alias(key)
                for key, bond in bound.items()
            )
        yield rows.group_by("number").agg(pl.col(keys).any())


def _pairs(
    frames: Mapping[str, pl.LazyFrame], marks: Mapping[str, Mark], bonds: pl.LazyFrame
) -> Iterator[pl.LazyFrame]:
    """The marks of two rows of one case that belong together."""
    for key, mark in marks.items():
        if mark.others is None or mark.match is None:
            continue
        rows = _of(frames, mark.rows)
        if mark.bond is not None:
            rows = rows.join(bonds, on="number").filter(mark.bond)
        others = _of(frames, mark.others).select("number", pl.exclude("number").name.suffix(OTHER))
        matched = rows.join(others, on="number").filter(mark.match)
        yield matched.select("number").unique().with_columns(pl.lit(value=True).alias(key))


def _of(frames: Mapping[str, pl.LazyFrame], rows: Rows) -> pl.LazyFrame:
    return frames[rows.frame].filter(rows.where)
