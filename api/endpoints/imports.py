"""Loading a list of graduates from a file."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request

from api.answers import OK, answer
from api.context import actor, incoming, require, service
from api.features import Feature
from api.organisation_directory import directory_of
from api.problems import MEDIA_TYPE, TYPE
from api.queries import load_query
from api.schemas.imports import ImportAnswer, ImportQuery
from api.shapes import shaped
from marshrut.application.imports import import_graduates
from marshrut.imports.graduate_list import GraduateList
from marshrut.imports.problems import BadFile
from marshrut.imports.sheet import MOST_BYTES
from marshrut.policy import Action
from marshrut.refusals import refuse

MOST_ROWS = 5_000
FORM_AROUND = 100_000
"""Bytes of a form besides its file."""

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "dry_run": {"type": "string", "enum": ["true", "false"]},
                    },
                }
            }
        },
    },
    "parameters": [
        {"in": "query", "name": "dry_run", "schema": {"type": "string", "enum": ["true", "false"]}}
    ],
}

feature = Feature("imports", "Lists of graduates, from files")


def import_list() -> Response:
    """Load a list of graduates (XLSX or CSV), or with ``dry_run`` only judge it.

    It is safe to send the same file again: what is known is skipped.
    """
    request.max_content_length = MOST_BYTES + FORM_AROUND
    require(Action.WRITE_CASES)
    dry_run = _is_dry_run()
    own = actor().organisation is not None
    try:
        listed = GraduateList(_file(), own_organisation=own)
    except BadFile as bad:
        return _unfit(bad)
    if len(listed) > MOST_ROWS:
        raise refuse("TOO_LARGE", limit=f"{MOST_ROWS} строк/rows; marshrut import")
    report = import_graduates(
        service(), incoming(), listed, directory=directory_of(service()), dry_run=dry_run
    )
    return answer(report)


view: Any = feature.blueprint.doc(**FORM)(import_list)
view = feature.blueprint.response(OK, ImportAnswer)(view)
view = feature.blueprint.alt_response("default", "DEFAULT_ERROR")(view)
feature.blueprint.route("/imports", methods=["POST"])(view)


def _is_dry_run() -> bool:
    query = load_query(ImportQuery)
    form = shaped(ImportQuery(), request.form.to_dict())
    return "true" in {query["dry_run"], form["dry_run"]}


def _file() -> bytes:
    if request.mimetype != "multipart/form-data":
        raise refuse("UNSUPPORTED_MEDIA_TYPE", accepted="multipart/form-data")
    file = request.files.get("file")
    if file is None or len(request.files) > 1:
        raise refuse("REQUIRED", field="file", expected="XLSX, CSV")
    data: bytes = file.read()
    return data


def _unfit(bad: BadFile) -> Response:
    """The problem of a file of which nothing can be taken: its own code, its own words."""
    first = bad.problems[0]
    status = 413 if first.code == "TOO_LARGE" else 422
    body: dict[str, Any] = {
        "type": TYPE + first.code,
        "title": "Файл не загружен",
        "status": status,
        "detail": first.detail,
        "code": first.code,
        "instance": request.path,
        "rows": 0,
        "accepted": 0,
        "rejected": 0,
        "errors": bad.problems,
    }
    response = Response(msgspec.json.encode(body), status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = "ru"
    return response
