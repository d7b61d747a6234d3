"""The work lists over the column image: how many rows each has, and which are those of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.statuses import DECEASED
from projections.cadence_cases import regions_at
from projections.erasures import erased_numbers
from projections.frames import Frames, among
from projections.frames.columns import TABLES
from projections.image.images import rows_at
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.work_lists.asking import Key, Wanted, lifecycles_of
from projections.work_lists.framed.agreements import (
    consents_expiring,
    contracts_terminated_by_employer,
)
from projections.work_lists.framed.asking import KEPT, Ask
from projections.work_lists.framed.discrepancies import discrepancies
from projections.work_lists.framed.returns import returns
from projections.work_lists.framed.stale import stale_cases
from projections.work_lists.framed.steps import due_steps, overdue_steps
from projections.work_lists.framed.support import at_risk_without_support
from projections.work_lists.framed.tracks import undecided_tracks

FRAMES: Mapping[str, Callable[[Ask], pl.LazyFrame]] = {
    "OVERDUE_STEPS": overdue_steps,
    "DUE_STEPS": due_steps,
    "STALE_CASES": stale_cases,
    "AT_RISK_WITHOUT_SUPPORT": at_risk_without_support,
    "RETURNS": returns,
    "UNDECIDED_TRACKS": undecided_tracks,
    "CONTRACTS_TERMINATED_BY_EMPLOYER": contracts_terminated_by_employer,
    "CONSENTS_EXPIRING": consents_expiring,
    "DISCREPANCIES": discrepancies,
}
"""The frame of each list, with the columns ``number``, ``organisation``, ``entry``, ``order``."""


EVERYBODY = sorted({lifecycle for code in FRAMES for lifecycle in lifecycles_of(code)})
"""The lifecycles of the cases of any list."""


def counts_by_image(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> dict[str, Counter[str]] | None:
    """How many rows each list has, by organisation; ``None`` where no image is at hand."""
    frames = _at_hand(projections, point)
    if frames is None:
        return None
    cases = _cases(projections, frames, filters, scope).collect().lazy()
    regions = regions_at(projections, point)
    lists = [
        FRAMES[code](_ask(frames, Wanted(code, filters, scope), cases, regions)) for code in FRAMES
    ]
    counted = pl.collect_all([rows.group_by("organisation").len() for rows in lists])
    return {
        code: Counter(dict(rows.iter_rows())) for code, rows in zip(FRAMES, counted, strict=True)
    }


def keys_by_image(
    projections: Projections, point: AsOf, wanted: Wanted, *, after: int, limit: int
) -> list[Key] | None:
    """The rows of a list behind the first ``after``, at most ``limit``, in its order.

    ``None`` where no image is at hand.
    """
    frames = _at_hand(projections, point)
    if frames is None:
        return None
    cases = _cases(projections, frames, wanted.filters, wanted.scope)
    ask = _ask(frames, wanted, cases, regions_at(projections, point))
    ordered = FRAMES[wanted.code](ask).sort("order", "number", "entry")
    page = ordered.slice(after, limit).select(Key._fields).collect()
    return [Key(*row) for row in page.iter_rows()]


def _at_hand(projections: Projections, point: AsOf) -> Frames | None:
    projections.at(point.known)
    rows = rows_at(projections, point, *TABLES)
    return None if rows is None else Frames(point, *rows)


def _ask(frames: Frames, wanted: Wanted, cases: pl.LazyFrame, regions: pl.LazyFrame) -> Ask:
    theirs = cases.filter(pl.col("lifecycle").is_in(wanted.lifecycles))
    return Ask(frames.point, wanted.reach, frames, theirs, regions)


def _cases(
    projections: Projections, frames: Frames, filters: Filters, scope: Scope
) -> pl.LazyFrame:
    """The cases that any list may name, as ``asking.population`` has them for one of them."""
    who = among(projections, frames.point, filters=filters, scope=scope, lifecycles=EVERYBODY)
    alive = pl.col("lifecycle").is_in(EVERYBODY) & (pl.col("status") != DECEASED)
    erased = pl.col("number").is_in(erased_numbers(projections, frames.point))
    organisation = pl.col("organisation").cast(pl.String)
    return frames.states.filter(who & alive & ~erased).select(KEPT).with_columns(organisation)
