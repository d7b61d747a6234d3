"""Rows of the frames joined to what is known of activities, employers and clusters at the point.

They are made only for the questions that ask for them (``marshrut.indicators.predicates``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl
from sqlalchemy import select

from marshrut.cases.casework import Contract, Measure, Step
from marshrut.columns import FOREVER
from marshrut.indicators.predicates import CLUSTER_CONTRACTS, OPK_WORK, VISITS
from projections.frames.encoding import key_of, tail_of
from projections.frames.frames import Frames
from projections.point import known
from projections.records import Narrowing, Sight, records_at
from projections.runner import Projections

DONE, HELD, NO_SHOW = "DONE", "HELD", "NO_SHOW"

Make = Callable[[Projections, Frames], pl.LazyFrame]


def frames_of(
    projections: Projections, frames: Frames, names: Collection[str]
) -> dict[str, pl.LazyFrame]:
    """The frames of these names, those at the point and the derived ones."""
    return {
        name: MAKERS[name](projections, frames) if name in MAKERS else getattr(frames, name)
        for name in names
    }


def _visits(projections: Projections, frames: Frames) -> pl.LazyFrame:
    lines = records_at(
        projections, frames.point, "ACTIVITY", sight=Sight(), narrowing=Narrowing(state=HELD)
    )
    rows = [
        (
            tail_of(line.record_id),
            line.fields["activity_kind"],
            line.fields.get("fair_type"),
            line.fields.get("online", False),
        )
        for line in lines
    ]
    schema = {
        "activity": pl.UInt64,
        "activity_kind": pl.String,
        "fair_type": pl.String,
        "online": pl.Boolean,
    }
    activities = pl.LazyFrame(rows, schema=schema, orient="row")
    by_step = (pl.col("state") == DONE) & pl.col("outcome").ne_missing(NO_SHOW)
    came = (
        pl.when(pl.col("kind") == Measure.KIND)
        .then(pl.col("counted"))
        .otherwise((pl.col("kind") == Step.KIND) & by_step)
    )
    named = frames.facts.filter(pl.col("activity").is_not_null())
    return named.join(activities, on="activity").with_columns(came=came.fill_null(value=False))


def _opk_work(projections: Projections, frames: Frames) -> pl.LazyFrame:
    table = projections.at(frames.point.known).employer_state
    statement = select(table.c.inn, table.c.valid_from, table.c.valid_to).where(
        known(table, frames.point), table.c.opk
    )
    with projections.reading() as connection:
        rows = [
            (key_of(inn), first, FOREVER if end is None else end)
            for inn, first, end in connection.execute(statement)
        ]
    schema = {"employer": pl.UInt64, "opk_from": pl.Date, "opk_to": pl.Date}
    employers = pl.LazyFrame(rows, schema=schema, orient="row")
    there = (pl.col("opk_from") <= pl.col("valid_from")) & (pl.col("valid_from") < pl.col("opk_to"))
    return frames.episodes.join(employers, on="employer").filter(there)


def _cluster_contracts(projections: Projections, frames: Frames) -> pl.LazyFrame:
    lines = records_at(
        projections, frames.point, "CLUSTER", sight=Sight(), narrowing=Narrowing(open=True)
    )
    members = {
        key_of(str(member["inn"])) for line in lines for member in line.fields.get("members", ())
    }
    contracts = frames.spans.filter(pl.col("kind") == Contract.KIND)
    return contracts.filter(pl.col("employer").is_in(sorted(members)))


MAKERS: Mapping[str, Make] = {
    VISITS: _visits,
    OPK_WORK: _opk_work,
    CLUSTER_CONTRACTS: _cluster_contracts,
}
