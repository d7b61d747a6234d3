"""Samples of graduates and what they say of all: drawn by lot, the same to whoever draws again.

The lot of a case is SHA-256 of ``seed|case id``; of each stratum those with the smallest lots are
in the sample. It rests on no order of a database, no generator and no clock (S004-A16; F119).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from math import sqrt
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.classifiers import classifier

KIND = "SAMPLE_SURVEY"
EQUAL = "EQUAL"
STRATA = "sample_strata"
IN_SPECIALTY = "IN_SPECIALTY"
WHOLE = ""
"""The stratum of all, where there are no others."""

ESTIMABLE = 2
"""Answers of a stratum from which its variance can be told; a proportional sample has as many."""

CONFIDENCE = 95
QUANTILE = 1.959963984540054
"""Of the normal distribution, for the confidence above."""

GREATEST_VARIANCE = 0.25
"""Of a share, for a stratum with a single answer."""


class Survey(NamedTuple):
    """What a record of the kind ``SAMPLE_SURVEY`` says, and who is asked by it."""

    counted_on: date
    years: tuple[int, int]
    study_forms: tuple[str, ...]
    strata: str
    allocation: str
    sample_size: int
    seed: str

    @property
    def column(self) -> str | None:
        """The column by which the population is stratified."""
        return classifier(STRATA).get(self.strata).extra["column"] or None


class Unit(NamedTuple):
    """A case of the population; ``number`` is the one it is listed by."""

    case_id: UUID
    number: int
    stratum: str


class Stratum(NamedTuple):
    """How many there are, are in the sample, have answered, and are in the specialty by that."""

    population: int
    sample: int
    answered: int = 0
    positive: int = 0


class Estimate(NamedTuple):
    """A share with the bounds of its confidence interval; ``covered`` are those it speaks for."""

    share: float
    low: float
    high: float
    standard_error: float
    covered: int


def survey_of(fields: Mapping[str, Any], record_id: UUID) -> Survey:
    """The survey that the fields of its record say."""
    return Survey(
        counted_on=date.fromisoformat(fields["counted_on"]),
        years=(fields["year_from"], fields["year_to"]),
        study_forms=tuple(fields.get("study_forms", ())),
        strata=fields["strata"],
        allocation=fields["allocation"],
        sample_size=fields["sample_size"],
        seed=fields.get("seed") or str(record_id),
    )


def lot(seed: str, case_id: UUID) -> bytes:
    """The lot of a case."""
    return sha256(f"{seed}|{case_id}".encode()).digest()


def drawn(units: Iterable[Unit], survey: Survey) -> dict[str, list[Unit]]:
    """The sample, stratum by stratum, each in the order of the lots."""
    strata: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    sizes = allocated({name: len(some) for name, some in strata.items()}, survey)
    return {
        name: sorted(strata[name], key=lambda unit: lot(survey.seed, unit.case_id))[: sizes[name]]
        for name in sorted(strata)
    }


def allocated(population: Mapping[str, int], survey: Survey) -> dict[str, int]:
    """How many of each stratum are drawn, never more than there are.

    Proportionally: two of each first, if that is not too many (one answer has no variance); then
    one after another to the stratum that lacks most of its due, of equal ones to the first by name.
    """
    size = survey.sample_size
    if survey.allocation == EQUAL:
        return {name: min(size, number) for name, number in population.items()}
    total = sum(population.values())
    size = min(size, total)
    least = {name: min(ESTIMABLE, number) for name, number in population.items()}
    sizes = least if sum(least.values()) <= size else dict.fromkeys(population, 0)
    for _ in range(size - sum(sizes.values())):
        lacking = [name for name in sorted(sizes) if sizes[name] < population[name]]
        first = max(lacking, key=lambda name: size * population[name] - sizes[name] * total)
        sizes[first] += 1
    return sizes


def estimated(strata: Sequence[Stratum]) -> Estimate | None:
    """The share of the positive among all; ``None`` where nobody has answered.

    Strata weigh as many as there are in them. The variance is that of a stratified sample without
    replacement (Cochran, Sampling Techniques, 5.5–5.6), with the finite population correction. The
    interval is Wilson's with the effective number of answers, so it stays within 0 and 1 and is
    no point where all answers are alike.
    """
    answering = [stratum for stratum in strata if stratum.answered]
    covered = sum(stratum.population for stratum in answering)
    if not covered:
        return None
    share = sum(s.population * s.positive / s.answered for s in answering) / covered
    variance = sum((s.population / covered) ** 2 * _variance(s) for s in answering)
    low, high = _interval(share, variance, answering)
    return Estimate(share, low, high, sqrt(variance), covered)


def wilson(share: float, number: float) -> tuple[float, float]:
    """Wilson's interval of a share of so many answers."""
    square = QUANTILE**2 / number
    centre = (share + square / 2) / (1 + square)
    half = QUANTILE / (1 + square) * sqrt(share * (1 - share) / number + square / 4 / number)
    return max(0.0, centre - half), min(1.0, centre + half)


def _variance(stratum: Stratum) -> float:
    """Of the share of one stratum; it is counted and not estimated where all have answered."""
    left = 1 - stratum.answered / stratum.population
    if left <= 0:
        return 0.0
    if stratum.answered < ESTIMABLE:
        return left * GREATEST_VARIANCE
    share = stratum.positive / stratum.answered
    return left * share * (1 - share) / (stratum.answered - 1)


def _interval(share: float, variance: float, strata: Sequence[Stratum]) -> tuple[float, float]:
    answered, covered = sum(s.answered for s in strata), sum(s.population for s in strata)
    if answered >= covered:
        return share, share
    if variance > 0 and 0 < share < 1:
        return wilson(share, share * (1 - share) / variance)
    return wilson(share, answered / (1 - answered / covered))
