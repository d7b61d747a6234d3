"""Graduates at risk whom nobody has supported of late (domain 4.4, 5.3)."""

from __future__ import annotations

import polars as pl

from marshrut.cases.casework import Measure
from projections.work_lists.asking import OPEN_STATES, STEPS
from projections.work_lists.framed.asking import Ask
from projections.work_lists.support import DONE


def at_risk_without_support(ask: Ask) -> pl.LazyFrame:
    """At risk on the date, and in the last days neither a measure nor a step."""
    at_risk = ask.cases.filter("at_risk_strict")
    told = at_risk.join(_addressed(ask), on="number", how="left")
    forsaken = told.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") < ask.first))
    return ask.named(forsaken.join(_under_way(ask), on="number", how="anti"), pl.col("last_on"))


def _addressed(ask: Ask) -> pl.LazyFrame:
    """By case, the start of the last addressed measure, and the last day of any of them."""
    given = ask.frames.facts.filter(
        pl.col("kind") == Measure.KIND,
        "counted",
        "addressed",
        pl.col("effective_on") <= ask.today,
    )
    return given.group_by("number").agg(
        last_on=pl.col("effective_on").max(),
        ends_on=pl.coalesce("period_end", "effective_on").max(),
    )


def _under_way(ask: Ask) -> pl.LazyFrame:
    """The steps that have supported somebody in the last days."""
    of_late = pl.col("valid_from") >= ask.first
    cared_for = pl.col("due_on").is_not_null() | of_late
    was_open = pl.col("state").is_in(OPEN_STATES) & (pl.col("valid_to") > ask.first) & cared_for
    was_done = (pl.col("state") == DONE) & of_late
    begun = pl.col("valid_from") <= ask.today
    steps = ask.frames.spans.filter(pl.col("kind") == STEPS, begun, was_open | was_done)
    return steps.select("number")
