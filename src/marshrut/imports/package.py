"""The package of a workbook: its parts checked, and packed anew for whoever reads it.

Two readers of one archive may find other parts in it (names twice, two directories, sizes that
lie), and one checked part does not vouch for another. So what is checked here is what is read:
parts that hold no cells, macros and links to other files among them, are not even passed on.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from marshrut.imports.extent import check_extent
from marshrut.imports.problems import bad_file

MOST_UNPACKED = 50_000_000
MOST_ENTRIES = 1_000
ENTRY = b"PK\x01\x02"
"""How an entry of an archive's directory begins."""

ENCRYPTED = 0x1
METHODS = {ZIP_STORED, ZIP_DEFLATED}
"""Those of workbooks; of others the library unpacks more at once than was asked for."""

READ = (".xml", ".rels")
PASSED_OVER = (
    *("docprops/", "customxml/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/theme/"),
    *("xl/externallinks/", "xl/pivot", "xl/tables/", "xl/comments", "xl/threadedcomments/"),
    *("xl/printersettings/", "xl/embeddings/", "xl/activex/", "xl/ctrlprops/", "xl/calcchain"),
    *("xl/querytables/", "xl/connections", "xl/persons/", "xl/vba", "xl/macrosheets/"),
)
DISGUISES = {
    "content.xml": "таблица ODS",
    "xl/workbook.bin": "книга XLSB",
    "word/document.xml": "документ Word",
    "ppt/presentation.xml": "презентация",
}
"""What an archive is, by a part that only such has."""

DAMAGE = (
    *(BadZipFile, ExpatError, zlib.error, struct.error, EOFError, OSError, OverflowError),
    *(ValueError, RuntimeError, LookupError),
)
"""What comes of an archive that is none, or not what it says."""


def repacked(data: bytes) -> BytesIO:
    """The parts of the workbook that hold its cells, in an archive of our own.

    Raises ``BadFile``: too large, or spread over a sheet beyond measure; another kind of file.
    """
    if data.count(ENTRY) > MOST_ENTRIES:
        raise bad_file("TOO_LARGE", what="частей в архиве", limit=f"{MOST_ENTRIES}")
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            return _packed(_parts(archive))
    except DAMAGE as error:
        raise bad_file("UNREADABLE") from error


def _check_directory(entries: list[ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        limit = f"{MOST_UNPACKED // 1_000_000} МБ"
        raise bad_file("TOO_LARGE", what="после распаковки", limit=limit)
    if len(set(names)) < len(names):
        raise bad_file("UNREADABLE")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise bad_file("OLD_OR_LOCKED")
    for name in names:
        if name in DISGUISES:
            raise bad_file("OTHER_FORMAT", what=DISGUISES[name])


def _parts(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    for entry in archive.infolist():
        name = entry.filename.casefold()
        if not name.endswith(READ) or name.startswith(PASSED_OVER):
            continue
        if entry.compress_type not in METHODS:
            raise bad_file("UNREADABLE")
        with archive.open(entry) as part:
            yield entry.filename, part.read(entry.file_size + 1)  # no more, whatever is there


def _packed(parts: Iterator[tuple[str, bytes]]) -> BytesIO:
    file = BytesIO()
    contents = []
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(ZipInfo(name), content)
            contents.append(content)
    check_extent(contents)
    file.seek(0)
    return file
