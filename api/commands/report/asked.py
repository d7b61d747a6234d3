"""What the commands of reports share: the options of a form, and editions by their ids."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import click

from api.commands.opened import require_organisation, settings
from api.commands.point import AS_OF, KNOWN_AT, asked_point
from api.forms.about import Made
from api.forms.editions import Moment, Whose, content_of
from marshrut.application.reports import Subject, subject_of
from marshrut.application.service import KeylessService, Service
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.forms.shipped import UnknownForm, form, forms
from marshrut.reports.events import Edition
from marshrut.reports.report import Report

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("xlsx", "csv", "json", "pdf")
BINARY = ("xlsx", "pdf")

OPTIONS = (
    AS_OF,
    KNOWN_AT,
    click.option("--known-position", type=int, help="By what was known at this position."),
    click.option("--organisation", metavar="CODE", help="Of this organisation."),
    click.option("--region", metavar="CODE", help="Of this region; of all without either."),
    click.option("--year", "graduation_year", type=int, help="The cohort."),
    click.option("--programme", "programme_code", metavar="CODE", help="Only this programme."),
    click.option("--ugps", metavar="CODE", help="Only this group of programmes."),
    click.option("--study-form", metavar="CODE", help="Only this form of study."),
    click.option("--category", metavar="CODE", help="Only this category."),
    click.option("--municipality", metavar="OKTMO", help="Only this municipality, or none."),
    click.option("--rows", type=click.Choice(["15", "5"]), help="Rows of a block of form A."),
)
"""Of which form, at which point, of whom."""


def form_options(command: Command) -> Command:
    """Give the command the options of a form."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


class Asked(NamedTuple):
    """A form as the options ask for it; ``edition_of`` makes it ready to be filled."""

    as_of: date | None
    known_at: datetime | None
    known_position: int | None
    organisation: str | None
    region: str | None
    given: dict[str, Any]

    @classmethod
    def of(cls, options: dict[str, Any]) -> Asked:
        """From the options of the command."""
        plain = {name: options.pop(name) for name in cls._fields[:-1]}
        if plain["organisation"] and plain["region"]:
            raise click.UsageError("give --organisation or --region, not both")
        if plain["known_at"] is not None and plain["known_position"] is not None:
            raise click.UsageError("give --known-at or --known-position, not both")
        return cls(**plain, given=options)

    def content(
        self, service: KeylessService, code: str, zone: str, *, issued_on: Service | None = None
    ) -> Edition:
        """What an edition of the form would be made of. Raises ``ClickException``, ``Refused``.

        ``issued_on``: whose ledger is proved, where it is to be issued.
        """
        point = self._point(service)
        require_organisation(service, self.organisation)
        if self.region is not None and self.region not in classifier("regions").terms:
            raise click.ClickException(f"there is no region {self.region}")
        whose = Whose(self.organisation, () if self.region is None else (self.region,))
        moment = Moment(service.now(), zone)
        named = form_named(code, point.as_of)
        return content_of(named, point, whose, self.given, moment, issued_on=issued_on)

    def _point(self, service: KeylessService) -> AsOf:
        point = asked_point(service, self.as_of, self.known_at)
        if self.known_position is None:
            return point
        if self.known_position > point.known or self.known_position < 0:
            raise click.ClickException(f"the ledger's head is at position {point.known}")
        return AsOf(point.as_of, self.known_position)


def form_named(code: str, day: date) -> Any:
    """The form in force. Raises ``ClickException`` with those that there are."""
    try:
        return form(code.upper(), day=day)
    except UnknownForm as unknown:
        known = ", ".join(each.code for each in forms(day=day))
        raise click.ClickException(f"there is no form {code}; there are {known}") from unknown


def zone_of(database: str | None) -> str:
    """The time zone in which moments are shown."""
    return settings(database).timezone


def report_named(service: KeylessService, report_id: UUID) -> tuple[Report, Made, Subject]:
    """The edition. Raises ``ClickException`` where there is none."""
    report = service.report(report_id)
    if report is None or report.issued_by is None:
        raise click.ClickException(f"there is no report {report_id}")
    return report, Made(report_id, report.issued_by), subject_of(service, report.content)


def written(data: bytes, kind: str, output: Path | None) -> None:
    """Write to the file, or to stdout where that can show it."""
    if output is not None:
        output.write_bytes(data)
        return
    if kind in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{kind} is no text for a terminal: name a file with --output")
    sys.stdout.buffer.write(data)
