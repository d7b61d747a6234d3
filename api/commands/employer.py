"""``marshrut employer add``: employers that an installation begins with."""

from __future__ import annotations

from typing import Any

import click

from api.commands.opened import database_option, opened, settings
from api.commands.whoami import request_as
from marshrut.application.employers import register
from marshrut.classifiers import classifier
from marshrut.policy import Role


@click.group("employer")
def command() -> None:
    """Employers: legal entities at which graduates work."""


@command.command("add")
@database_option
@click.argument("inn")
@click.option("--name", required=True)
@click.option("--ogrn", help="13 digits.")
@click.option("--industry", type=click.Choice(classifier("industries").codes))
@click.option("--opk", is_flag=True, default=None, help="Of the defence-industrial complex.")
@click.option("--region", "region_code", metavar="CODE", help="Such as 67.")
def add(database: str | None, inn: str, **fields: Any) -> None:
    """Make the employer with the ИНН (10 digits) known."""
    given = {name: value for name, value in fields.items() if value is not None}
    with opened(settings(database)) as service:
        register(service, request_as(Role.ADMIN), inn=inn, **given)
