"""``marshrut report``: forms at any point, editions of them, and what is done to these."""

from __future__ import annotations

import click

from api.commands.report.editions import content, edition, editions, regenerate
from api.commands.report.issuing import issue
from api.commands.report.restating import restate
from api.commands.report.steps import accept, publish, send_back, submit
from api.commands.report.tables import cases, forms, table


@click.group("report")
def command() -> None:
    """Monitoring forms at any point, and their editions: issued, handed in, regenerated."""


for each in (
    forms,
    table,
    cases,
    issue,
    editions,
    edition,
    content,
    regenerate,
    restate,
    submit,
    accept,
    send_back,
    publish,
):
    command.add_command(each)
