"""Indicators that are counted by verifications: on the cut-off of the last run of each region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from marshrut.asof import AsOf
from marshrut.indicators.definitions import Definition
from marshrut.records.runs import Run
from projections.frames import frames_at
from projections.indicators.asked import Asked
from projections.indicators.counting import Counts, cases_with_marks, counted
from projections.indicators.figures import Counted
from projections.indicators.making import Made, Part, make
from projections.population import NONE
from projections.runner import Projections
from projections.verification.cohort import key_of_run
from projections.verification.runs import latest_runs

REGION = "region"


class ByRuns(NamedTuple):
    """The counts of an indicator over its runs, and the years of graduation of these."""

    counts: Counts
    runs: tuple[Run, ...]
    years: tuple[int, ...]


class _Asked(NamedTuple):
    """What is asked of one run: at which point, of which cases."""

    run: Run
    point: AsOf
    made: Made
    asked: Asked


def counted_by_runs(
    projections: Projections, point: AsOf, found: Definition, asked: Asked, by: str | None
) -> ByRuns:
    """The indicator over the runs that are its last ones by the day."""
    sums: Counts = {}
    runs, years = [], set[int]()
    for each in _each(projections, point, found, asked):
        frames = frames_at(projections, each.point)
        for key, told in counted(projections, frames, [each.made], each.asked, by).items():
            sums[key] = _sum(sums[key], told) if key in sums else told
        runs.append(each.run)
        years |= set(_years(each.run, asked))
    return ByRuns(sums, tuple(runs), tuple(sorted(years)))


def members_by_runs(
    projections: Projections, point: AsOf, found: Definition, asked: Asked, part: Part
) -> list[int]:
    """The numbers of the cases in a part."""
    numbers: set[int] = set()
    for _, there, made, within in _each(projections, point, found, asked):
        cases = cases_with_marks(projections, frames_at(projections, there), [made], within)
        numbers.update(cases.filter(made.part(part))["number"])
    return sorted(numbers)


def _each(
    projections: Projections, point: AsOf, found: Definition, asked: Asked
) -> Iterator[_Asked]:
    regions = () if asked.region in {None, NONE} else (str(asked.region),)
    source = str(found.run)
    wanted = regions or asked.scope.regions
    for run in latest_runs(projections, point, source=source, regions=wanted):
        years = _years(run, asked)
        if not years or asked.cell.get(REGION, run.region) != run.region:
            continue
        there = AsOf(run.cutoff, point.known)
        within = asked._replace(cell={**asked.cell, REGION: run.region}, first=None, last=None)
        made = make(replace(found, cohort=years), there, within, run=key_of_run(run.run_id))
        yield _Asked(run, there, made, within)


def _years(run: Run, asked: Asked) -> tuple[int, ...]:
    """The years of graduation that the run compares, as far as they are asked for."""
    first, last = run.years
    wanted = asked.filters.graduation_year
    return tuple(year for year in range(first, last + 1) if wanted in {None, year})


def _sum(one: Counted, other: Counted) -> Counted:
    return Counted(
        one.numerator + other.numerator,
        (one.denominator or 0) + (other.denominator or 0),
        one.known + other.known,
        one.all + other.all,
    )
