"""``marshrut sources``: from where what is known of graduates comes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.commands.registry import MAKER
from api.read_models import read_models
from api.registry_about import Made, about_cases
from api.tables import Table
from api.texts import label
from marshrut.asof import AsOf
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.sources import MOST_CASES, SourceCount, TooManyCases, case_sources, counted

HEADINGS = ("Источник", "Код", "Вид записи", "Записей", "Дел")


@click.command("sources")
@database_option
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--year", "graduation_year", type=int, help="Only this cohort.")
@as_table
def command(
    database: str | None,
    as_of: date | None,
    known_at: datetime | None,
    *,
    form: str,
    output: Path | None,
    **filters: Any,
) -> None:
    """Count what is known of graduates by where it comes from, and by kind of entry."""
    configured = settings(database)
    with opened_without_keys(configured) as service:
        require_organisation(service, filters["organisation"])
        point = asked_point(service, as_of, known_at)
        shown, projections = shown_point(service, point), read_models(service)
        asked = Filters(**filters)
        try:
            found = case_sources(projections, point, filters=asked, scope=Scope())
        except TooManyCases as many:
            message = f"more than {MOST_CASES} cases: name an --organisation or a --year"
            raise click.ClickException(message) from many
        counts = counted(found)
        made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
        tell(
            form,
            output,
            table=lambda: _table(projections, point, asked, counts, made),
            told=lambda: {
                "point": shown,
                "cases": len(found),
                "sources": [count._asdict() for count in counts],
            },
        )


def _table(
    projections: Projections, point: AsOf, asked: Filters, counts: list[SourceCount], made: Made
) -> Table:
    about = [
        ("Отчёт", "Источники сведений"),
        *about_cases(projections, point, asked, Scope(), made),
    ]
    rows = []
    for count in counts:
        name = label("sources", count.source)
        rows.append([name, count.source, "все", count.entries, count.cases])
        rows += [
            [name, count.source, label("entry_kinds", kind.replace("-", "_")), n, None]
            for kind, n in count.kinds.items()
        ]
    screen = {name: name for name in HEADINGS if name != "Код"}
    return Table("sources", about, HEADINGS, rows, screen)
