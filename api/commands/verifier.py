"""``marshrut verifier``: the program by which auditors verify what they were given."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

import api.standalone


@click.command("verifier")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
def command(output: Path | None) -> None:
    """Print marshrut_verify.py: one file that needs Python and the package «cryptography» alone."""
    program = files(api.standalone).joinpath("marshrut_verify.py").read_text("utf-8")
    if output is None:
        click.echo(program, nl=False)
    else:
        output.write_text(program, "utf-8")
