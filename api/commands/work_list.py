"""``marshrut work-list``: what is to be done in which case, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.read_models import read_models
from api.reasons import reason
from marshrut.asof import AsOf
from marshrut.classifiers import Term, classifier
from projections.population import Filters, Scope
from projections.work_lists.asking import default_days
from projections.work_lists.lists import LONGEST_DAYS, WorkRow, work_list_page
from projections.work_lists.questions import LISTS

MOST_SHOWN = 500


@click.command("work-list")
@database_option
@click.argument("code", type=click.Choice(tuple(LISTS), case_sensitive=False), metavar="CODE")
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), help="How far to look.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, all of it.")
def command(
    database: str | None,
    code: str,
    as_of: date | None,
    known_at: datetime | None,
    days: int | None,
    *,
    as_json: bool,
    **filters: Any,
) -> None:
    """List what is to be done, the most urgent first; names stay sealed.

    CODE is a code of the classifier work_lists: OVERDUE_STEPS, DUE_STEPS, STALE_CASES,
    AT_RISK_WITHOUT_SUPPORT, RETURNS, UNDECIDED_TRACKS, CONTRACTS_TERMINATED_BY_EMPLOYER,
    CONSENTS_EXPIRING.
    """
    if days is not None and default_days(code) is None:
        raise click.UsageError(f"{code} looks neither ahead nor back: leave --days out")
    with opened_without_keys(settings(database)) as service:
        require_organisation(service, filters["organisation"])
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        rows = work_list_page(
            read_models(service),
            point,
            code=code,
            filters=Filters(**filters),
            scope=Scope(),
            days=days,
            limit=None if as_json else MOST_SHOWN + 1,
        )
    term = classifier("work_lists").get(code)
    if as_json:
        click.echo(msgspec.json.encode(_answer(term, shown, rows)))
        return
    Console().print(_table(term, point, rows))
    if len(rows) > MOST_SHOWN:
        click.echo(f"… только первые {MOST_SHOWN}; все строки: --json", err=True)


def _table(term: Term, point: AsOf, rows: Sequence[WorkRow]) -> Table:
    title = f"{term.label_ru}: на {point.as_of:%d.%m.%Y}, известно к позиции {point.known}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Дело", justify="right")
    table.add_column("Организация", no_wrap=True)
    table.add_column("Причина")
    for row in rows[:MOST_SHOWN]:
        told = (str(row.case.number), row.case.organisation, reason(term, row))
        table.add_row(*map(escape, told))
    return table


def _answer(term: Term, point: dict[str, Any], rows: Sequence[WorkRow]) -> dict[str, Any]:
    """As ``GET /work-lists/{code}`` answers, without the persons."""
    told = [
        {
            "case_id": row.case.case_id,
            "number": row.case.number,
            "organisation": row.case.organisation,
            "reason": reason(term, row),
            "facts": row.facts,
        }
        for row in rows
    ]
    return {"point": point, "list": {"code": term.code, "label": term.label_ru}, "rows": told}
