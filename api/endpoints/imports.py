"""Loading a list of graduates from a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response, url_for

from api.answers import OK, answer
from api.attachments import attach
from api.context import actor, incoming, require, service, services
from api.features import FORM_TYPE, TOO_LARGE, UNFIT, Feature
from api.organisation_directory import directory_of
from api.problems import MEDIA_TYPE
from api.queries import load_query
from api.schemas.imports import (
    OWN_LISTS,
    ImportAnswer,
    ImportQuery,
    ImportRefusedAnswer,
    ImportsAnswer,
    ImportsQuery,
    SentRowsAnswer,
    TemplateQuery,
)
from api.sent_files import allow_a_file, sent_file_of_form, sent_form, unfit
from marshrut.application.import_jobs import (
    Job,
    finish,
    job_of,
    own_jobs,
    sent_file,
    submit,
    tell,
)
from marshrut.application.imports import Report, check_may_load, check_run, import_list
from marshrut.application.plain_writes import check_right
from marshrut.application.verification_runs import open_run
from marshrut.imports.errors_sheet import errors_sheet
from marshrut.imports.kinds import kinds
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile
from marshrut.imports.template import csv_template, xlsx_template
from marshrut.policy import Action
from marshrut.records.runs import Run
from marshrut.refusals import refuse

MOST_ROWS = 5_000
"""That are loaded before they are answered."""

MOST_TOLD = 1_000
"""Errors and warnings in an answer; the workbook of errors has them all."""

ACCEPTED = 202
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
TEMPLATES = {"xlsx": (xlsx_template, XLSX), "csv": (csv_template, CSV)}
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            FORM_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "dry_run": {"type": "string", "enum": ["true", "false"]},
                        "kind": {"type": "string", "enum": list(kinds())},
                        "run_id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    },
    "parameters": [
        {"in": "query", "name": "dry_run", "schema": {"type": "string", "enum": ["true", "false"]}},
        {"in": "query", "name": "kind", "schema": {"type": "string", "enum": list(kinds())}},
        {"in": "query", "name": "run_id", "schema": {"type": "string", "format": "uuid"}},
    ],
}

feature = Feature("imports", "Lists of graduates, from files")


def load_list() -> Response:
    """Load a list (XLSX or CSV), or with ``dry_run`` only judge it and say how it was understood.

    Its ``kind`` (graduates, or facts of theirs) is recognised where it is not said; an extract
    names its run as ``run_id``. It is safe to
    send the same file again: what is known is skipped. A list of more than 5,000 rows is answered
    202 with a ``Location`` to poll, and is loaded by and by.
    """
    allow_a_file()
    _require_any()
    dry_run, kind, run_id = _asked()
    data = sent_file_of_form()
    try:
        listed = _listed(data, kind)
    except BadFile as bad:
        return unfit(bad)
    run = _run(listed.kind, run_id)
    here = len(listed) <= MOST_ROWS
    sent: dict[str, Any] = {
        "kind": listed.kind,
        "rows": len(listed),
        "dry_run": dry_run,
        "here": here,
        "run_id": run_id,
    }
    import_id = submit(service(), incoming(), data, **sent)
    place = url_for("imports.read_import", import_id=import_id)
    if not here:
        services().load_lists()
        return answer(_told(job_of(service(), actor(), import_id)), ACCEPTED, Location=place)
    report = Report()
    import_list(
        service(),
        incoming(),
        listed,
        directory=directory_of(service()),
        dry_run=dry_run,
        report=report,
        progress=lambda done, _: tell(service(), import_id, done=done, report=report),
        run=run,
    )
    finish(service(), import_id, report, listed)
    return answer(_told(job_of(service(), actor(), import_id)), Location=place)


view: Any = feature.blueprint.doc(**FORM)(load_list)
view = feature.blueprint.alt_response(ACCEPTED, schema=ImportAnswer)(view)
view = feature.blueprint.response(OK, ImportAnswer)(view)
for code in (UNFIT, TOO_LARGE):
    view = feature.blueprint.alt_response(
        code, schema=ImportRefusedAnswer, content_type=MEDIA_TYPE
    )(view)
view = feature.blueprint.alt_response("default", "DEFAULT_ERROR")(view)
feature.blueprint.route("/imports", methods=["POST"])(view)


@feature.read("/imports", query=ImportsQuery, answers=ImportsAnswer)
def read_imports(*, query: dict[str, Any]) -> Response:
    """Tell the lists that the asker has sent, the latest first."""
    _require_any()
    return answer({"imports": own_jobs(service(), actor(), limit=query.get("limit", OWN_LISTS))})


@feature.read("/imports/template", query=TemplateQuery, files=(XLSX, CSV))
def read_template(*, query: dict[str, Any]) -> Response:
    """A list to be filled in: headings, an example, the values of coded columns."""
    require(Action.READ_REFERENCE)
    kind, suffix = kinds()[query["kind"]], query["format"]
    make, mimetype = TEMPLATES[suffix]
    return attach(Response(make(kind), mimetype=mimetype), f"{kind.code}.{suffix}")


@feature.read("/imports/<uuid:import_id>", answers=ImportAnswer)
def read_import(*, import_id: UUID, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell how far a list is that the asker has sent; its errors, for three days after the end."""
    _require_any()
    job = job_of(service(), actor(), import_id)
    if job.finished_at is None:  # whoever was at it may be gone
        services().load_lists()
    return answer(_told(job))


@feature.read("/imports/<uuid:import_id>/rows", answers=SentRowsAnswer)
def read_sent_rows(*, import_id: UUID, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell the rows that errors are about as they were sent; 404 where nothing is kept of them."""
    _require_any()
    report = job_of(service(), actor(), import_id).report
    if report is None:
        raise refuse("NOT_FOUND")
    told = {"import_id": import_id, "columns": report.columns, "rows": report.sent}
    return answer(told)


@feature.read("/imports/<uuid:import_id>/errors", files=(XLSX,))
def read_errors(*, import_id: UUID, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """The list back as XLSX, wrong cells marked with the reason; 404 where there is none."""
    _require_any()
    job = job_of(service(), actor(), import_id)
    data = sent_file(service(), actor(), import_id)
    if data is None or job.report is None:
        raise refuse("NOT_FOUND")
    listed = _listed(data, job.kind)
    marked = errors_sheet(listed.cells, listed.columns, job.report.errors)
    return attach(Response(marked, mimetype=XLSX), f"errors-{import_id}.xlsx")


def _require_any() -> None:
    """Raise ``Refused`` (``FORBIDDEN``) for who may load lists of no kind."""
    check_right(actor(), Action.WRITE_CASES, Action.VERIFY_CASES)


def _run(kind: str, run_id: UUID | None) -> Run | None:
    """The run of an extract. Raises ``Refused``: none is named, or it takes no more."""
    check_may_load(incoming(), kind)
    check_run(kind, run_id)
    return open_run(service(), incoming(), run_id) if run_id is not None else None


def _told(job: Job) -> dict[str, Any]:
    """The job as it is answered: what is wrong, the first thousand of it."""
    report = job.report or Report()
    told = msgspec.structs.asdict(job)
    del told["report"]
    return told | {
        "errors": report.errors[:MOST_TOLD],
        "errors_in_all": len(report.errors),
        "warnings": report.warnings[:MOST_TOLD],
        "warnings_in_all": len(report.warnings),
        "columns": report.columns,
    }


def _listed(data: bytes, kind: str | None) -> ListFile:
    return ListFile(data, own_organisation=actor().organisation is not None, kind=kind)


def _asked() -> tuple[bool, str | None, UUID | None]:
    """Whether to write nothing, the kind, the run; said in the address or in the form."""
    query = load_query(ImportQuery)
    form = sent_form(ImportQuery)
    kind, run_id = (query.get(name) or form.get(name) for name in ("kind", "run_id"))
    return "true" in {query["dry_run"], form["dry_run"]}, kind, run_id
