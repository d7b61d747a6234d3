"""Text as XML takes it: whatever people typed, a workbook must open without repair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n?")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets would read as an escaped character."""

MOST = 32_767
"""Characters that a cell can hold."""


def text(value: str) -> str:
    """The text of a cell; what XML cannot hold shows as replaced, what is too long as cut."""
    clean = LINE_ENDS.sub("\n", ILLEGAL.sub("\ufffd", value))
    if len(clean) > MOST:
        clean = clean[: MOST - 1] + "…"
    return escape(LOOKS_ESCAPED.sub("_x005F_", clean))


def attribute(value: str) -> str:
    """The value of an attribute, without its quotes."""
    return escape(ILLEGAL.sub("\ufffd", value), {'"': "&quot;", "\n": "&#10;"})


def element(name: str, attributes: Mapping[str, object], inside: Iterable[str] = ()) -> str:
    """An element with attributes whose values need no escaping; what stands in it is XML."""
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    content = "".join(inside)
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"
