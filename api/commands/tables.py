"""Figures on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from marshrut.classifiers import classifier
from projections.snapshot import Snapshot, SnapshotRow

NAMES = {
    "organisation": "Организация",
    "programme_code": "Программа",
    "ugps": "УГПС",
    "graduation_year": "Год",
    "study_form": "Форма",
    "category": "Категория",
    "status_group": "Группа",
    "municipality": "Территория",
}
SHORT = {
    "EMPLOYED": "Заняты",
    "EDUCATION": "Учатся",
    "SERVICE": "Служат",
    "LEAVE": "Отпуск",
    "EXCLUDED": "Выбыли",
    "BARRIER": "Препят.",
    "AT_RISK": "Риск",
    "OTHER": "Иное",
    "FORECAST": "Прогноз",
}
"""Headings that fit beside each other on a terminal."""


def status_table(counted: Snapshot, *, by: Sequence[str], title: str) -> Table:
    """A row a combination of ``by``, a column a group of statuses, sums below."""
    totals = {code: _total(counted, code) for code in classifier("status_groups").codes}
    groups = [code for code, total in totals.items() if total]
    table = Table(
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_footer=not counted.overlapping,
    )
    for place, name in enumerate(by):
        table.add_column(NAMES[name], footer="" if place else "Всего", no_wrap=True)
    table.add_column("Всего", justify="right", footer=str(counted.total))
    for group in groups:
        table.add_column(SHORT.get(group, group), justify="right", footer=str(totals[group]))
    risk = sum(row.at_risk_strict for row in counted.rows)
    table.add_column("Под риском", justify="right", footer=str(risk))
    for row in counted.rows:
        table.add_row(*map(escape, _cells(row, by, groups)))
    return table


def _total(counted: Snapshot, group: str) -> int:
    return sum(row.groups.get(group, 0) for row in counted.rows)


def _cells(row: SnapshotRow, by: Sequence[str], groups: Sequence[str]) -> list[str]:
    keys = [str(row.key[name] if row.key[name] is not None else "—") for name in by]
    counts = [str(row.groups.get(group, 0) or "·") for group in groups]
    return [*keys, str(row.total), *counts, str(row.at_risk_strict)]
