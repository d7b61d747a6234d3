"""Files that are no tables of ours, known by how they begin: said what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marshrut.imports.problems import bad_file

OLE = b"\xd0\xcf\x11\xe0"
"""Before 2007 workbooks began so; those with a password still do."""

MARK = b"\xef\xbb\xbf"
MARKUP = re.compile(
    rb"\s{0,1000}<(?:\?xml|!doctype|html|head|body|table|meta|style)", re.IGNORECASE
)
"""Pages and XML that are called ``.xls``: spreadsheets open them, and say nothing."""

BEGINNINGS: Mapping[bytes, str] = {
    b"%PDF": "документ PDF",
    b"{\\rtf": "документ RTF",
    b"\x89PNG": "изображение",
    b"\xff\xd8\xff": "изображение",
    b"GIF8": "изображение",
    b"Rar!": "архив",
    b"7z\xbc\xaf": "архив",
    b"\x1f\x8b": "архив",
    b"BZh": "архив",
    b"\xfd7zXZ": "архив",
    b"PK\x05\x06": "пустой архив",
    b"SQLite format 3": "база данных",
}


def check_kind(data: bytes) -> None:
    """Raise ``BadFile`` for what is neither XLSX nor text with separators."""
    if data.startswith(OLE):
        raise bad_file("OLD_OR_LOCKED")
    if MARKUP.match(data.removeprefix(MARK)):
        raise bad_file("OTHER_FORMAT", what="веб-страница или XML")
    for beginning, what in BEGINNINGS.items():
        if data.startswith(beginning):
            raise bad_file("OTHER_FORMAT", what=what)
