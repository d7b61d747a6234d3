"""Filled forms by hand, and what their workbooks hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from api.forms.files import render
from marshrut.asof import AsOf
from marshrut.forms.filled import (
    Block,
    Filled,
    FilledRow,
    FilledTable,
    Heading,
    Issue,
    Value,
    Violation,
)

LEADS = (
    Heading("01", "Организация", width=20, text=True),
    Heading("02", "Строка", width=8, text=True),
    Heading("03", "Показатель", width=30, text=True),
)
COLUMNS = (Heading("04", "Всего", width=8), Heading("05", "Заняты", ("Из них",), 9))
LINES = (("Субъект", "Самарская область"), ("По состоянию на", "20.11.2026"))
METHOD = (("Точка", "20.11.2026"), ("Гр. 04", "все выпускники"))


def block(name: str | None, *rows: Sequence[Value], key: str | None = None) -> Block:
    """A block of that name; every row of it is a row of figures. Without a name: all together."""
    told = tuple(
        FilledRow(f"{n:02}", (name or "Всего", f"{n:02}", f"Показатель {n}"), tuple(row))
        for n, row in enumerate(rows, 1)
    )
    return Block({"organisation": key or name} if name else {}, told)


def table(*blocks: Block, **how: Any) -> FilledTable:
    """A table of blocks, unless it is told to be another."""
    usual: dict[str, Any] = {
        "code": "main",
        "sheet": "Занятость",
        "title": "Занятость",
        "layout": "blocks",
        "leads": LEADS,
        "columns": COLUMNS,
        "checks": ("гр. 05 ≤ гр. 04", "стр. 02 ≤ стр. 01"),
    }
    return FilledTable(**{**usual, "blocks": blocks, **how})


def lines(*rows: tuple[str, Sequence[Value]], **how: Any) -> FilledTable:
    """A table of lines: what names each, and its figures; the last one is all together."""
    made = [FilledRow("01", (name,), tuple(values)) for name, values in rows]
    keys: list[dict[str, str | int | None]] = [{"organisation": row[0]} for row in rows[:-1]]
    blocks = tuple(Block(key, (row,)) for key, row in zip([*keys, {}], made, strict=True))
    usual: dict[str, Any] = {"layout": "lines", "leads": LEADS[:1], "sheet": "Итоги", "checks": ()}
    return table(*blocks, **{**usual, **how})


def form(*tables: FilledTable, title: str = "Занятость", **how: Any) -> Filled:
    """The tables as a form that was issued."""
    usual: dict[str, Any] = {
        "form": "T",
        "edition": 2,
        "title": title,
        "point": AsOf(date(2026, 11, 20), 61234),
        "known_at": datetime(2026, 11, 27, 21, 5, tzinfo=UTC),
        "lines": LINES,
        "method": METHOD,
    }
    return Filled(issue=Issue(**{**usual, **how}), tables=tables)


def violation(where: str, *numbers: str, place: str, across: str = "columns") -> Violation:
    """A check that does not hold in the block of that key."""
    text = "гр. 05 ≤ гр. 04" if across == "columns" else "стр. 02 ≤ стр. 01"
    told: Any = ("T1", text, {"organisation": where} if where else {}, place, 3, 2, across, numbers)
    return Violation(*told)


class Workbook:
    """The workbook of a form, to be looked into."""

    def __init__(self, filled: Filled) -> None:
        self.data = render(filled, renderer=1, format="xlsx")
        self._book = CalamineWorkbook.from_filelike(BytesIO(self.data))
        self.names = self._book.sheet_names

    def rows(self, sheet: str | int = 0) -> list[list[Any]]:
        """The values of a sheet."""
        name = sheet if isinstance(sheet, str) else self.names[sheet]
        return self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def below_numbers(self, sheet: str | int = 0) -> list[list[Any]]:
        """The values of a sheet from below the line of the columns' numbers."""
        rows = self.rows(sheet)
        return rows[next(n for n, row in enumerate(rows) if "04" in row) + 1 :]

    def part(self, number: int = 1) -> Part:
        """The XML of a sheet."""
        return Part(self.xml(f"xl/worksheets/sheet{number}.xml"), self.xml("xl/styles.xml"))

    def xml(self, name: str) -> ET.Element:
        """The root of a part."""
        with ZipFile(BytesIO(self.data)) as archive:
            return ET.fromstring(archive.read(name))  # noqa: S314 - made right here


class Part:
    """The XML of a sheet, with its styles."""

    def __init__(self, root: ET.Element, styles: ET.Element) -> None:
        self._root, self._styles = root, styles

    def all(self, tag: str) -> list[ET.Element]:
        """Every element of that name."""
        return [each for each in self._root.iter() if each.tag.endswith("}" + tag)]

    def one(self, tag: str) -> dict[str, str]:
        """The attributes of the only element of that name."""
        (found,) = self.all(tag)
        return dict(found.attrib)

    @property
    def merged(self) -> set[str]:
        """The ranges that make one cell."""
        return {each.attrib["ref"] for each in self.all("mergeCell")}

    @property
    def heights(self) -> list[float]:
        """The heights of the lines in points."""
        return [float(each.attrib["ht"]) for each in self.all("row")]

    @property
    def widths(self) -> list[float]:
        """The widths of the columns in units."""
        return [float(each.attrib["width"]) for each in self.all("col")]

    def look(self, cell: str) -> ET.Element:
        """The format of a cell."""
        (found,) = [each for each in self.all("c") if each.attrib["r"] == cell]
        formats = next(each for each in self._styles if each.tag.endswith("}cellXfs"))
        return formats[int(found.attrib["s"])]

    def fill(self, cell: str) -> str | None:
        """The colour on which a cell stands."""
        fills = next(each for each in self._styles if each.tag.endswith("}fills"))
        colours = [
            each.attrib["rgb"]
            for each in fills[int(self.look(cell).attrib["fillId"])].iter()
            if each.tag.endswith("}fgColor")
        ]
        return colours[0] if colours else None

    def format(self, cell: str) -> int:
        """The id of a cell's format of numbers."""
        return int(self.look(cell).attrib["numFmtId"])

    def turned(self, cell: str) -> bool:
        """Whether the text of a cell reads upwards."""
        return self.look(cell)[0].get("textRotation") == "90"
