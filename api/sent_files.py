"""Files that are sent in a form: read within bounds, and told what is wrong with them."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request
from marshmallow import Schema

from api.features import FORM_TYPE, TOO_LARGE, UNFIT
from api.problems import MEDIA_TYPE, TYPE
from api.shapes import shaped
from marshrut.imports.problems import BadFile
from marshrut.imports.sheet import MOST_BYTES
from marshrut.refusals import refuse

FORM_AROUND = 100_000
"""Bytes of a form besides its file."""


def allow_a_file() -> None:
    """Let the request be as large as a file may be; to be called before anything is read."""
    request.max_content_length = MOST_BYTES + FORM_AROUND


def sent_form(schema: type[Schema]) -> dict[str, Any]:
    """The fields of the form but the file. Raises ``Refused`` (415, 422)."""
    if request.mimetype != FORM_TYPE:
        raise refuse("UNSUPPORTED_MEDIA_TYPE", accepted=FORM_TYPE)
    return shaped(schema(), request.form.to_dict())


def sent_file_of_form() -> bytes:
    """The one file of the form. Raises ``Refused`` where there is none, or another."""
    file = request.files.get("file")
    if file is None or len(request.files) > 1:
        raise refuse("REQUIRED", field="file", expected="XLSX, CSV")
    data: bytes = file.read()
    return data


def unfit(bad: BadFile) -> Response:
    """The problem of a file of which nothing can be taken: its own code, its own words."""
    first = bad.problems[0]
    status = TOO_LARGE if first.code == "TOO_LARGE" else UNFIT
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
        "columns": bad.columns,
    }
    response = Response(msgspec.json.encode(body), status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = "ru"
    return response
