"""``marshrut master-key create``: the one secret of an installation."""

from __future__ import annotations

from pathlib import Path

import click

from marshrut.ledger.master_key import create_master_key


@click.group("master-key")
def command() -> None:
    """The master key, which opens all personal data."""


@command.command("create")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def create(path: Path) -> None:
    """Make a random master key in a new file that only you can read."""
    try:
        create_master_key(path)
    except FileExistsError:
        message = f"{path} exists, and a master key is never overwritten"
        raise click.ClickException(message) from None
