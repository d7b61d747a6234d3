"""A filled form as a file, by the renderer of its edition: one that was used is never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.forms.pdf import pdf_file
from api.forms.renderer_1.lists import csv
from api.forms.renderer_1.records import json
from api.forms.renderer_1.workbook import xlsx
from api.table_files import FILES
from marshrut.forms.filled import Filled

Render = Callable[[Filled], bytes]

RENDERERS: Mapping[int, Mapping[str, Render]] = {
    1: {"xlsx": xlsx, "csv": csv, "json": json, "pdf": pdf_file},
}
"""By the number that an edition of a form names (``Form.renderer``), and by format.

Whatever would move a byte of what was issued is a new number here and in a new edition (S28).
"""

MEDIA_TYPES: Mapping[str, str] = {
    **{name: media for name, (media, _) in FILES.items()},
    "json": "application/json",
    "pdf": "application/pdf",
}
"""What each format is to HTTP."""


def render(filled: Filled, *, renderer: int, format: str) -> bytes:  # noqa: A002 - what it is called
    """The bytes of a form: the same for the same figures, whatever machine, time and place.

    ``KeyError``: there is no such renderer, or it does not make that format.
    """
    return RENDERERS[renderer][format](filled)
