"""What is found in cases: one predicate a finding, over the frames of a point.

Those that the case's own row tells are expressions; the others are the rows that bear the
finding out, which have the ``number`` of their case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from marshrut.cases.judgement import LONGEST_CONSCRIPTION_MONTHS
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.cases.statuses import FORECAST, NO_DATA
from marshrut.cases.verdicts import WITH_NOSOLOGY
from marshrut.columns import FOREVER, covers, holds
from projections.finding_rows import CONTRADICTION
from projections.finding_rows import FINDINGS as KIND
from projections.frames import Frames

CONSCRIPT, PROPRIETOR, NPD = "MILITARY_CONSCRIPT", "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"
EMPLOYED, RELOCATED, OTHER = "EMPLOYED", "RELOCATED_REGION", "OTHER"
MOST_OTHER = 200
"""One of so many graduates may be in «Иное» (domain 11.3, column 26)."""


class Ground(NamedTuple):
    """What findings are sought in.

    ``cases`` are the states asked about, with ``documented`` and ``complete`` of the primary
    status; ``regions`` has the ``region_code`` of each ``organisation``; ``stale`` are the cases
    of the work list, ``stale_by`` a cadence.
    """

    frames: Frames
    cases: pl.LazyFrame
    regions: pl.LazyFrame
    stale: pl.LazyFrame

    @property
    def open(self) -> pl.LazyFrame:
        """The episodes that hold on the date."""
        return self.frames.episodes.filter(covers(self.frames.point.as_of))


# --- what the row of the case tells


def no_document() -> pl.Expr:
    """The primary actual status names no document, or is by word of mouth (domain 4.5)."""
    actual = (pl.col("status_group") != FORECAST) & (pl.col("status") != NO_DATA)
    return actual & ~pl.col("documented")


def no_data() -> pl.Expr:
    """No status and no forecast holds (domain 4.2, ``NO_DATA``: "data-quality flag")."""
    return pl.col("status") == NO_DATA


def incomplete() -> pl.Expr:
    """The primary status lacks what domain 4.2 lists for it (semantics S18)."""
    return (pl.col("status") != NO_DATA) & ~pl.col("complete")


def no_nosology() -> pl.Expr:
    """A category of which the form asks the nosology, and none is named (domain 3.1; F009)."""
    return holds("categories", *sorted(WITH_NOSOLOGY)) & pl.col("nosology").is_null()


def no_snils() -> pl.Expr:
    """A Russian without СНИЛС: only a foreigner may have none (domain 3.1; F002)."""
    return pl.col("citizenship_ru") & ~pl.col("has_snils")


def proprietor_and_npd() -> pl.Expr:
    """ИП and НПД at once (domain 4.5, warnings)."""
    return holds("open", PROPRIETOR) & holds("open", NPD)


# --- what other rows bear out


def stale(ground: Ground) -> pl.LazyFrame:
    """The cases of the work list ``STALE_CASES`` (domain 11.1)."""
    return ground.stale


def broken(rule: str) -> Callable[[Ground], pl.LazyFrame]:
    """Spans that say that the case stands against the rule on the date (semantics S8)."""

    def rows(ground: Ground) -> pl.LazyFrame:
        told = (pl.col("kind") == KIND) & (pl.col("code") == CONTRADICTION)
        return ground.frames.spans.filter(
            told & (pl.col("state") == rule) & covers(ground.frames.point.as_of)
        )

    return rows


def long_conscription(ground: Ground) -> pl.LazyFrame:
    """Conscript service of more than 13 months, without an end (domain 4.5, warnings)."""
    limit = pl.col("valid_from").dt.offset_by(f"{LONGEST_CONSCRIPTION_MONTHS}mo")
    endless = (pl.col("status_code") == CONSCRIPT) & (pl.col("valid_to") == FOREVER)
    return ground.open.filter(endless & (limit < ground.frames.point.as_of))


def outside_region(ground: Ground) -> pl.LazyFrame:
    """Work outside the region of the school, without ``RELOCATED_REGION`` (domain 4.5)."""
    work = ground.open.filter(pl.col("status_group") == EMPLOYED).select("number", "region")
    stayed = ground.cases.filter(~holds("categories", RELOCATED)).select("number", "organisation")
    return (
        work.join(stayed, on="number")
        .with_columns(pl.col("organisation").cast(pl.String))
        .join(ground.regions, on="organisation")
        .filter(pl.col("region").cast(pl.String) != pl.col("region_code"))
    )


def other_share(ground: Ground) -> pl.LazyFrame:
    """Graduates in «Иное» where these are more than 1 of 200 (domain 11.3, column 26)."""
    return (
        _graduates(ground.frames)
        .filter(pl.col("is_other"))
        .join(too_many_others(ground.frames), on=["organisation", "graduation_year"])
    )


def too_many_others(frames: Frames) -> pl.LazyFrame:
    """Schools and years of graduation with more ``other`` than 1 ``of`` 200 graduates.

    Of all graduates of both: no filter of a question changes what is found of a school.
    """
    counted = (
        _graduates(frames)
        .group_by("organisation", "graduation_year")
        .agg(other=pl.col("is_other").sum().cast(pl.Int64), of=pl.len().cast(pl.Int64))
    )
    return counted.filter(pl.col("other") * MOST_OTHER > pl.col("of"))


def _graduates(frames: Frames) -> pl.LazyFrame:
    graduates = frames.states.filter(pl.col("lifecycle").is_in(sorted(IN_COHORT)))
    is_other = (pl.col("status") == OTHER).alias("is_other")
    return graduates.select("number", "organisation", "graduation_year", is_other)


STATED: Mapping[str, Callable[[], pl.Expr]] = {
    "NO_DOCUMENT": no_document,
    "NO_DATA": no_data,
    "INCOMPLETE": incomplete,
    "NO_NOSOLOGY": no_nosology,
    "NO_SNILS": no_snils,
    "SOLE_PROPRIETOR_AND_NPD": proprietor_and_npd,
}
RULES = (
    *("INCOMPATIBLE_STATUS", "BEFORE_GRADUATION", "CATEGORY_CONFLICT"),
    *("FACTS_AFTER_DEATH", "STEP_OUT_OF_ORDER", "STEP_WITHOUT_CONSENT"),
)
"""What contradictions may be of (``marshrut.cases.contradictions``)."""

BORNE_OUT: Mapping[str, Callable[[Ground], pl.LazyFrame]] = {
    "STALE": stale,
    **{rule: broken(rule) for rule in RULES},
    "LONG_CONSCRIPTION": long_conscription,
    "OUTSIDE_REGION": outside_region,
    "OTHER_SHARE": other_share,
}
