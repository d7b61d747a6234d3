"""Records of a kind from a table: many at once, judged first where that is asked (F061, F062)."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from api.answers import OK, answer
from api.attachments import attach
from api.context import incoming, require, service
from api.features import Feature
from api.records import asked_kind
from api.schemas.records_upload import RecordsForm, RecordsLoadedAnswer
from api.sent_files import allow_a_file, sent_file_of_form, sent_form, unfit
from marshrut.application.plain_writes import check_right
from marshrut.application.record_sheets import read_records, records_template
from marshrut.application.records_load import load_records
from marshrut.imports.problems import BadFile
from marshrut.policy import Action

feature = Feature("records_upload", "Records of a kind from a table")

TABLE = "/record-kinds/<kind>/table"
CSV = "text/csv"
FIELDS: dict[str, dict[str, Any]] = {
    "dry_run": {"type": "string", "enum": ["true", "false"]},
    "effective_on": {"type": "string", "format": "date"},
}


@feature.send(TABLE, fields=FIELDS, answers=RecordsLoadedAnswer, status=OK)
def send_table(*, kind: str) -> Response:
    """Open a record for each row of a table (XLSX or CSV), or with ``dry_run`` only judge it.

    It is safe to send the same table again: what is there is skipped.
    """
    found = asked_kind(kind)
    allow_a_file()
    check_right(incoming().actor, found.opening)
    form = sent_form(RecordsForm)
    try:
        rows = read_records(sent_file_of_form(), found)
    except BadFile as bad:
        return unfit(bad)
    told = load_records(
        service(),
        incoming(),
        found,
        rows,
        effective_on=form.get("effective_on") or service().today(),
        dry_run=form.get("dry_run") == "true",
    )
    return answer({"kind": found.path, **msgspec.structs.asdict(told)})


@feature.read(f"{TABLE}/template", files=(CSV,))
def read_template(*, query: dict[str, Any], kind: str) -> Response:  # noqa: ARG001 - there is none
    """A table to be filled in: a column for each field that a cell can hold."""
    found = asked_kind(kind)
    require(Action.READ_REFERENCE)
    return attach(Response(records_template(found), mimetype=CSV), f"{found.path}.csv")
