"""A workbook: sheets, the styles and texts that they share, and the parts of its package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from api.forms.renderer_1.markup import DECLARED, attribute, element, text
from api.forms.renderer_1.package import stored
from api.forms.renderer_1.patterns import Strings
from api.forms.renderer_1.sheet import Paper, Sheet
from api.forms.renderer_1.styles import MAIN, Style, Styles

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31


class Book:
    """A workbook that is made sheet by sheet."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.sheets: list[Sheet] = []
        self._styles, self._strings = Styles(), Strings()

    def style(self, style: Style) -> int:
        """The number of a style."""
        return self._styles.number(style)

    def sheet(self, name: str, widths: Sequence[float], paper: Paper) -> Sheet:
        """A new last sheet; its name is made one that spreadsheets accept."""
        sheet = Sheet(self._free(name), widths, self._strings, paper)
        self.sheets.append(sheet)
        return sheet

    def _free(self, name: str) -> str:
        taken = {sheet.name.lower() for sheet in self.sheets} | {"history"}
        clean = " ".join(FORBIDDEN.sub(" ", name).split()).strip(" '")
        for count in range(1, len(taken) + 2):
            ending = f" ({count})" if count > 1 else ""
            free = (_cut(clean, LONGEST_NAME - len(ending)) or "Лист") + ending
            if free.lower() not in taken:
                return free
        raise AssertionError(name)

    def file(self) -> bytes:
        """The bytes of the workbook."""
        return stored(self._parts())

    def _parts(self) -> Iterator[tuple[str, str]]:
        numbers = range(1, len(self.sheets) + 1)
        yield "[Content_Types].xml", self._content_types()
        yield (
            "_rels/.rels",
            _relations(
                [
                    ("workbook", f"{OFFICE}/officeDocument", "xl/workbook.xml"),
                    (
                        "core",
                        f"{PACKAGE}/relationships/metadata/core-properties",
                        "docProps/core.xml",
                    ),
                ]
            ),
        )
        yield "docProps/core.xml", self._properties()
        yield "xl/workbook.xml", self._workbook()
        yield (
            "xl/_rels/workbook.xml.rels",
            _relations(
                [
                    *(
                        (f"sheet{n}", f"{OFFICE}/worksheet", f"worksheets/sheet{n}.xml")
                        for n in numbers
                    ),
                    ("styles", f"{OFFICE}/styles", "styles.xml"),
                    ("strings", f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
                ]
            ),
        )
        for number, sheet in zip(numbers, self.sheets, strict=True):
            yield f"xl/worksheets/sheet{number}.xml", sheet.xml(first=number == 1)
        yield "xl/styles.xml", self._styles.xml()
        yield "xl/sharedStrings.xml", self._strings.xml()

    def _workbook(self) -> str:
        sheets = (
            f'<sheet name="{attribute(sheet.name)}" sheetId="{number}" r:id="sheet{number}"/>'
            for number, sheet in enumerate(self.sheets, 1)
        )
        names = (
            element("definedName", {"name": name, "localSheetId": number}, [text(where)])
            for number, sheet in enumerate(self.sheets)
            for name, where in sheet.names
        )
        parts = [
            element("bookViews", {}, ['<workbookView windowWidth="28800" windowHeight="15000"/>']),
            element("sheets", {}, sheets),
            element("definedNames", {}, names),
        ]
        return DECLARED + element("workbook", {"xmlns": MAIN, "xmlns:r": OFFICE}, parts)

    def _content_types(self) -> str:
        kinds = [
            ("docProps/core.xml", PROPERTIES),
            ("xl/workbook.xml", f"{SPREADSHEET}.sheet.main+xml"),
            *(
                (f"xl/worksheets/sheet{number}.xml", f"{SPREADSHEET}.worksheet+xml")
                for number in range(1, len(self.sheets) + 1)
            ),
            ("xl/styles.xml", f"{SPREADSHEET}.styles+xml"),
            ("xl/sharedStrings.xml", f"{SPREADSHEET}.sharedStrings+xml"),
        ]
        parts = [
            element("Default", {"Extension": "rels", "ContentType": RELATIONS}),
            element("Default", {"Extension": "xml", "ContentType": "application/xml"}),
            *(element("Override", {"PartName": f"/{p}", "ContentType": k}) for p, k in kinds),
        ]
        return DECLARED + element("Types", {"xmlns": f"{PACKAGE}/content-types"}, parts)

    def _properties(self) -> str:
        spaces = {
            "xmlns:cp": f"{PACKAGE}/metadata/core-properties",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }
        title = f"<dc:title>{text(self.title)}</dc:title>"
        return DECLARED + element("cp:coreProperties", spaces, [title])


def _relations(told: Sequence[tuple[str, str, str]]) -> str:
    each = (element("Relationship", {"Id": i, "Type": t, "Target": where}) for i, t, where in told)
    return DECLARED + element("Relationships", {"xmlns": f"{PACKAGE}/relationships"}, each)


def _cut(name: str, most: int) -> str:
    """The name without what is too long: spreadsheets count in units of UTF-16."""
    while len(name.encode("utf-16-le")) > 2 * most:
        name = name[:-1]
    return name.strip(" '")
