"""What is done to an edition from the command line: handed in, accepted, returned, published."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import click

from api.commands.opened import database_option, opened, settings
from api.commands.report.asked import report_named
from api.commands.whoami import request_as
from marshrut.application import reports as use_cases
from marshrut.application.reports import ReportVisit, SavedReport, Subject
from marshrut.classifiers import classifier
from marshrut.policy import Action, Role

Step = TypeVar("Step", bound=Callable[..., SavedReport])

BY_SUBJECT = {True: Role.CK_STAFF, False: Role.BCK_STAFF}
"""Who hands in: a centre for its organisation, the base centre for the region."""


def step(
    name: str, action: Callable[[Subject], Action], role: Callable[[Subject], Role]
) -> Callable[[Step], click.Command]:
    """A command that takes an edition one step on, in the role that may do so."""

    def decorator(take: Step) -> click.Command:
        @click.command(name)
        @database_option
        @click.argument("report_id", type=click.UUID, metavar="ID")
        @click.option("--actor", metavar="NAME", help="Who does it; the user by default.")
        @wraps(take)
        def command(
            database: str | None, report_id: UUID, *, actor: str | None, **said: Any
        ) -> None:
            with opened(settings(database)) as service:
                report, _, subject = report_named(service, report_id)
                who = role(subject)
                centre = who is Role.CK_STAFF
                request = request_as(
                    who,
                    organisation=subject.organisation if centre else None,
                    regions=() if centre else (subject.region,),
                    name=actor,
                    if_match=report.version,
                )
                visit = use_cases.visit_report(service, request, report_id)
                use_cases.check_visit(visit, action(subject))
                saved = take(visit, **said)
            state = classifier("edition_states").get(saved.state)
            click.echo(f"{report_id}: {state.label_ru}")

        return command

    return decorator


def _issuer(subject: Subject) -> Role:
    return BY_SUBJECT[subject.organisation is not None]


def _decider(subject: Subject) -> Role:
    return Role.ROIV_STAFF if subject.organisation is None else Role.BCK_STAFF


@step("submit", lambda _: Action.ISSUE_REPORTS, _issuer)
@click.option("--note")
def submit(visit: ReportVisit, *, note: str | None) -> SavedReport:
    """Hand the draft ID in."""
    return use_cases.submit(visit, note=note)


@step("accept", use_cases.deciding, _decider)
@click.option("--note")
def accept(visit: ReportVisit, *, note: str | None) -> SavedReport:
    """Accept the edition ID that was handed in; nobody accepts their own (--actor)."""
    return use_cases.accept(visit, note=note)


@step("return", use_cases.deciding, _decider)
@click.option("--reason", required=True)
def send_back(visit: ReportVisit, *, reason: str) -> SavedReport:
    """Return the edition ID: the cases are put right, and another one is issued."""
    return use_cases.send_back(visit, reason=reason)


@step("publish", lambda _: Action.PUBLISH_REPORTS, lambda _: Role.ROIV_STAFF)
@click.option("--note")
def publish(visit: ReportVisit, *, note: str | None) -> SavedReport:
    """Publish the edition ID that was accepted."""
    return use_cases.publish(visit, note=note)
