"""The styles of cells: each is told by what it looks like, and kept once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from api.forms.renderer_1.markup import DECLARED, element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FONT = "Times New Roman"
BODY, SMALL = 9.0, 8.0
"""Sizes of type in points; ``BODY`` is the book's own, in whose digits columns are measured."""

INK, GREY, RED, GREEN = "FF000000", "FF595959", "FFC00000", "FF375623"
SHADE, TOTAL, BROKEN = "FFEDEDED", "FFE4ECF5", "FFFFC7CE"

FORMATS = {"0.0": 164, "dd.mm.yyyy": 165, "0": 1, "General": 0}
"""Formats of numbers and their ids; from 164 on they are the book's own."""


class Style(NamedTuple):
    """What a cell looks like; ``turned`` text reads upwards."""

    size: float = BODY
    bold: bool = False
    italic: bool = False
    colour: str = INK
    fill: str | None = None
    border: bool = False
    across: str = "left"
    down: str = "center"
    wrapped: bool = True
    turned: bool = False
    format: str = "General"


PLAIN = Style(down="bottom", wrapped=False)


class Styles:
    """The styles that a book uses, numbered as they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[Style, int] = {PLAIN: 0}

    def number(self, style: Style) -> int:
        """The number by which cells name the style."""
        return self._numbers.setdefault(style, len(self._numbers))

    def xml(self) -> str:
        """The part of the package that tells them all."""
        fonts = list(dict.fromkeys(map(_font, self._numbers)))
        fills = list(dict.fromkeys([*map(_pattern, ("none", "gray125")), *self._fills()]))
        borders = [_border(drawn=False), _border(drawn=True)]
        told = [
            _xf(style, fonts.index(_font(style)), fills.index(_fill(style)))
            for style in self._numbers
        ]
        ids = [(name, number) for name, number in FORMATS.items() if number >= FORMATS["0.0"]]
        formats = [element("numFmt", {"numFmtId": n, "formatCode": name}) for name, n in ids]
        plain = element("xf", {"numFmtId": 0, "fontId": 0, "fillId": 0, "borderId": 0})
        normal = element("cellStyle", {"name": "Normal", "xfId": 0, "builtinId": 0})
        parts = [
            _many("numFmts", formats),
            _many("fonts", fonts),
            _many("fills", fills),
            _many("borders", borders),
            _many("cellStyleXfs", [plain]),
            _many("cellXfs", told),
            _many("cellStyles", [normal]),
        ]
        return DECLARED + element("styleSheet", {"xmlns": MAIN}, parts)

    def _fills(self) -> Iterable[str]:
        return map(_fill, self._numbers)


def _many(name: str, parts: list[str]) -> str:
    return element(name, {"count": len(parts)}, parts)


def _font(style: Style) -> str:
    parts = ["<b/>"] if style.bold else []
    parts += ["<i/>"] if style.italic else []
    named = {"sz": f"{style.size:g}"}
    parts += [element(name, {"val": value}) for name, value in named.items()]
    parts += [element("color", {"rgb": style.colour}), element("name", {"val": FONT})]
    return element("font", {}, [*parts, '<family val="1"/>', '<charset val="204"/>'])


def _pattern(kind: str, inside: str = "") -> str:
    return element("fill", {}, [element("patternFill", {"patternType": kind}, [inside])])


def _fill(style: Style) -> str:
    if style.fill is None:
        return _pattern("none")
    return _pattern("solid", f'<fgColor rgb="{style.fill}"/><bgColor indexed="64"/>')


def _border(*, drawn: bool) -> str:
    sides = ("left", "right", "top", "bottom")
    lined = [element(s, {"style": "thin"}, ['<color rgb="FF7F7F7F"/>']) for s in sides]
    bare = [element(side, {}) for side in sides]
    return element("border", {}, [*(lined if drawn else bare), "<diagonal/>"])


def _xf(style: Style, font: int, fill: int) -> str:
    aligned: dict[str, object] = {"horizontal": style.across, "vertical": style.down}
    if style.turned:
        aligned["textRotation"] = 90
    if style.wrapped:
        aligned["wrapText"] = 1
    told = {
        "numFmtId": FORMATS[style.format],
        "fontId": font,
        "fillId": fill,
        "borderId": int(style.border),
        "xfId": 0,
        "applyNumberFormat": 1,
        "applyFont": 1,
        "applyFill": 1,
        "applyBorder": 1,
        "applyAlignment": 1,
    }
    return element("xf", told, [element("alignment", aligned)])
