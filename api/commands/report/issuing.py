"""``marshrut report issue``: an edition of a form, pinned to a point, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import click
import msgspec

from api.commands.opened import database_option, opened, settings
from api.commands.report.asked import Asked, form_options, zone_of
from api.commands.whoami import request_as
from api.forms.about import Made
from api.forms.editions import digest, files_of, filled_of
from api.read_models import read_models
from marshrut.application.reports import begin_issue, check_issue
from marshrut.application.reports import issue as issue_edition
from marshrut.policy import Role
from projections.forms.editions import asked_of


@click.command("issue")
@database_option
@click.argument("form", metavar="FORM")
@form_options
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files here, named by the form, the day and the report.",
)
@click.option("--actor", metavar="NAME", help="Who issues it; the user by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def issue(
    database: str | None,
    form: str,
    *,
    directory: Path | None,
    actor: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Issue an edition of FORM: a draft with the SHA-256 of every file; prints its id.

    Of an --organisation it is issued as its centre's, of a --region as its base centre's.
    """
    asked = Asked.of(options)
    if asked.organisation is None and asked.region is None:
        raise click.UsageError("say whose edition it is: --organisation or --region")
    centre = asked.organisation is not None
    request = request_as(
        Role.CK_STAFF if centre else Role.BCK_STAFF,
        organisation=asked.organisation,
        regions=() if asked.region is None else (asked.region,),
        name=actor,
    )
    with opened(settings(database)) as service:
        begin_issue(service, request)
        content = asked.content(service, form, zone_of(database), issued_on=service)
        check_issue(service, request, content)
        made = Made(uuid4(), request.stamp(None))
        projections = read_models(service)
        filled = filled_of(projections, content, made)
        found = asked_of(content).form
        files = files_of(filled, content, found.formats)
        saved = issue_edition(
            service,
            request,
            report_id=made.report_id,
            content=content,
            files=[digest(kind, data) for kind, data in files.items()],
        )
    if directory is not None:
        directory.mkdir(parents=True, exist_ok=True)
        for kind, data in files.items():
            name = f"{found.name}-{content.as_of}-{str(saved.report_id)[:8]}.{kind}"
            directory.joinpath(name).write_bytes(data)
    told = {
        **msgspec.structs.asdict(saved),
        "files": [digest(kind, data) for kind, data in files.items()],
        "violations": filled.violations,
    }
    if as_json:
        click.echo(msgspec.json.encode(told))
        return
    click.echo(str(saved.report_id))
    for file in told["files"]:
        click.echo(f"{file.sha256}  {file.format}, {file.bytes} B", err=True)
    if filled.violations:
        click.echo(f"Проверок нарушено: {filled.violations}; где — в файле и в таблице.", err=True)
