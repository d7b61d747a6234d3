"""The funnel of routing in the academic year, and what routing has brought about (S003-15)."""

from __future__ import annotations

from collections.abc import Iterator

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from marshrut.forms.filled import Value
from projections.forms.cells import UnknownCell
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import DENOMINATOR, Line, Place, Source
from projections.funnel import Stage, funnel, funnel_page, percent
from projections.rankings import MEASURES, numbers_in_part, school_ranking


def _stage_lines(analysis: Analysis, _table: Table) -> list[Line]:
    (row,) = funnel(analysis.projections, analysis.point, asked=analysis.routes())
    before = [None, *row.stages]
    return [
        Line({"stage": stage.code}, dict(_stage(stage, previous, row.stages[0])))
        for stage, previous in zip(row.stages, before, strict=False)
    ]


def _stage(stage: Stage, previous: Stage | None, first: Stage) -> Iterator[tuple[str, Value]]:
    """The first stage has none before it, so no conversion."""
    yield "stage", classifier("funnel_stages").get(stage.code).label_ru
    yield "cases", stage.cases
    yield "of_previous", stage.of_previous if previous else None
    yield "from_previous", percent(stage.of_previous, previous.cases) if previous else None
    yield "of_first", stage.of_first if previous else None
    yield "from_first", percent(stage.of_first, first.cases) if previous else None


def _stage_cases(analysis: Analysis, _table: Table, place: Place) -> list[int]:
    codes = classifier("funnel_stages").codes
    code = place.cell.key.get("stage")
    if code not in codes:
        raise UnknownCell("key", list(codes))
    at = codes.index(code)
    if place.of == "cases":
        return sorted(_at(analysis, codes[at]))
    if at == 0:
        return []
    other = codes[at - 1] if place.of in {"of_previous", "from_previous"} else codes[0]
    there = _at(analysis, other)
    if place.part == DENOMINATOR:
        return sorted(there)
    return sorted(there & _at(analysis, codes[at]))


def _at(analysis: Analysis, stage: str) -> set[int]:
    rows = funnel_page(analysis.projections, analysis.point, asked=analysis.routes(), stage=stage)
    return {row.number for row in rows}


def _measure_lines(analysis: Analysis, _table: Table) -> list[Line]:
    told = school_ranking(analysis.projections, analysis.point, asked=analysis.routes()).total
    return [
        Line(
            {"measure": each.code},
            {
                "measure": classifier("ranking_measures").get(each.code).label_ru,
                "numerator": each.share.cases,
                "denominator": each.share.of,
                "share": each.share.percent,
            },
        )
        for each in told.measures
    ]


def _measure_cases(analysis: Analysis, _table: Table, place: Place) -> list[int]:
    measures = {measure.code: measure for measure in MEASURES}
    code = str(place.cell.key.get("measure"))
    if code not in measures:
        raise UnknownCell("key", list(measures))
    name = measures[code].of if place.part == DENOMINATOR else measures[code].part
    return numbers_in_part(analysis.projections, analysis.point, asked=analysis.routes(), part=name)


FUNNEL = Source(_stage_lines, _stage_cases)
ROUTING = Source(_measure_lines, _measure_cases)
