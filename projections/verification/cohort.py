"""The cases of a run, each with what the comparison comes to at a point.

They are the graduates of the run's region and years on its cut-off, by what was known. A case of
which the extract says nothing has no row of its own: its outcome follows from that.
"""

from __future__ import annotations

from uuid import UUID

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.outcomes import SELF_EMPLOYED, SFR
from marshrut.cases.standing import CONTRACTS_OF_WORK
from marshrut.classifiers import classifier
from marshrut.columns import holds
from marshrut.indicators.of_verifications import of_run
from marshrut.records.runs import Run
from projections.frames import Frames, among, frames_at
from projections.frames.encoding import tail_of
from projections.frames.population import in_region
from projections.population import Filters, Scope
from projections.runner import Projections

NOT_IN_SFR, NOT_COMPARED = "NOT_IN_SFR", "NOT_COMPARED"
OUTCOMES = tuple(classifier("verification_outcomes").codes)

_DECISIONS = classifier("verification_decisions").terms.values()
SETTLED = [term.code for term in _DECISIONS if term.flag("settled")]
"""The decisions after which nothing is left to do."""


def compared_cases(
    projections: Projections, known: int, run: Run, *, filters: Filters, scope: Scope
) -> pl.LazyFrame:
    """One row a case: ``number``, ``organisation``, ``outcome``, ``decision`` (null: none)."""
    point = AsOf(run.cutoff, known)
    frames = frames_at(projections, point)
    slot = projections.at(known)
    cases = frames.states.filter(
        among(projections, point, filters=filters, scope=scope),
        in_region(projections, slot, point, (run.region,)),
        pl.col("graduation_year").is_between(*run.years),
    )
    said = _said(frames, run)
    found = cases.select("number", pl.col("organisation").cast(pl.String), _by_another(run))
    unsaid = pl.when("elsewhere").then(pl.lit(NOT_COMPARED)).otherwise(pl.lit(NOT_IN_SFR))
    return found.join(said, on="number", how="left").select(
        "number", "organisation", pl.col("outcome").fill_null(unsaid), "decision"
    )


def key_of_run(run_id: UUID) -> int:
    """How a frame keeps the id."""
    return tail_of(run_id)


def _said(frames: Frames, run: Run) -> pl.LazyFrame:
    rows = frames.spans.filter(of_run(key_of_run(run.run_id)), pl.col("valid_from") == run.cutoff)
    return rows.select(
        "number",
        pl.col("code").cast(pl.String).alias("outcome"),
        pl.col("outcome").cast(pl.String).alias("decision"),
    )


def _by_another(run: Run) -> pl.Expr:
    """Whether a list of employees cannot name the case: it is self-employed and nothing else."""
    alone = holds("open", *SELF_EMPLOYED) & ~holds("open", *CONTRACTS_OF_WORK)
    return (alone if run.source == SFR else pl.lit(value=False)).alias("elsewhere")
