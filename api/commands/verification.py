"""``marshrut verification``: what comes of a run on its cut-off, by what was known."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import KNOWN_AT, Day, asked_point, shown_point
from api.read_models import read_models
from api.texts import label
from api.verifications import shown_figures
from marshrut.records.runs import Run
from projections.population import Filters, Scope
from projections.verification.cohort import OUTCOMES
from projections.verification.figures import Figures, figures_of
from projections.verification.runs import run_known_at


@click.command("verification")
@database_option
@click.argument("run_id", type=click.UUID)
@click.option("--as-of", type=Day(), help="The day of the question; figures are of the cut-off.")
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's cases.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    database: str | None,
    run_id: UUID,
    as_of: date | None,
    known_at: datetime | None,
    organisation: str | None,
    *,
    as_json: bool,
) -> None:
    """Count what comes of the run RUN_ID: cases by outcome, discrepancy, by organisation."""
    with opened_without_keys(settings(database)) as service:
        require_organisation(service, organisation)
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        projections = read_models(service)
        run = run_known_at(projections, point, run_id)
        if run is None:
            raise click.ClickException(f"there is no run {run_id} among verification-runs")
        filters = Filters(organisation=organisation)
        total, rows = figures_of(projections, point.known, run, filters=filters, scope=Scope())
    if as_json:
        told = {"total": shown_figures(total), "rows": [shown_figures(row) for row in rows]}
        click.echo(msgspec.json.encode({"point": shown, "run": run._asdict(), **told}))
        return
    Console().print(_table(run, point.known, total, rows))


def _table(run: Run, known: int, total: Figures, rows: list[Figures]) -> Table:
    source = label("verification_sources", run.source)
    title = f"{source}, на {run.cutoff:%d.%m.%Y}, выпуск {run.written_years}, позиция {known}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    for row in rows:
        table.add_column(str(row.organisation), justify="right")
    table.add_column("Всего", justify="right")
    every = [*rows, total]
    for code in OUTCOMES:
        counts = (str(row.outcomes[code]) for row in every)
        table.add_row(label("verification_outcomes", code), *counts)
    table.add_section()
    table.add_row("Расхождение, %", *(_percent(row.discrepancy.percent) for row in every))
    table.add_row("Разность долей, %", *(_percent(row.difference.percent) for row in every))
    table.add_row("Без решения", *(str(row.undecided) for row in every))
    return table


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}".replace(".", ",")
