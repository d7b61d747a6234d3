"""The text of a row's measures: what was done, and for how many of its graduates (F124)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from marshrut.cases.casework import Measure
from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY
from projections.forms.counting import WHOLE, Key
from projections.frames.frames import Frames

CASES, MEASURE = "cases", "measure"


Persons = Mapping[tuple[Key, str], Mapping[str, int]]
"""For each block and row in which anything was done: how many had which measure."""


def texts(persons: Persons) -> Mapping[tuple[Key, str], str]:
    """The text for each block and row in which anything was done."""
    return {place: told(some) for place, some in persons.items()}


def persons_of(frames: Frames, asked: Asked, table: Table, cases: pl.LazyFrame) -> Persons:
    """How many had which measure, in a table that has a text of measures; else nothing."""
    if not any(column.kind == "measures" for column in table.columns):
        return {}
    given = given_measures(frames, asked)
    by = list(table.by)
    plain = {name: pl.col(name).cast(pl.String) for name in by if name != CATEGORY}
    supported = given.join(cases.with_columns(**plain), on="number").collect().lazy()
    rows = asked.rows(table)
    inside = [supported.filter(row.condition.expr) for row in rows]
    counted = pl.collect_all(
        [
            one.group_by([*keys, MEASURE]).agg(pl.len().alias(CASES))
            for one in inside
            for keys in ((), by)
        ]
    )
    found: dict[tuple[Key, str], dict[str, int]] = {}
    for row, whole, blocks in zip(rows, counted[::2], counted[1::2], strict=True):
        for code, persons in whole.iter_rows():
            found.setdefault((WHOLE, row.number), {})[code] = persons
        for *key, code, persons in blocks.iter_rows():
            found.setdefault((tuple(key), row.number), {})[code] = persons
    return found


def given_measures(frames: Frames, asked: Asked) -> pl.LazyFrame:
    """Each case once for every measure that it was given by the day, and that counts."""
    given = (
        (pl.col("kind") == Measure.KIND)
        & pl.col("counted")
        & (pl.col("effective_on") <= asked.point.as_of)
    )
    measure = pl.col("code").cast(pl.String).alias(MEASURE)
    return frames.facts.filter(given).select("number", measure).unique()


def told(persons: Mapping[str, int]) -> str:
    """«Мера — N чел.», most persons first, then as the classifier has them."""
    measures = classifier("measures")
    order = {code: place for place, code in enumerate(measures.codes)}
    ranked: Iterable[tuple[str, int]] = sorted(
        persons.items(), key=lambda each: (-each[1], order[each[0]])
    )
    return "; ".join(f"{measures.get(code).label_ru} — {n} чел." for code, n in ranked)
