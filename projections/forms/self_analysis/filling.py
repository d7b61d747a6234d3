"""Filling a self-analysis, and the cases behind its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from marshrut.forms.definitions import Column, Table
from marshrut.forms.filled import Block, FilledRow, FilledTable, Heading, Value
from projections.forms.asked import Asked
from projections.forms.cells import Cell, placed, value_in
from projections.forms.self_analysis.analysis import Analysis, analysis
from projections.forms.self_analysis.effectiveness import EFFECTIVENESS
from projections.forms.self_analysis.items import ITEMS, TASKS
from projections.forms.self_analysis.lines import Line, Place, Source
from projections.forms.self_analysis.measures import MEASURES
from projections.forms.self_analysis.routing import FUNNEL, ROUTING
from projections.forms.self_analysis.statuses import STATUSES
from projections.forms.self_analysis.targets import TARGETS, VERDICTS
from projections.runner import Projections

SOURCES: Mapping[str, Source] = {
    "verdicts": VERDICTS,
    "targets": TARGETS,
    "tasks": TASKS,
    "items": ITEMS,
    "measures": MEASURES,
    "funnel": FUNNEL,
    "routing": ROUTING,
    "effectiveness": EFFECTIVENESS,
    "statuses": STATUSES,
}
"""What fills a table, by the name that its definition has for it."""


def fill(projections: Projections, asked: Asked) -> tuple[FilledTable, ...]:
    """The tables of the form, filled. Raises ``NotOfOneSchool``."""
    found = analysis(projections, asked)
    return tuple(_filled(found, table) for table in asked.form.tables)


def cell_cases(projections: Projections, asked: Asked, of: Cell) -> list[int]:
    """The numbers of the cases behind a cell, in their order; of what is reported there are none.

    Raises ``UnknownCell`` and ``NotOfOneSchool``.
    """
    found = analysis(projections, asked)
    table, _, column = placed(asked, of)
    return _source(table).cases(found, table, Place(column, of))


def cell_value(projections: Projections, asked: Asked, of: Cell) -> Value:
    """What the form prints in a cell; null where its table has no such block.

    Raises ``UnknownCell`` and ``NotOfOneSchool``.
    """
    found = analysis(projections, asked)
    table, _, _ = placed(asked, of)
    return value_in(_filled(found, table), of)


def _filled(found: Analysis, table: Table) -> FilledTable:
    source = _source(table)
    return FilledTable(
        code=table.code,
        sheet=table.sheet,
        title=table.title,
        layout=table.layout,
        leads=tuple(
            Heading(lead.number, lead.heading, (), lead.width, text=True) for lead in table.leads
        ),
        columns=tuple(_heading(found, column) for column in table.columns),
        blocks=tuple(_blocks(table, source.lines(found, table))),
        note=source.note(found),
    )


def _source(table: Table) -> Source:
    return SOURCES[table.source or ""]


def _blocks(table: Table, lines: Iterable[Line]) -> Iterator[Block]:
    """The lines of one key, which stand together, are a block."""
    rows: dict[tuple[object, ...], tuple[Line, list[FilledRow]]] = {}
    for line in lines:
        filled = FilledRow(
            line.row,
            tuple(line.told[lead.of] for lead in table.leads),
            tuple(line.told[column.of or ""] for column in table.columns),
        )
        rows.setdefault(tuple(line.key.items()), (line, []))[1].append(filled)
    for line, filled_rows in rows.values():
        yield Block(line.key, tuple(filled_rows))


def _heading(found: Analysis, column: Column) -> Heading:
    groups = tuple(_dated(found, group) for group in column.groups)
    heading = _dated(found, column.heading)
    return Heading(column.number, heading, groups, column.width, column.kind == "text")


def _dated(found: Analysis, heading: str) -> str:
    """The heading with the years of graduation in the place of the names of cohorts."""
    for cohort, year in found.years.items():
        heading = heading.replace(f"{{{cohort}}}", str(year))
    return heading
