"""The files of a form by renderer and format."""

from __future__ import annotations

import msgspec

from marshrut.forms.filled import Filled

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
}


def render(filled: Filled, *, renderer: int, format: str) -> bytes:  # noqa: A002 - the API's word
    """The bytes of the file."""
    return f"{format}{renderer}".encode() + msgspec.json.encode(filled)
