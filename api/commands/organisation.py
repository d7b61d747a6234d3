"""``marshrut organisation add``: the first organisations of an installation."""

from __future__ import annotations

from typing import Any

import click

from api.commands.opened import database_option, opened, settings
from api.commands.whoami import request_as
from marshrut.application.organisations import register
from marshrut.classifiers import classifier
from marshrut.policy import Role


@click.group("organisation")
def command() -> None:
    """Organisations: schools, centres, authorities."""


@command.command("add")
@database_option
@click.argument("code")
@click.option("--name", required=True)
@click.option("--short-name")
@click.option("--region", "region_code", required=True, metavar="CODE", help="Such as 67.")
@click.option(
    "--founder",
    "founder_type",
    default="REGIONAL_EDU",
    show_default=True,
    type=click.Choice(classifier("founder_types").codes),
)
@click.option("--centre/--no-centre", "has_centre", default=True, help="A career centre or none.")
@click.option("--inn")
@click.option("--ogrn")
@click.option("--municipality", metavar="OKTMO")
def add(database: str | None, code: str, **fields: Any) -> None:
    """Make the organisation CODE known."""
    given = {name: value for name, value in fields.items() if value is not None}
    with opened(settings(database)) as service:
        register(service, request_as(Role.ADMIN), code=code, **given)
