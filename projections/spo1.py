"""The cases that stand beside a report СПО-1, counted on its day by what is known at a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.columns import holds
from marshrut.records.spo1 import (
    CATEGORIES,
    Cell,
    Reconciliation,
    Report,
    members,
    reconciled,
    report_of,
)
from projections.frames import among, frames_at
from projections.population import Filters, Scope
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections

KIND = "SPO1_REPORT"


class Reconciled(NamedTuple):
    """A report, and what came of it. ``point`` is where its cases were counted."""

    line: RecordLine
    report: Report
    point: AsOf
    filters: Filters
    found: Reconciliation

    def of(self, cell: Cell) -> Filters:
        """The filters that list the cases of a cell."""
        named = members(cell.category)
        return Filters(
            graduation_year=self.filters.graduation_year,
            organisation=self.filters.organisation,
            lifecycle=self.filters.lifecycle,
            programme_code=cell.programme_code,
            study_form=cell.study_form,
            category=named[0] if named else None,
        )


def reconciliation(projections: Projections, point: AsOf, line: RecordLine) -> Reconciled:
    """A report beside its cases. The report is of ``point``, its cases of the day that it names."""
    report = report_of(line.fields)
    counted_at = AsOf(report.counted_on, point.known)
    filters = Filters(
        graduation_year=report.graduation_year,
        organisation=line.organisation,
        lifecycle=report.lifecycle,
    )
    counted = dict(_counted(projections, counted_at, filters, report.study_forms))
    return Reconciled(line, report, counted_at, filters, reconciled(report, counted))


def reconciliations(
    projections: Projections, point: AsOf, *, sight: Sight, narrowing: Narrowing
) -> Iterator[Reconciled]:
    """Every report in sight beside its cases, in the order in which they were opened."""
    for line in records_at(projections, point, KIND, sight=sight, narrowing=narrowing):
        yield reconciliation(projections, point, line)


def _counted(
    projections: Projections, point: AsOf, filters: Filters, study_forms: Iterable[str]
) -> Iterator[tuple[Cell, int]]:
    """The cells that have cases. Whoever reads the record may count the cases of its school."""
    cases = frames_at(projections, point).states.filter(
        among(projections, point, filters=filters, scope=Scope())
    )
    forms = tuple(study_forms)
    if forms:
        cases = cases.filter(pl.col("study_form").is_in(forms))
    sums = {code: holds("categories", *members(code)) for code in _categories() if members(code)}
    counted = cases.group_by("programme_code", "study_form").agg(
        pl.len().alias("ALL"), **{code: held.sum() for code, held in sums.items()}
    )
    for row in counted.collect().to_dicts():
        for code in _categories():
            if row[code]:
                yield Cell(row["programme_code"], row["study_form"], code), int(row[code])


def _categories() -> tuple[str, ...]:
    return tuple(classifier(CATEGORIES).codes)
