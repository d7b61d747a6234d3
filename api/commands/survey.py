"""``marshrut survey``: a survey by sample, what its answers say of all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened_without_keys, settings
from api.commands.point import KNOWN_AT, Day, asked_point, shown_point
from api.commands.registry import MAKER
from api.read_models import read_models
from api.registry_about import Made
from api.sample_surveys import survey_table, told_figures, told_survey
from marshrut.records.sampling import KIND
from projections.records import record_at
from projections.sample_surveys import survey_figures


@click.command("survey")
@database_option
@click.argument("record_id", type=click.UUID, metavar="ID")
@click.option("--as-of", type=Day(), help="What was answered by this day; today by default.")
@KNOWN_AT
@as_table
def command(
    database: str | None,
    record_id: UUID,
    as_of: date | None,
    known_at: datetime | None,
    *,
    form: str,
    output: Path | None,
) -> None:
    """Tell what a survey by sample says of all: by strata, with the confidence interval.

    As JSON also who is in the sample.
    """
    configured = settings(database)
    with opened_without_keys(configured) as service:
        point = asked_point(service, as_of, known_at)
        shown = shown_point(service, point)
        line = record_at(read_models(service), point, record_id)
        if line is None or line.kind != KIND:
            raise click.ClickException(f"there is no survey {record_id} at this point")
        figures = survey_figures(read_models(service), point, line)
    made = Made(MAKER, shown["known_at"], ZoneInfo(configured.timezone))
    tell(
        form,
        output,
        table=lambda: survey_table(line, figures, made, point.known),
        told=lambda: {
            "point": shown,
            "survey": told_survey(line, figures),
            **told_figures(figures),
            "cases": [unit._asdict() for unit in figures.part("sample")],
        },
    )
