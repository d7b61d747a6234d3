"""``marshrut master-key``: the one secret of an installation, made and changed."""

from __future__ import annotations

from pathlib import Path

import click

from api.commands.opened import database_option, settings
from api.commands.progress import progress
from marshrut.ledger.key_rotation import rotate_master_key
from marshrut.ledger.master_key import create_master_key, load_master_key


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


@command.command("rotate")
@database_option
@click.option(
    "--new",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file of the new key, made with: marshrut master-key create",
)
def rotate(database: str | None, path: Path) -> None:
    """Wrap all keys anew under the key in a new file; again after a crash does no harm."""
    configured = settings(database)
    old, new = load_master_key(configured.master_key_path()), load_master_key(path)
    if old == new:
        raise click.ClickException(f"{path} holds the master key that is in use already")
    with progress("wrapping keys anew") as advance:
        changed = rotate_master_key(configured.keys_url, old=old, new=new, advance=advance)
    if not changed:
        click.echo("the keys were under this master key already", err=True)
    click.echo(
        f"from now on the master key is {path}: put it in the place of"
        f" {configured.master_key_path()}, start every process anew, and keep the old one"
        " apart only as long as backups of the keys from before today",
        err=True,
    )
