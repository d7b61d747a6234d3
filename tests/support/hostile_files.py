"""Files that nobody should send: workbooks that lie or explode, and text that is no table.

Each says by its name what it is, and what it must be answered; ``None`` where a list of nothing
unusual comes of it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests.support.lists import ROW, csv_of, xlsx_of

LIST = xlsx_of([list(ROW), list(ROW.values())])
TEXT = csv_of(ROW)
SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ONE = b'<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = b'<row><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by their names."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """An archive of the parts: the same whenever it is made."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, method)
    return file.getvalue()


def with_parts(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """The list with other parts, or more of them."""
    return packed(parts_of(LIST) | parts, method)


def with_sheet(rows: bytes, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """The list with other rows."""
    sheet = b"<worksheet %s>%s<sheetData>%s</sheetData>%s</worksheet>"
    return with_parts({SHEET: sheet % (NAMESPACE, before, rows, after)})


def _doctype() -> bytes:
    whole = parts_of(LIST)[SHARED]
    head, rest = whole.split(b"?>", 1)
    return head + b'?><!DOCTYPE sst [<!ENTITY a0 "ha">' + LAUGHS + b"]>" + rest


def _elsewhere() -> bytes:
    """The sheet lies under a name that sheets do not have."""
    parts = parts_of(with_sheet(FAR))
    parts["xl/other.xml"] = parts.pop(SHEET)
    parts[RELATIONS] = parts[RELATIONS].replace(b"worksheets/sheet1.xml", b"other.xml")
    return packed(parts)


def _many_sheets_of_one() -> bytes:
    """Every sheet is the same part, as large as one may be."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="150000"><c r="T150000"/></row>'
    parts = parts_of(with_sheet(cells))
    first = b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
    assert first in parts[BOOK]
    more = b"".join(first.replace(b"Sheet1", b"S%d" % number) for number in range(200))
    return packed(parts | {BOOK: parts[BOOK].replace(first, more)})


def _overlapping() -> bytes:
    """Every entry of the directory leads to one and the same body."""
    body = packed({"x.xml": b"0" * 1_000_000})
    begin, end = body.index(b"PK\x01\x02"), body.index(b"PK\x05\x06")
    entries = b"".join(body[begin:end].replace(b"x.xml", b"%05d" % number) for number in range(900))
    sizes = struct.pack("<HHII", 900, 900, len(entries), begin)
    return body[:begin] + entries + body[end : end + 8] + sizes + b"\0\0"


def _lying_about_sizes(size: int = 5_000_000) -> bytes:
    told = packed({SHEET: b"0" * size})
    return told.replace(struct.pack("<I", size), struct.pack("<I", 1_000))


def _wrong_checksum() -> bytes:
    """One byte of a part is another than its checksum says."""
    stored = bytearray(packed(parts_of(LIST), ZIP_STORED))
    stored[stored.index(b"<sheetData>") + 1] ^= 1
    return bytes(stored)


def _of_64_bits() -> bytes:
    """Sizes as ZIP64 tells them, beyond all there is."""
    entry = ZipInfo(SHEET)
    entry.extra = struct.pack("<HHQQ", 1, 16, 2**63, 2**63)
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(entry, b"x")
    one = struct.pack("<II", 1, 1)
    return file.getvalue().replace(one, b"\xff" * 8)


def _named_twice() -> bytes:
    file = BytesIO(LIST)
    with ZipFile(file, "a") as archive:
        archive.writestr(ZipInfo(SHEET.upper()), parts_of(with_sheet(FAR))[SHEET])
    return file.getvalue()


def _two_archives() -> bytes:
    """One archive behind another: which of them is read depends on who reads."""
    return with_sheet(FAR) + LIST


def _locked() -> bytes:
    data = bytearray(LIST)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _ods() -> bytes:
    cell = b'<table:table-cell table:number-columns-repeated="16384"/>'
    row = b'<table:table-row table:number-rows-repeated="1048576">%s</table:table-row>' % cell
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": row})


def _shared(times: int) -> bytes:
    """One long text that many cells share."""
    row = b"<row>" + b'<c t="s"><v>0</v><f>1</f></c>' * 100 + b"</row>"
    texts = b"<sst><si><r><t>%s</t></r></si></sst>" % (b"x" * 32_000)
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NAMESPACE, row * times)
    return with_parts({SHARED: texts, SHEET: sheet})


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "as large as its two corners": (
        lambda: with_sheet(ONE + b'<row r="200000"><c r="SF200000"><v>1</v></c></row>'),
        "TOO_LARGE",
    ),
    "a cell far away behind a sign": (
        lambda: with_sheet(b'<row><c s=">" r="XFD1048576"><v>1</v></c></row>' + ONE),
        "TOO_LARGE",
    ),
    "a cell far away after a blank": (
        lambda: with_sheet(FAR.replace(b"r=", b"r = ") + ONE),
        "TOO_LARGE",
    ),
    "a cell far away by a reference": (
        lambda: with_sheet(FAR.replace(b"XFD", b"&#88;FD") + ONE),
        "TOO_LARGE",
    ),
    "a cell far away with a prefix": (
        lambda: with_sheet(FAR.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")),
        "TOO_LARGE",
    ),
    "a cell far away on a sheet elsewhere": (_elsewhere, "TOO_LARGE"),
    "a cell in small letters": (lambda: with_sheet(FAR.replace(b"XFD", b"xfd")), "TOO_LARGE"),
    "a cell nowhere": (lambda: with_sheet(ONE.replace(b"A1", b"A-1")), "UNREADABLE"),
    "rows that do not say where they stand": (
        lambda: with_sheet(b"<row/>" * 200_001 + ONE),
        "TOO_LARGE",
    ),
    "a wide row and many short ones": (
        lambda: with_sheet(b"<row>" + b"<c/>" * 499 + b"</row>" + b"<row><c/></row>" * 100_000),
        "TOO_LARGE",
    ),
    "a long text that many cells share": (lambda: _shared(100), "TOO_LARGE"),
    "a long text that some cells share": (lambda: _shared(2), "NO_HEADINGS"),
    "a dimension that lies": (
        lambda: with_sheet(ONE, before=b'<dimension ref="A1:XFD1048576"/>'),
        "NO_HEADINGS",
    ),
    "everything merged": (
        lambda: with_sheet(
            ONE, after=b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' * 100
        ),
        "NO_HEADINGS",
    ),
    "one sheet two hundred times": (_many_sheets_of_one, "NO_HEADINGS"),
    "entities": (lambda: with_parts({SHARED: _doctype()}), "UNREADABLE"),
    "a sheet in UTF-16": (
        lambda: with_parts({SHEET: parts_of(LIST)[SHEET].decode().encode("utf-16")}),
        "UNREADABLE",
    ),
    "a sheet cut short": (lambda: with_parts({SHEET: parts_of(LIST)[SHEET][:400]}), "UNREADABLE"),
    "macros and links to other files": (
        lambda: with_parts(
            {
                "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99,
                "xl/externalLinks/externalLink1.xml": b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
                "xl/embeddings/a.zip": LIST,
            }
        ),
        None,
    ),
    "more than it may be unpacked": (lambda: packed({"a.bin": b"0" * 50_000_001}), "TOO_LARGE"),
    "a bomb in a bomb": (
        lambda: with_parts({"a.zip": packed({"b": b"0" * 9_000_000})}),
        None,
    ),
    "entries that share their body": (_overlapping, "TOO_LARGE"),
    "sizes that lie": (_lying_about_sizes, "UNREADABLE"),
    "sizes beyond all": (_of_64_bits, "TOO_LARGE"),
    "a wrong checksum": (_wrong_checksum, "UNREADABLE"),
    "packed as workbooks are not": (
        lambda: with_parts({SHEET: b" " * 900_000}, ZIP_BZIP2),
        "UNREADABLE",
    ),
    "more entries than are read": (
        lambda: packed({f"{number}": b"" for number in range(1_001)}),
        "TOO_LARGE",
    ),
    "a part named twice": (_named_twice, "UNREADABLE"),
    "two archives": (_two_archives, None),
    "names that lead out": (
        lambda: with_parts(
            {"../../../etc/x.xml": b"<a/>", "..\\x.xml": b"<a/>", "/x.xml": b"<a/>"}
        ),
        None,
    ),
    "locked": (_locked, "OLD_OR_LOCKED"),
    "an ODS": (_ods, "OTHER_FORMAT"),
    "an XLSB": (lambda: packed({"xl/workbook.bin": b"x"}), "OTHER_FORMAT"),
    "a text document": (lambda: packed({"word/document.xml": b"<a/>"}), "OTHER_FORMAT"),
    "another archive": (lambda: packed({"readme.txt": b"hello"}), "UNREADABLE"),
    "nothing but its beginning": (lambda: LIST[:300], "UNREADABLE"),
}

TEXTS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "a page": (lambda: b"\xef\xbb\xbf <!DOCTYPE html><table><tr><td>1</table>", "OTHER_FORMAT"),
    "XML": (lambda: b'<?xml version="1.0"?><Workbook/>', "OTHER_FORMAT"),
    "a PDF": (lambda: b"%PDF-1.7\n", "OTHER_FORMAT"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "OTHER_FORMAT"),
    "packed text": (lambda: b"\x1f\x8b" + b"\0" * 99, "OTHER_FORMAT"),
    "the old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "OLD_OR_LOCKED"),
    "nothing": (lambda: b"", "NO_HEADINGS"),
    "zeros": (lambda: TEXT.replace(b"2005", b"20\x0005"), "UNREADABLE"),
    "zeros in UTF-16": (
        lambda: TEXT.decode().replace("2005", "20\x0005").encode("utf-16"),
        "UNREADABLE",
    ),
    "UTF-16": (lambda: TEXT.decode().encode("utf-16"), None),
    "UTF-16 without its mark": (lambda: TEXT.decode().encode("utf-16-le"), "UNREADABLE"),
    "UTF-32": (lambda: TEXT.decode().encode("utf-32"), "UNREADABLE"),
    "windows-1251": (lambda: TEXT.decode().encode("cp1251"), None),
    "the code page of DOS": (lambda: TEXT.decode().encode("cp866"), None),
    "no code page at all": (lambda: b"\x98\xff" + TEXT, "WRONG_ENCODING"),
    "an open quote": (lambda: b'"' + TEXT, "NO_HEADINGS"),
    "an open quote before megabytes": (lambda: b'"' + b"x;\n" * 3_000_000, "UNREADABLE"),
    "a line of ten megabytes": (lambda: b"x" * 9_999_999, "UNREADABLE"),
    "a row of millions of cells": (lambda: b"12;" * 3_000_000, "TOO_LARGE"),
    "millions of cells": (lambda: (b"1;" * 499 + b"\n") * 6_100, "TOO_LARGE"),
    "millions of empty lines": (lambda: b"\n" * 5_000_000, "TOO_LARGE"),
    "empty lines of every kind": (lambda: b"\r\n\n\r" * 1_000 + TEXT, "NO_HEADINGS"),
    "line ends of every kind": (lambda: TEXT.replace(b"\n", b"\r") + b"\n\r\n\r\r\n", None),
    "more than a file may be": (lambda: b"x" * 10_000_001, "TOO_LARGE"),
}
