"""``marshrut access``: who is kept out, and what was done to access."""

from __future__ import annotations

import click

from api.commands.lines import print_rows
from api.commands.manager import manager_here
from api.commands.opened import database_option, opened, settings
from marshrut.application.access import keep_out
from marshrut.ledger.access_denials import blocked_actors
from marshrut.ledger.access_events import Asked, Deed, events

MOST = 1_000


@click.group("access")
def command() -> None:
    """Who is kept out, and what was done to access."""


@command.command("block")
@click.argument("actor")
@click.option("--reason", help="Why, as access events will tell.")
@database_option
def block(database: str | None, actor: str, reason: str | None) -> None:
    """Keep ACTOR out, whatever token they hold: ours, or an identity provider's (oidc:SUBJECT)."""
    with opened(settings(database)) as service:
        if not keep_out(service, manager_here(), actor, blocked=True, reason=reason):
            raise click.ClickException(f"{actor} is blocked already")


@command.command("unblock")
@click.argument("actor")
@click.option("--reason", help="Why, as access events will tell.")
@database_option
def unblock(database: str | None, actor: str, reason: str | None) -> None:
    """Let ACTOR in again, by the tokens that have not ended."""
    with opened(settings(database)) as service:
        if not keep_out(service, manager_here(), actor, blocked=False, reason=reason):
            raise click.ClickException(f"{actor} is not blocked")


@command.command("blocked")
@database_option
def blocked(database: str | None) -> None:
    """Tell who is kept out, a line each."""
    with opened(settings(database)) as service, service.reading.connect() as connection:
        for actor in blocked_actors(connection):
            click.echo(actor)


@command.command("events")
@database_option
@click.option("--actor", metavar="NAME", help="Only what is about this holder.")
@click.option("--by", "by_actor", metavar="NAME", help="Only what this administrator did.")
@click.option("--kind", type=click.Choice([*Deed]), help="Only deeds of this kind.")
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only after this number.")
@click.option("--limit", type=click.IntRange(1, MOST), default=MOST, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def told(
    *,
    database: str | None,
    actor: str | None,
    by_actor: str | None,
    kind: str | None,
    after: int,
    limit: int,
    as_json: bool,
) -> None:
    """Tell what was done to access, by whom and how, oldest first."""
    asked = Asked(actor=actor, by_actor=by_actor, kind=kind, after=after, limit=limit)
    with opened(settings(database)) as service, service.reading.connect() as connection:
        found = events(connection, asked)
    shown = {"no": "number", "at": "at", "deed": "kind", "by": "by_actor", "way": "channel"}
    shown |= {"about": "actor", "role": "role", "refusal": "refusal", "reason": "reason"}
    print_rows(found, shown, as_json=as_json)
