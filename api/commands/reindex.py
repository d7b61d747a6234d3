"""``marshrut reindex``: what leads from a person to a case, made anew from the persons."""

from __future__ import annotations

import click
import msgspec

from api.commands.opened import database_option, opened, settings
from api.commands.progress import progress
from marshrut.application.reindexing import Reindexed, reindex
from marshrut.application.service import Service


@click.command("reindex")
@database_option
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
def command(database: str | None, *, as_json: bool) -> None:
    """Let every case be found by name, and duplicates be known: due once keys are restored."""
    with opened(settings(database), findable=False) as service:
        told = reindexed(service)
    click.echo(msgspec.json.encode(told) if as_json else in_words(told))


def reindexed(service: Service) -> Reindexed:
    """Make the look-up rows, with a bar."""
    with progress("Making cases findable") as advance:
        return reindex(service, progress=advance)


def in_words(told: Reindexed) -> str:
    """What was done; whoever cannot be found is named."""
    lines = [f"{told.cases} cases can be found by name; {told.erased} persons were erased"]
    if told.closed:
        lines.append(f"no key opens {len(told.closed)} cases: {_named(told.closed)}")
    if told.doubles:
        lines.append(f"doubles of earlier cases, {len(told.doubles)}: {_named(told.doubles)}")
    return "\n".join(lines)


def _named(case_ids: tuple[object, ...], most: int = 20) -> str:
    more = " …" if len(case_ids) > most else ""
    return ", ".join(map(str, case_ids[:most])) + more
