"""R24: professions and specialties by the share of their graduates who are at risk (domain 8)."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import polars as pl

from marshrut.asof import AsOf
from projections.frames import among, frames_at
from projections.funnel import percent
from projections.population import Filters, Scope
from projections.runner import Projections


class ProgrammeRow(msgspec.Struct, frozen=True):
    """A programme. ``share`` is in per cent; programmes with equal shares have one rank."""

    rank: int
    programme_code: str
    graduates: int
    at_risk: int
    share: float | None


class Ranking(NamedTuple):
    """The rows, the highest share first, and what is too small to be ranked."""

    rows: list[ProgrammeRow]
    small_programmes: int
    small_graduates: int


def programmes_at_risk(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope, least: int
) -> Ranking:
    """Rank the programmes with at least ``least`` graduates by the share at risk (strict)."""
    who = among(projections, point, filters=filters, scope=scope)
    counted = (
        frames_at(projections, point)
        .states.filter(who)
        .group_by(pl.col("programme_code").cast(pl.String))
        .agg(graduates=pl.len(), at_risk=pl.col("at_risk_strict").sum())
        .with_columns(share=pl.col("at_risk") / pl.col("graduates"))
        .sort("share", "graduates", "programme_code", descending=[True, True, False])
        .collect()
    )
    large = counted.filter(pl.col("graduates") >= least)
    ranked = large.with_columns(rank=pl.col("share").rank("min", descending=True))
    names = ("rank", "programme_code", "graduates", "at_risk")
    rows = [
        ProgrammeRow(rank, code, graduates, at_risk, percent(at_risk, graduates))
        for rank, code, graduates, at_risk in ranked.select(names).iter_rows()
    ]
    small = counted.filter(pl.col("graduates") < least)
    return Ranking(rows, len(small), int(small["graduates"].sum()))
