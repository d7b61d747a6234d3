"""``marshrut erasure-act``: the act of a destruction, to be signed, with the extract of the log."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from api.commands.as_table import as_table, tell
from api.commands.opened import database_option, opened, settings
from api.erasure_acts import act_table, told_act
from marshrut.application.erasure_act import erasure_act


@click.command("erasure-act")
@database_option
@click.argument("case_id", type=click.UUID)
@as_table
def command(database: str | None, case_id: UUID, *, form: str, output: Path | None) -> None:
    """Write the act by which the person of a case was erased; no word of it is personal."""
    configured = settings(database)
    with opened(configured) as service:
        act = erasure_act(service, case_id)
    zone = ZoneInfo(configured.timezone)
    tell(form, output, table=lambda: act_table(act, zone), told=lambda: told_act(act))
