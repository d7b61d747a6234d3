"""The days that a history names, where answers are likely to change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from marshrut.cases.events import CaseEvent


def days_of(history: Iterable[CaseEvent]) -> list[date]:
    """Every day that a history names, sorted: in contents, in ends, in corrections."""
    named: set[date] = set()
    for event in history:
        named |= _days_in(event)
    return sorted(named)


def _days_in(value: Any) -> set[date]:
    if isinstance(value, date):
        return {value}
    if isinstance(value, str):
        return {date.fromisoformat(value)} if value[:2] == "20" else set()
    if isinstance(value, dict):
        parts = list(value.values())
    else:
        parts = [getattr(value, name) for name in getattr(value, "__struct_fields__", ())]
    return {day for part in parts for day in _days_in(part)}
