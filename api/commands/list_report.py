"""What came of a list, for people to read."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from marshrut.application.imports import Report
from marshrut.imports.kinds import kinds

MOST_SHOWN = 50
MOST_ROWS = 10


def show(report: Report) -> None:
    """The columns of a dry run; errors, what is the same in several rows once; the counts."""
    if report.dry_run:
        _show_columns(report)
    rows: dict[tuple[str, str, str], list[int]] = {}
    for problem in [*report.errors, *report.warnings]:
        said = rows.setdefault((problem.column or "", problem.code, problem.detail), [])
        said += [] if problem.row is None else [problem.row]
    table = Table("строки", "колонка", "код", "что сделать")
    for (column, code, detail), where in list(rows.items())[:MOST_SHOWN]:
        table.add_row(_numbers(where), *map(escape, (column, code, detail)))
    if rows:
        Console().print(table)
    if len(rows) > MOST_SHOWN:
        click.echo(f"… и ещё {len(rows) - MOST_SHOWN}; все — с --json")
    verb = "будет принято" if report.dry_run else "принято"
    click.echo(
        f"Строк {report.rows}: {verb} {report.accepted}, отклонено {report.rejected}, "
        f"уже известны {report.skipped}, расходятся с делом {report.changed}."
    )


def _show_columns(report: Report) -> None:
    table = Table("", "заголовок", "понято как", title=f"Вид списка: {kinds()[report.kind].label}")
    for one in report.columns:
        table.add_row(one.column, escape(one.heading), one.label or "— не загружается")
    Console().print(table)


def _numbers(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:MOST_ROWS]))
    return f"{shown} и ещё {len(rows) - MOST_ROWS}" if len(rows) > MOST_ROWS else shown
