"""``marshrut token``: who may come in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import click

from api.commands.opened import database_option, opened, require_organisation, settings
from marshrut.ledger.access import issue_token, revoke_token
from marshrut.policy import RIGHTS, Role


@click.group("token")
def command() -> None:
    """Tokens by which people and programs come in."""


@command.command("create")
@database_option
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organisation", metavar="CODE", help="The one organisation of the role.")
@click.option("--region", "regions", metavar="CODE", multiple=True, help="A region; repeatable.")
@click.option(
    "--function",
    "functions",
    metavar="CODE",
    multiple=True,
    help="A function in the working group (WG_MEMBER), such as PSYCHOLOGIST; repeatable.",
)
@click.option("--actor", metavar="NAME", help="Who it is for, as events will tell.")
@click.option("--expires-days", type=click.IntRange(min=1), help="Days until it expires.")
def create(
    *,
    database: str | None,
    role: str,
    organisation: str | None,
    regions: tuple[str, ...],
    functions: tuple[str, ...],
    actor: str | None,
    expires_days: int | None,
) -> None:
    """Print a new token, for the only time: no one can read it again."""
    now = datetime.now(UTC)
    with opened(settings(database)) as service:
        require_organisation(service, organisation)
        with service.engine.begin() as connection:
            token = issue_token(
                connection,
                actor=actor or _actor(role, organisation, regions),
                role=role,
                organisation=organisation,
                regions=regions,
                functions=functions,
                expires_at=now + timedelta(days=expires_days) if expires_days else None,
            )
    click.echo(token)


@command.command("revoke")
@click.argument("given", metavar="[TOKEN]", type=str, default="")
@database_option
def revoke(database: str | None, given: str) -> None:
    """End a token now. Without an argument it is read from stdin, out of the shell's history."""
    token = given or sys.stdin.readline()
    with opened(settings(database)) as service, service.engine.begin() as connection:
        if not revoke_token(connection, token=token.strip(), at=datetime.now(UTC)):
            raise click.ClickException("there is no such token, or it was revoked before")


def _actor(role: str, organisation: str | None, regions: tuple[str, ...]) -> str:
    """A name for a token that was given none: its role, its scope, and a mark of its own.

    Two people must not be one actor: the trail could not tell them apart (semantics S19).
    """
    scope = organisation or "+".join(regions) or RIGHTS[Role(role)].reach.name
    return f"{role}@{scope}#{token_hex(3)}".lower()
