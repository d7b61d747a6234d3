"""How many cases of a run come to which outcome, and the percentage of discrepancy (D15)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import polars as pl

from marshrut.indicators.of_verifications import NAMED, REPORTED, flagged
from marshrut.records.runs import Run
from projections.funnel import percent
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.shares import Share, share
from projections.verification.cohort import OUTCOMES, SETTLED, compared_cases

GROUPS = ("DECIDED", "DISCREPANT", "UNSETTLED", "REPORTED", "NAMED")
"""Outcomes that are asked for together."""

STANDINGS = ("UNDECIDED", "PENDING", "SETTLED")
"""How far a discrepancy is settled: nobody has decided, it is to be carried out, it is settled."""


class Difference(msgspec.Struct, frozen=True):
    """The other reading of the discrepancy: numbers at work by each, and how far apart, in %."""

    reported: int
    named: int

    @property
    def percent(self) -> float | None:
        """Null where the extract names nobody."""
        return percent(abs(self.reported - self.named), self.named)


class Figures(msgspec.Struct, frozen=True):
    """Cases by outcome; of those to be settled, without a decision, with one, and settled."""

    organisation: str | None
    outcomes: dict[str, int]
    undecided: int
    pending: int
    settled: int

    def number(self, *outcomes: str) -> int:
        """The cases with any of the outcomes."""
        return sum(self.outcomes[code] for code in outcomes)

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(self.outcomes.values())

    @property
    def decided(self) -> Share:
        """Those of whom the extract says something that could be compared."""
        return share(self.number(*flagged("decided")), self.cases)

    @property
    def discrepancy(self) -> Share:
        """The percentage of S001-I11: those who disagree, of those who were compared."""
        return share(self.number(*flagged("discrepant")), self.decided.cases)

    @property
    def difference(self) -> Difference:
        """The percentage by the difference of shares."""
        return Difference(self.number(*REPORTED), self.number(*NAMED))


def figures_of(
    projections: Projections, known: int, run: Run, *, filters: Filters, scope: Scope
) -> tuple[Figures, list[Figures]]:
    """The run as a whole, and by organisation."""
    cases = compared_cases(projections, known, run, filters=filters, scope=scope)
    rows = (
        cases.with_columns(standing())
        .group_by("organisation", "outcome", "standing")
        .agg(pl.len().alias("cases"))
        .collect()
    )
    codes = sorted(rows["organisation"].unique().to_list())
    each = [_figures(code, rows.filter(pl.col("organisation") == code)) for code in codes]
    return _figures(None, rows), each


def numbers_of(
    projections: Projections,
    known: int,
    run: Run,
    *,
    filters: Filters,
    scope: Scope,
    outcome: str | None = None,
    wanted: str | None = None,
    decided: bool | None = None,
) -> pl.DataFrame:
    """The cases with an outcome (or of ``GROUPS``) and a standing, by number, each with both.

    ``decided``: only those on which somebody has taken a decision, or nobody has.
    """
    cases = compared_cases(projections, known, run, filters=filters, scope=scope)
    where = list(_narrowed(outcome, wanted))
    if decided is not None:
        taken = pl.col("decision").is_not_null()
        where.append(pl.col("standing").is_not_null() & (taken if decided else ~taken))
    return cases.with_columns(standing()).filter(*where).sort("number").collect()


def standing() -> pl.Expr:
    """How far a discrepancy is settled: ``UNDECIDED``, ``PENDING``, ``SETTLED``; else null."""
    decision = pl.col("decision")
    told = (
        pl.when(decision.is_null())
        .then(pl.lit("UNDECIDED"))
        .when(decision.is_in(SETTLED))
        .then(pl.lit("SETTLED"))
        .otherwise(pl.lit("PENDING"))
    )
    return pl.when(pl.col("outcome").is_in(flagged("unsettled"))).then(told).alias("standing")


def _narrowed(outcome: str | None, wanted: str | None) -> Iterator[pl.Expr]:
    match outcome:
        case None:
            pass
        case "REPORTED" | "NAMED":
            yield pl.col("outcome").is_in(REPORTED if outcome == "REPORTED" else NAMED)
        case "DECIDED" | "DISCREPANT" | "UNSETTLED":
            yield pl.col("outcome").is_in(flagged(outcome.lower()))
        case _:
            yield pl.col("outcome") == outcome
    if wanted is not None:
        yield pl.col("standing") == wanted


def _figures(organisation: str | None, rows: pl.DataFrame) -> Figures:
    def by(column: str) -> dict[str, int]:
        found = rows.group_by(column).agg(pl.col("cases").sum()).iter_rows()
        return {code: number for code, number in found if code is not None}

    outcomes, standings = by("outcome"), by("standing")
    return Figures(
        organisation,
        {code: outcomes.get(code, 0) for code in OUTCOMES},
        undecided=standings.get("UNDECIDED", 0),
        pending=standings.get("PENDING", 0),
        settled=standings.get("SETTLED", 0),
    )
