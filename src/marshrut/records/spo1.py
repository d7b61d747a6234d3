"""The report СПО-1 beside the cases: where they differ, and why (domain 7.8; S002-2.1, 2.7, 6.1).

A cell is a programme, a form of study and a category; ``ALL`` is everybody. A cell that only one
side has counts zero on the other: «соответствует отчёту СПО-1 по всем категориям» is said of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from marshrut.classifiers import classifier

CATEGORIES, RELEASES = "spo1_categories", "spo1_releases"
ALL = "ALL"


class Cell(NamedTuple):
    """A programme, a form of study, a category of ``spo1_categories``."""

    programme_code: str
    study_form: str
    category: str


class Row(NamedTuple):
    """A cell on both sides; null where a side has no such cell."""

    cell: Cell
    told: int | None
    cases: int | None
    explanation: str | None

    @property
    def delta(self) -> int:
        """How many more the report tells than there are cases."""
        return (self.told or 0) - (self.cases or 0)

    @property
    def only_in(self) -> str | None:
        """The one side that has the cell, if it is one."""
        if self.cases is None:
            return "REPORT"
        return "CASES" if self.told is None else None


class Reconciliation(NamedTuple):
    """All cells. ``begun``: the report has lines at all."""

    rows: tuple[Row, ...]
    begun: bool

    @property
    def differing(self) -> tuple[Row, ...]:
        """The cells where the sides differ."""
        return tuple(row for row in self.rows if row.delta)

    @property
    def unexplained(self) -> tuple[Row, ...]:
        """Those of them that nobody has explained yet."""
        return tuple(row for row in self.differing if row.explanation is None)

    @property
    def corresponds(self) -> bool | None:
        """Whether nothing differs; null before the report has lines."""
        return not self.differing if self.begun else None


class Report(NamedTuple):
    """What a record of the kind ``SPO1_REPORT`` says."""

    graduation_year: int
    release_kind: str
    counted_on: date
    study_forms: tuple[str, ...]
    lines: Mapping[Cell, int]
    explanations: Mapping[Cell, str]

    @property
    def lifecycle(self) -> str | None:
        """The lifecycle of the cases that are counted; null: graduates, also past monitoring."""
        return classifier(RELEASES).get(self.release_kind).extra["lifecycle"] or None


def report_of(fields: Mapping[str, Any]) -> Report:
    """The report that the fields of a record say."""
    lines, explained = fields.get("lines", ()), fields.get("explanations", ())
    return Report(
        graduation_year=fields["graduation_year"],
        release_kind=fields["release_kind"],
        counted_on=date.fromisoformat(fields["counted_on"]),
        study_forms=tuple(fields.get("study_forms", ())),
        lines={_cell(line): line["number"] for line in lines},
        explanations={_cell(line): line["text"] for line in explained},
    )


def members(category: str) -> tuple[str, ...]:
    """The categories of cases that a category of the report counts; none: everybody."""
    return classifier(CATEGORIES).get(category).words("members")


def reconciled(report: Report, counted: Mapping[Cell, int]) -> Reconciliation:
    """Both sides, cell by cell: by programme and form of study, categories as they are printed.

    ``counted``: the cells that have cases.
    """
    order: Sequence[str] = classifier(CATEGORIES).codes
    cells = sorted(
        {*report.lines, *counted},
        key=lambda cell: (cell.programme_code, cell.study_form, order.index(cell.category)),
    )
    rows = (
        Row(cell, report.lines.get(cell), counted.get(cell), report.explanations.get(cell))
        for cell in cells
    )
    return Reconciliation(tuple(rows), begun=bool(report.lines))


def _cell(line: Mapping[str, Any]) -> Cell:
    return Cell(line["programme_code"], line["study_form"], line["category"])
