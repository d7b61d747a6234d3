"""The header ``X-Purpose``: why a person is looked at, in any letters."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote_to_bytes

from marshrut.refusals import refuse

HEADER = "X-Purpose"
LONGEST = 500
"""Characters, once decoded."""

LONGEST_SENT = 12 * LONGEST
"""As a letter may take six bytes to tell; what is longer is not looked into."""

CONTROL = "C"


def purpose_of(sent: str | None) -> str | None:
    """What the header says, where it says anything. Raises ``Refused``: out of shape.

    A header carries Latin-1: other letters come percent-encoded, as UTF-8, or as its bytes.
    """
    if sent is None or not sent.strip():
        return None
    if len(sent) > LONGEST_SENT:
        raise _unfit()
    try:
        return stated(unquote_to_bytes(sent.encode("latin-1")).decode("utf-8"))
    except UnicodeError as error:
        raise _unfit() from error


def stated(text: str) -> str | None:
    """A purpose as it is kept; ``None`` for blanks. Raises ``Refused``: out of shape."""
    told = text.strip()
    if len(told) > LONGEST or any(unicodedata.category(c).startswith(CONTROL) for c in told):
        raise _unfit()
    return told or None


def _unfit() -> Exception:
    return refuse("INVALID", field=HEADER, expected=f"1–{LONGEST} characters, UTF-8, %XX")
