"""A file of a form as an answer."""

from __future__ import annotations

from collections.abc import Collection

from flask import Response

from api.attachments import attach
from api.forms.editions import digest, files_of
from api.forms.files import MEDIA_TYPES
from marshrut.forms.filled import Filled
from marshrut.refusals import refuse
from marshrut.reports.events import Edition


def file_answer(
    filled: Filled, content: Edition, formats: Collection[str], kind: str, name: str
) -> Response:
    """The file in the format ``kind``. Raises ``Refused`` where the form is not made in it."""
    check_format(formats, kind)
    return bytes_answer(files_of(filled, content, [kind])[kind], kind, name)


def check_format(formats: Collection[str], kind: str) -> None:
    """Raise ``Refused`` where the form is not made in the format."""
    if kind not in formats:
        raise refuse("INVALID", field="format", expected=" | ".join(formats))


def bytes_answer(data: bytes, kind: str, name: str) -> Response:
    """The bytes under a name, with their digest as the tag."""
    response = attach(Response(data, mimetype=MEDIA_TYPES[kind]), f"{name}.{kind}")
    response.set_etag(digest(kind, data).sha256)
    return response
