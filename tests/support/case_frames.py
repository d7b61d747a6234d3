"""The frames of hand-made cases, without a database: rows as accounts make them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.case import Case
from marshrut.columns import covers
from marshrut.ledger.ledger import Record
from projections.accounts import Changes, account_of
from projections.frames import Frames
from projections.frames.columns import TABLES
from projections.registries.world import frames_of
from projections.tables import slots

KNOWN = 1_000_000


def case_frames(cases: Iterable[Case], on: date) -> Frames:
    """What is known of the cases in the end, on a day; the first case has the number 1."""
    rows = {name: list[tuple[Any, ...]]() for name in TABLES}
    position = 0
    for case in cases:
        records = [Record(position + n, n, event) for n, event in enumerate(case.events, 1)]
        position += len(records)
        changes = Changes()
        account_of(records[0]).follow(records, changes)
        for name, told in rows.items():
            names = [column.name for column in getattr(slots["a"], name).columns]
            for values in changes.opened[name]:
                row = dict(zip(names, values, strict=True))
                if row["known_to"] is None:
                    told.append(tuple(row[c.of or as_] for as_, c in TABLES[name].items()))
    frames = frames_of(AsOf(on, KNOWN), rows)
    return frames._replace(states=frames.states.filter(covers(on)))


def numbers(rows: pl.LazyFrame) -> list[int]:
    """The numbers of the cases that rows are of."""
    found: list[int] = rows.select("number").unique().collect()["number"].sort().to_list()
    return found
