"""Cases seen at the point of a question, or at many moments."""

from __future__ import annotations

import polars as pl

from marshrut.asof import AsOf
from marshrut.registries.sight import LEARNED, MOMENT, ON_DAY, Beside, Sight
from projections.frames import Frames


def at_point(frames: Frames, beside: Beside, who: pl.Expr) -> Sight:
    """Everybody among ``who`` at the point of the frames: one moment a case."""
    moment = _moment(frames.point)
    episodes, spans, facts = (
        rows.with_columns(*moment) for rows in (frames.episodes, frames.spans, frames.facts)
    )
    states = frames.states.filter(who).with_columns(*moment)
    return Sight(states, episodes, spans, facts, beside, ("number",))


def at_moments(frames: Frames, beside: Beside, moments: pl.LazyFrame) -> Sight:
    """Cases at ``moments``, if they have begun by then; the frames hold rows of all knowledge."""
    states, episodes, spans, facts = (
        rows.join(moments, on="number").filter(LEARNED) for rows in frames[1:]
    )
    return Sight(states.filter(ON_DAY), episodes, spans, facts, beside, MOMENT)


def _moment(point: AsOf) -> tuple[pl.Expr, pl.Expr]:
    day = pl.lit(point.as_of, pl.Date).alias("day")
    return day, pl.lit(point.known, pl.UInt32).alias("known")
