"""The parts of a workbook in one ZIP: stored as they are, with no trace of when and where."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can tell."""

MS_DOS = 0
READ_WRITE = 0o600 << 16


def stored(parts: Iterable[tuple[str, str]]) -> bytes:
    """The parts by name, in the order given: compression libraries change bytes (S28)."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, text in parts:
            about = ZipInfo(name, EPOCH)
            about.create_system = MS_DOS
            about.external_attr = READ_WRITE
            archive.writestr(about, text.encode())
    return file.getvalue()
