"""``marshrut token``: who may come in."""

from __future__ import annotations

import sys
from secrets import token_hex
from uuid import UUID

import click

from api.commands.lines import print_rows
from api.commands.manager import manager_here
from api.commands.opened import database_option, opened, require_organisation, settings
from marshrut.application.access import DAYS, Grant, give, sighted, sign_out, take, take_itself
from marshrut.ledger.access_tokens import tokens
from marshrut.policy import RIGHTS, Role

LONGEST = 3_650


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
@click.option(
    "--expires-days",
    "days",
    type=click.IntRange(1, LONGEST),
    default=DAYS,
    show_default=True,
    help="Days until it expires.",
)
@click.option("--reason", help="Why, as access events will tell.")
def create(
    *,
    database: str | None,
    role: str,
    organisation: str | None,
    regions: tuple[str, ...],
    functions: tuple[str, ...],
    actor: str | None,
    days: int,
    reason: str | None,
) -> None:
    """Print a new token, for the only time: no one can read it again."""
    with opened(settings(database)) as service:
        require_organisation(service, organisation)
        grant = Grant(
            actor=actor or _actor(role, organisation, regions),
            role=Role(role),
            organisation=organisation,
            regions=regions,
            functions=functions,
            days=days,
            reason=reason,
        )
        secret = give(service, manager_here(), grant).secret
    click.echo(secret)


@command.command("list")
@database_option
@click.option("--actor", metavar="NAME", help="Only this holder's.")
@click.option("--all", "ended", is_flag=True, help="Those that have ended too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(database: str | None, actor: str | None, *, ended: bool, as_json: bool) -> None:
    """Tell which tokens there are, by the ids that revoke them."""
    with opened(settings(database)) as service, service.reading.connect() as connection:
        found = tokens(connection, now=service.now(), actor=actor, ended=ended)
    shown = {"id": "token_id", "holder": "actor", "role": "role", "organisation": "organisation"}
    shown |= {"regions": "regions", "expires": "expires_at", "revoked": "revoked_at"}
    print_rows(found, shown, as_json=as_json)


@command.command("revoke")
@click.argument("given", metavar="[TOKEN]", type=str, default="")
@click.option("--id", "token_id", type=click.UUID, help="The token of this id.")
@click.option("--actor", metavar="NAME", help="All tokens of this holder.")
@click.option("--reason", help="Why, as access events will tell.")
@database_option
def revoke(
    database: str | None, given: str, token_id: UUID | None, actor: str | None, reason: str | None
) -> None:
    """End a token now. Without an argument it is read from stdin, out of the shell's history."""
    if sum(map(bool, (given, token_id, actor))) > 1:
        raise click.UsageError("name one of TOKEN, --id and --actor")
    with opened(settings(database)) as service:
        if token_id is not None:
            manager = manager_here()
            take(service, manager, sighted(service, manager, token_id), reason=reason)
        elif actor is not None:
            click.echo(sign_out(service, manager_here(), actor, reason=reason))
        elif not take_itself(service, manager_here(), (given or sys.stdin.readline()).strip()):
            raise click.ClickException("there is no such token, or it was revoked before")


def _actor(role: str, organisation: str | None, regions: tuple[str, ...]) -> str:
    """A name for a token that was given none: its role, its scope, and a mark of its own.

    Two people must not be one actor: the trail could not tell them apart (semantics S19).
    """
    scope = organisation or "+".join(regions) or RIGHTS[Role(role)].reach.name
    return f"{role}@{scope}#{token_hex(3)}".lower()
