"""``marshrut period``: periods of monitoring closed, opened again, with exceptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

import click
import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.commands.opened import database_option, opened, settings
from api.commands.point import Day, asked_point
from api.commands.whoami import request_as
from api.read_models import read_models
from marshrut.application import periods as use_cases
from marshrut.application.periods import PeriodVisit, SavedPeriod
from marshrut.classifiers import classifier
from marshrut.policy import Role
from marshrut.reports.period import Subject
from projections.cadences import cutoffs
from projections.population import Scope
from projections.report_list import periods_at

Step = TypeVar("Step", bound=Callable[..., SavedPeriod])

WHOSE = click.option("--organisation", metavar="CODE", help="Whose; the region's own without.")
REASON = click.option("--reason", required=True)


@click.group("period")
def command() -> None:
    """Periods of monitoring: closed, with dated exceptions, opened again."""


@command.command("list")
@database_option
@click.option("--region", metavar="CODE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def listed(database: str | None, region: str | None, *, as_json: bool) -> None:
    """List the periods that were ever closed."""
    with opened(settings(database)) as service:
        point = asked_point(service, None, None)
        found = periods_at(read_models(service), point, scope=Scope(), region=region)
    if as_json:
        click.echo(msgspec.json.encode([each._asdict() for each in found]))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Регион", "Срез", "На дату", "Состояние", "По позиции", "Исключений"):
        table.add_column(heading)
    for each in found:
        state = classifier("period_states").get(each.state).label_ru
        day, at = f"{each.as_of:%d.%m.%Y}", str(each.pinned_position)
        table.add_row(each.region_code, each.cadence, day, state, at, str(each.exceptions))
    Console().print(table)


def step(name: str) -> Callable[[Step], click.Command]:
    """A command on one period, as its authority."""

    def decorator(take: Step) -> click.Command:
        @command.command(name)
        @database_option
        @click.argument("region", metavar="REGION")
        @click.argument("cadence", metavar="CADENCE")
        @click.argument("cutoff", type=Day(), metavar="DAY")
        @click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
        @wraps(take)
        def run(
            database: str | None,
            region: str,
            cadence: str,
            cutoff: date,
            *,
            actor: str | None,
            **said: Any,
        ) -> None:
            subject = _subject(region, cadence, cutoff)
            with opened(settings(database)) as service:
                version = service.period(subject).version or None
                request = request_as(
                    Role.ROIV_STAFF, regions=(region,), name=actor, if_match=version
                )
                saved = take(use_cases.visit_period(service, request, subject), **said)
            state = classifier("period_states").get(saved.state).label_ru
            click.echo(f"{region} {cadence} {cutoff:%d.%m.%Y}: {state}")

        return run

    return decorator


@step("close")
@click.option("--note")
def close(visit: PeriodVisit, *, note: str | None) -> SavedPeriod:
    """Close the period of CADENCE up to DAY in REGION."""
    return use_cases.close(visit, note=note)


@step("reopen")
@REASON
def reopen(visit: PeriodVisit, *, reason: str) -> SavedPeriod:
    """Let the period take editions again."""
    return use_cases.reopen(visit, reason=reason)


@step("except")
@WHOSE
@click.option("--until", type=Day(), required=True, help="The last day.")
@REASON
def grant(visit: PeriodVisit, *, organisation: str | None, until: date, reason: str) -> SavedPeriod:
    """Let an organisation still hand in."""
    return use_cases.grant(visit, organisation=organisation, until=until, reason=reason)


@step("unexcept")
@WHOSE
@REASON
def withdraw(visit: PeriodVisit, *, organisation: str | None, reason: str) -> SavedPeriod:
    """Take an exception back."""
    return use_cases.withdraw(visit, organisation=organisation, reason=reason)


def _subject(region: str, cadence: str, cutoff: date) -> Subject:
    term = classifier("cadences").terms.get(cadence)
    if term is None:
        known = ", ".join(classifier("cadences").codes)
        raise click.ClickException(f"there is no cadence {cadence}; there are {known}")
    if region not in classifier("regions").terms:
        raise click.ClickException(f"there is no region {region}")
    if term.words("cutoffs") and not list(cutoffs(term, cutoff, cutoff)):
        raise click.ClickException(f"{cutoff} is no cut-off of {cadence}")
    return Subject(region, cadence, cutoff)
