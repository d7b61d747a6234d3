"""Texts that a spreadsheet would compute, kept from it in a CSV, and given back when it is read.

A cell of a CSV has no type: a name that begins with ``=`` is run by whoever opens the file. An
apostrophe before the sign makes it a text. So it is where a spreadsheet of another country, which
parts cells by other signs than we do, would see a cell begin. What ``kept`` has made of any text,
``said`` makes that text again: apostrophes that stood there already get one more.
"""

from __future__ import annotations

import re

BEGIN = r"(^|[,;\t\r\n])('*)"
SIGN = r"(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
"""Signs that begin a formula, in full width too, and blanks behind which one is looked for."""

COMPUTED = re.compile(BEGIN + SIGN)
KEPT = re.compile(f"{BEGIN}'{SIGN}")


def kept(text: str) -> str:
    """The text as a CSV holds it."""
    return COMPUTED.sub(r"\1\2'", text)


def said(text: str) -> str:
    """The text that stands in a cell of a CSV."""
    return KEPT.sub(r"\1\2", text) if "'" in text else text
