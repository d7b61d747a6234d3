"""What became of the graduates of three years, side by side: shares with both their parts."""

from __future__ import annotations

from collections.abc import Iterator

from marshrut.forms.definitions import Row, Table
from marshrut.forms.filled import Value
from projections.forms.cells import Part
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import NUMERATOR, WHOLE, Line, Place, Source
from projections.forms.self_analysis.numbers import share_of
from projections.indicators import Asked as AskedIndicator
from projections.indicators import evaluate, members
from projections.rankings import numbers_in_part, school_ranking

GRADUATES = "graduates"
Parts = tuple[float | None, float | None]


def _lines(analysis: Analysis, table: Table) -> list[Line]:
    told: dict[str, dict[str, Value]] = {row.number: {} for row in table.rows}
    for cohort in analysis.years:
        counted = dict(_counted(analysis, table, cohort))
        for row in table.rows:
            told[row.number] |= _told(cohort, counted[row.number])
    return [
        Line(WHOLE, {"row": row.number, "row_label": row.label, **told[row.number]}, row.number)
        for row in table.rows
    ]


def _told(cohort: str, parts: Parts) -> Iterator[tuple[str, Value]]:
    numerator, denominator = parts
    yield f"{cohort}.numerator", numerator
    yield f"{cohort}.denominator", denominator
    yield f"{cohort}.share", share_of(numerator, denominator)


def _counted(analysis: Analysis, table: Table, cohort: str) -> Iterator[tuple[str, Parts]]:
    """Both parts by the number of the row; what is asked alike is read in one pass."""
    routes = analysis.routes(cohort)
    parts = school_ranking(analysis.projections, analysis.point, asked=routes).total.parts
    alike: dict[str | None, list[Row]] = {}
    for row in table.rows:
        if row.indicator is None:
            yield row.number, (parts[row.of or ""], parts[GRADUATES])
        else:
            alike.setdefault(row.variant, []).append(row)
    for rows in alike.values():
        figures = evaluate(
            analysis.projections,
            analysis.point,
            ids=[row.indicator or "" for row in rows],
            asked=_asked(analysis, rows[0], cohort),
        )
        for row, figure in zip(rows, figures, strict=True):
            yield row.number, (figure.numerator, figure.denominator)


def _cases(analysis: Analysis, table: Table, place: Place) -> list[int]:
    cohort, row = place.of.partition(".")[0], table.row(place.cell.row)
    asked: Part = place.part or NUMERATOR
    if row.indicator is None:
        counted = (row.of or "") if asked == NUMERATOR else GRADUATES
        routes = analysis.routes(cohort)
        return numbers_in_part(analysis.projections, analysis.point, asked=routes, part=counted)
    return members(
        analysis.projections,
        analysis.point,
        indicator=row.indicator,
        asked=_asked(analysis, row, cohort),
        part=asked,
    )


def _asked(analysis: Analysis, row: Row, cohort: str) -> AskedIndicator:
    """Of the school's graduates of the year; periods are the academic year."""
    return AskedIndicator(
        filters=analysis.filters(cohort),
        scope=analysis.asked.scope,
        first=analysis.first,
        last=analysis.last,
        variant=row.variant,
        editions=analysis.asked.editions,
    )


EFFECTIVENESS = Source(_lines, _cases)
