"""Who comes back from service or leave, by the term known and what a check of it has found."""

from __future__ import annotations

import polars as pl

from marshrut.columns import covers
from projections.work_lists.framed.asking import Ask
from projections.work_lists.returns import DONE, LEAVES, SERVICE, TERM_CHECK

EPISODE = ("number", "entry")


def returns(ask: Ask) -> pl.LazyFrame:
    """Service and leave that end soon or should have ended."""
    away = pl.col("status_code").is_in((*SERVICE, *LEAVES))
    episodes = ask.frames.episodes.filter(away, covers(ask.today))
    told = episodes.join(_found(ask, episodes), on=EPISODE, how="left")
    due_on = pl.coalesce("found", "expected_end_on")
    return ask.each(told.filter(due_on <= ask.last), due_on)


def _found(ask: Ask, episodes: pl.LazyFrame) -> pl.LazyFrame:
    """What the latest check of a service has found, by its episode."""
    checks = ask.steps(
        pl.col("code") == TERM_CHECK, pl.col("state") == DONE, pl.col("due_on").is_not_null()
    ).select("number", found="due_on", checked_on="valid_from", told_at="known_from")
    service = episodes.filter(pl.col("status_code").is_in(SERVICE))
    since = service.join(checks, on="number").filter(pl.col("checked_on") >= pl.col("valid_from"))
    latest = pl.col("found").sort_by("checked_on", "told_at", "found").last()
    return since.group_by(EPISODE).agg(latest)
