"""Lists of professions that regions keep, and the categories that they give (domain 3.2, 7.3).

A graduate of a programme on a list in force in the region of the school is in its category:
joined at the point, never recorded in the case (semantics S13; S003-1, 13).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEFICIT, NO_VACANCY = "DEFICIT_PROFESSION", "NO_VACANCY_PROFESSION"

LISTS: Mapping[str, str] = {DEFICIT: "DEFICIT_LIST", NO_VACANCY: "NO_VACANCY_LIST"}
"""The kinds of records by the categories that they give."""

GIVEN: Mapping[str, str] = {kind: code for code, kind in LISTS.items()}
"""The categories by the kinds of records that give them."""


def programmes_on(kind: str, fields: Mapping[str, Any]) -> frozenset[str]:
    """The programmes that a list of the kind names."""
    if kind == LISTS[DEFICIT]:
        return frozenset(line["programme_code"] for line in fields.get("items", ()))
    return frozenset(fields.get("programme_codes", ()))
