"""``marshrut quality``: what is wrong with the data, school by school or case by case."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from api.commands.opened import database_option, opened_without_keys, require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point, shown_point
from api.commands.registry import MAKER
from api.commands.report.asked import written
from api.commands.screen import print_table
from api.quality.answers import shown_finding, shown_kinds, shown_quality
from api.quality.pages import pages, whole_cases, whole_scores
from api.read_models import read_models
from api.registry_about import Made
from api.schemas.quality import MOST
from api.table_files import FILES
from api.tables import Table
from marshrut.asof import AsOf
from projections.places import DEFAULT_LEAST
from projections.population import Filters
from projections.quality.asked import FINDINGS, KINDS, QualityAsked, Wanted
from projections.quality.marking import marked
from projections.quality.score import quality
from projections.runner import Projections

SCREEN, JSON = "table", "json"


@click.command("quality")
@database_option
@AS_OF
@KNOWN_AT
@click.option("--organisation", metavar="CODE", help="Only this organisation's.")
@click.option("--year", "graduation_year", type=int, help="Only this year's graduates.")
@click.option(
    "--finding",
    type=click.Choice(tuple(FINDINGS), case_sensitive=False),
    metavar="CODE",
    help="List the cases with this finding.",
)
@click.option(
    "--kind",
    type=click.Choice(KINDS, case_sensitive=False),
    metavar="CODE",
    help="List the cases with a finding of this kind.",
)
@click.option(
    "--least",
    type=click.IntRange(1, MOST),
    default=DEFAULT_LEAST,
    show_default=True,
    help="The fewest cases of a school that is ranked.",
)
@click.option(
    "--format", "form", type=click.Choice([SCREEN, JSON, *FILES]), default=SCREEN, show_default=True
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
def command(
    database: str | None,
    as_of: date | None,
    known_at: datetime | None,
    *,
    least: int,
    form: str,
    output: Path | None,
    finding: str | None,
    kind: str | None,
    **filters: Any,
) -> None:
    """Score schools by the quality of their data, or list the cases with a finding.

    A finding is a code of the classifier quality_findings, a kind one of quality_kinds. Names
    stay sealed.
    """
    wanted = Wanted(finding, kind)
    asked = QualityAsked(Filters(**filters), least=least)
    configured = settings(database)
    with opened_without_keys(configured) as service:
        require_organisation(service, filters["organisation"])
        point = asked_point(service, as_of, known_at)
        shown, projections = shown_point(service, point), read_models(service)
        if form == JSON:
            told = _answer(projections, point, asked, wanted)
            data = msgspec.json.encode({"point": shown, **told}) + b"\n"
        else:
            made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
            table = _table(projections, point, asked, made, wanted)
            if form == SCREEN and output is None:
                print_table(table)
                return
            data = FILES["csv" if form == SCREEN else form][1](table)
    written(data, form, output)


def _table(
    projections: Projections,
    point: AsOf,
    asked: QualityAsked,
    made: Made,
    wanted: Wanted,
) -> Table:
    if not any(wanted):
        return whole_scores(projections, point, asked, made)
    found = marked(projections, point, asked)
    return whole_cases(projections, found, asked, made, wanted)


def _answer(
    projections: Projections, point: AsOf, asked: QualityAsked, wanted: Wanted
) -> dict[str, Any]:
    """As ``GET /quality`` or ``GET /quality/cases`` answers, all of it, without the persons."""
    if not any(wanted):
        rows = shown_quality(quality(projections, point, asked), point, asked.filters)
        return {"least": asked.least, "kinds": shown_kinds(), **rows}
    found = marked(projections, point, asked)
    cases = [
        {
            **msgspec.structs.asdict(row.case),
            "findings": [shown_finding(each) for each in row.findings],
        }
        for page in pages(projections, found, wanted)
        for row in page
    ]
    return {**wanted._asdict(), "total": len(cases), "cases": cases}
