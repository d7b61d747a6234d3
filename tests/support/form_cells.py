"""The forms as the application makes them, in the terms of the second computation.

The comparisons in ``tests/integration/figures`` know the
application by these functions alone: each asks for one form of a cohort at a point, by everyone's
scope, and tells it as ``tests.support.reference.forms.FormTold`` does. Keys name a block by
organisation and programme (``None, None`` is the block of everything together), rows and columns
by their printed numbers, checks as in ``tests.support.reference.form_tables``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, TypedDict

from msgspec.structs import replace

from marshrut.asof import AsOf
from marshrut.forms.filled import Block, FilledRow, FilledTable, Violation
from marshrut.forms.shipped import form as shipped
from projections.forms import Asked, Cell, cell_cases, fill
from projections.population import Filters, Scope
from projections.runner import Projections
from tests.support.reference.forms import FormTold, Key

CHECKS: Mapping[str, str] = {
    "A1": "column 07 = 08 + 11…32",
    "A2": "column 09 ≤ 08",
    "A3": "column 10 ≤ 08",
    "A4": "row 03 ≤ 02",
    "A5": "row 02 ≤ 01",
    "A6": "row 04 ≤ 01",
    "A7": "row 05 ≤ 01",
    "A8": "row 06 = 02 + 04",
    "A9": "row 06 = 07…13",
    "A10": "row 14 ≤ 06",
    "A11": "row 14 ≤ 05",
    "A12": "row 15 ≤ 06",
    "C1": "column 05 = 06 + 10 + 11 + 12 + 15…20",
    "C2": "column 07…09 ≤ 06",
    "C3": "column 13 + 14 ≤ 12",
    "C4": "column 21 + 22 ≤ 20",
    "C5": "row 03 ≤ 02",
    "C6": "row 02 ≤ 01",
    "C7": "row 04 ≤ 01",
    "C8": "row 05 ≤ 01",
}
"""The checks of the shipped editions by what they say. That of row 15 the reference leaves out."""

MAIN, TEXT = "main", "33"
MOST_CELLS = 12


class Question(TypedDict):
    """What a form is asked for.

    ``filters``: any of organisation, programme_code, ugps, study_form, category, region.
    """

    cohort: int
    filters: Mapping[str, Any]


def assert_told(
    projections: Projections,
    point: AsOf,
    form: str,
    expected: FormTold,
    question: Question,
) -> None:
    """The application tells the same numbers, texts and findings."""
    table = _main(projections, _asked(point, form, **question))
    assert _cells(table) == expected.cells, (point, question)
    assert _texts(table) == expected.texts, (point, question)
    violated = {(*_block(each), CHECKS[each.check]) for each in table.violations}
    assert violated == expected.violated, (point, question)


def some_cells(rng: Random, expected: FormTold) -> list[tuple[str | None, str | None, str, str]]:
    """A few cells, most of them with cases."""
    full = [key for key, number in expected.cells.items() if number]
    return [*rng.sample(full, min(MOST_CELLS, len(full))), *rng.sample(list(expected.cells), 2)]


def cases_of_cell(
    projections: Projections,
    point: AsOf,
    form: str,
    key: Key,
    *,
    cohort: int,
    filters: Mapping[str, Any],
) -> set[int]:
    """The numbers of the cases that stand in a cell, as one asks for them behind its number."""
    organisation, programme, row, column = key
    named = {"organisation": organisation, "programme_code": programme}
    block = {} if organisation is None else named
    asked = _asked(point, form, cohort, filters)
    return set(cell_cases(projections, asked, Cell(MAIN, block, row, column)))


def _asked(point: AsOf, form: str, cohort: int, filters: Mapping[str, Any]) -> Asked:
    found = shipped(form, day=point.as_of)
    plain = {name: value for name, value in filters.items() if name != "region"}
    return Asked(
        form=found,
        point=point,
        filters=Filters(graduation_year=cohort, **plain),
        scope=Scope(regions=(filters["region"],) if "region" in filters else ()),
        parameters={each.name: each.default for each in found.parameters},
        editions={},
    )


def _main(projections: Projections, asked: Asked) -> FilledTable:
    """The table that is compared, filled: the form without its others is as long in the making."""
    form = replace(asked.form, tables=(asked.form.table(MAIN),))
    (table,) = fill(projections, asked._replace(form=form))
    return table


def _cells(table: FilledTable) -> dict[Key, int]:
    """Every number of the table, zeros included: 15 rows by 26 columns of A, 5 by 18 of C."""
    return {
        (*_block(block), row.number, column.number): value
        for block, row in _rows(table)
        for column, value in zip(table.columns, row.values, strict=True)
        if isinstance(value, int)
    }


def _texts(table: FilledTable) -> dict[tuple[str | None, str | None, str], str]:
    """Column 33 by block and row, empty texts included; of form C there are none."""
    return {
        (*_block(block), row.number): str(value or "")
        for block, row in _rows(table)
        for column, value in zip(table.columns, row.values, strict=True)
        if column.number == TEXT
    }


def _rows(table: FilledTable) -> Iterator[tuple[Block, FilledRow]]:
    for block in table.blocks:
        for row in block.rows:
            yield block, row


def _block(named: Block | Violation) -> tuple[str | None, str | None]:
    organisation, programme = named.key.get("organisation"), named.key.get("programme_code")
    return (
        None if organisation is None else str(organisation),
        None if programme is None else str(programme),
    )
