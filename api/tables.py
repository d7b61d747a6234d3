"""A table for people, before it is a file or on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

YES, NO = "да", "нет"


class Table(NamedTuple):
    """What the table is about, line by line, then the headings and the rows.

    ``on_screen`` are the columns for which a terminal has room, with headings as short.
    """

    name: str
    about: Sequence[tuple[str, Any]]
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    on_screen: Mapping[str, str] = MappingProxyType({})


def shown(value: Any) -> str:
    """The value of a cell in words, as Russian texts write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, list | tuple):
        return "; ".join(map(shown, value))
    return str(value)
