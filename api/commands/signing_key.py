"""``marshrut signing-key``: the keys by which checkpoints are signed."""

from __future__ import annotations

import click
import msgspec

from api.commands.opened import database_option, opened, settings
from marshrut.ledger.signing_keys import LogKey


@click.group("signing-key")
def command() -> None:
    """The keys that sign checkpoints of the ledger; the public ones go to auditors."""


@command.command("list")
@database_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the notes of handing over.")
def show(database: str | None, *, as_json: bool) -> None:
    """Print the public keys from the first, the one that signs last; the first is made."""
    with opened(settings(database)) as service:
        keys = service.checkpoints.log_keys()
    if as_json:
        click.echo(msgspec.json.encode([_told(key) for key in keys]))
        return
    for key in keys:
        click.echo(str(key.public))


@command.command("rotate")
@database_option
def rotate(database: str | None) -> None:
    """Let a new key sign from now on, and print it; the old one vouches for it and is destroyed."""
    with opened(settings(database)) as service:
        made = service.checkpoints.rotate(now=service.now())
    click.echo(str(made.public))


def _told(key: LogKey) -> dict[str, object]:
    return {
        "number": key.number,
        "public_key": str(key.public),
        "hand_over": key.hand_over,
        "signs": key.signs,
        "created_at": key.created_at,
    }
