"""The graduates of three years by their primary status on the day."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from marshrut.cases.statuses import status_term
from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from projections.cohorts import cohorts
from projections.forms.cells import UnknownCell
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import WHOLE, Line, Place, Source
from projections.frames import among, frames_at
from projections.parts import numbers_of
from projections.population import Filters

ALL = "all"


def _lines(analysis: Analysis, table: Table) -> list[Line]:
    """The statuses that anybody has, in the order of the classifier, and all together."""
    counted = cohorts(
        analysis.projections,
        analysis.point,
        year=max(analysis.years.values()),
        filters=Filters(organisation=analysis.organisation),
        scope=analysis.asked.scope,
    )
    columns = dict(zip((*analysis.years, ALL), counted, strict=True))
    together = columns[ALL].statuses
    lines = []
    for code in classifier("statuses").codes:
        if code in together:
            named = {"group": _group(code), "status": classifier("statuses").get(code).label_ru}
            numbers = {name: each.statuses.get(code, 0) for name, each in columns.items()}
            lines.append(Line({"status": code}, {**named, **numbers}))
    whole = {name: each.total for name, each in columns.items()}
    return [*lines, Line(WHOLE, {"group": table.whole, "status": None, **whole})]


def _group(code: str) -> str:
    return classifier("status_groups").get(status_term(code).group).label_ru


def _cases(analysis: Analysis, _table: Table, place: Place) -> list[int]:
    key: Mapping[str, str | int | None] = place.cell.key
    status = key.get("status")
    if key and status not in classifier("statuses").terms:
        raise UnknownCell("key", list(classifier("statuses").codes))
    years = [year for cohort, year in analysis.years.items() if place.of in {cohort, ALL}]
    who = among(
        analysis.projections,
        analysis.point,
        filters=Filters(organisation=analysis.organisation, status=str(status) if key else None),
        scope=analysis.asked.scope,
    )
    frames = frames_at(analysis.projections, analysis.point)
    return numbers_of(frames.states, who & pl.col("graduation_year").is_in(years))


STATUSES = Source(_lines, _cases)
