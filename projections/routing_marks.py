"""Which cases stand at a stage of the funnel, and whose work came of routing, over frames.

As ``projections.stages`` and ``projections.routing_success`` ask it in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from marshrut.cases.casework import Step
from marshrut.classifiers import classifier
from marshrut.columns import covers
from projections.frames import Frames
from projections.routing_success import EMPLOYED, LED_TO_WORK, ROUTING

TURNS: Mapping[str, int] = {code: n for n, code in enumerate(classifier("step_states").codes)}
"""Of the moves of a day the last is the one that the machine of states allows last (S9)."""

STEPS = pl.col("kind") == Step.KIND


def last_moves(frames: Frames, first: date, last: date) -> pl.LazyFrame:
    """The moves by the date that no later move of the same step follows, made in the days."""
    day = pl.col("effective_on")
    moves = frames.facts.filter(STEPS & (day <= frames.point.as_of)).select(
        "number", "step", "effective_on", "code", "outcome", "state"
    )
    turn = pl.col("state").cast(pl.String).replace_strict(TURNS, return_dtype=pl.Int64)
    order = day.to_physical().cast(pl.Int64) * len(TURNS) + turn
    return moves.filter(order == order.max().over("number", "step")).filter(
        day.is_between(first, last)
    )


def at_stage(stage: str) -> pl.Expr:
    """The moves with a state and an outcome of the stage (``funnel_stages``)."""
    term = classifier("funnel_stages").get(stage)
    code, outcome = pl.col("code"), pl.col("outcome")
    named = []
    for word in term.words("steps"):
        step, _, said = word.partition(":")
        named.append((code == step) & (outcome == said) if said else code == step)
    unless = outcome.is_null() | ~outcome.is_in(term.words("except"))
    return reduce(or_, named) & pl.col("state").is_in(term.words("states")) & unless


def came_of_routing(frames: Frames, first: date, last: date) -> pl.LazyFrame:
    """The episodes of work that began in the days, by the date, and came of routing."""
    day = frames.point.as_of
    began = pl.col("valid_from").is_between(first, min(last, day))
    work = frames.episodes.filter((pl.col("status_group") == EMPLOYED) & began)
    hired = reduce(
        or_,
        (
            (pl.col("code") == code) & pl.col("outcome").is_in(outcomes)
            for code, outcomes in LED_TO_WORK.items()
        ),
    )
    led = frames.spans.filter(STEPS & covers(day) & hired).select(
        "number", entry="status_entry", led=pl.lit(value=True)
    )
    work = work.select("number", "entry", "via").join(
        led.unique(), on=["number", "entry"], how="left"
    )
    return work.filter((pl.col("via") == ROUTING) | pl.col("led")).select("number")
