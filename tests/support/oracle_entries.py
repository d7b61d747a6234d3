"""The entries of a history, as the naive oracle reads them: plain fields by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from marshrut.cases.events import (
    CaseEvent,
    CategoryEnded,
    ConsentRevoked,
    EntryAnnulled,
    EntryCorrected,
    RiskCauseEnded,
    StatusEnded,
)

T = TypeVar("T")

CODES = ("status_code", "measure_code", "step_code")


@dataclass
class Row:
    """An entry as last known: its fields by name, and what later events did to it."""

    entry_id: UUID
    kind: str
    version: int
    fields: dict[str, Any]
    state: str = "current"
    corrected_by: int | None = None
    annulled_by: int | None = None


def as_day(value: Any) -> Any:
    """A date, where the text of one was given."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def as_link(value: Any) -> Any:
    """An id, where the text of one was given."""
    is_one = isinstance(value, str) and value.count("-") == 4 and len(value) == 36
    return UUID(value) if is_one else value


def corrected(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The fields after a correction: replaced; attributes merged, or new with a new code."""
    after = dict(fields)
    if "attributes" in fields:
        new_code = any(changes.get(name, fields.get(name)) != fields.get(name) for name in CODES)
        merged = {} if new_code else dict(fields["attributes"])
        merged.update(changes.get("attributes", {}))
        after["attributes"] = {key: value for key, value in merged.items() if value is not None}
    for name, value in changes.items():
        if name != "attributes":
            after[name] = as_link(as_day(value))
    return after


def once(answer: Callable[..., T]) -> Callable[..., T]:
    """Answer a question of a history once: its entries stay as they were read."""

    @wraps(answer)
    def answered(self: Entries, *about: Any) -> T:
        key = (answer.__name__, *(getattr(each, "entry_id", each) for each in about))
        if key not in self.answers:
            self.answers[key] = answer(self, *about)
        found: T = self.answers[key]
        return found

    return answered


class Entries:
    """What was entered, corrected and annulled by the end of a history."""

    def __init__(self, events: Iterable[CaseEvent]) -> None:
        self.answers: dict[tuple[Any, ...], Any] = {}
        self.rows: dict[UUID, Row] = {}
        for event in events:
            self._take(event)

    def _take(self, event: CaseEvent) -> None:
        if hasattr(event, "content"):
            fields = {
                name: getattr(event.content, name) for name in event.content.__struct_fields__
            }
            kind, version = event.content.KIND, event.originator_version
            self.rows[event.entry_id] = Row(event.entry_id, kind, version, fields)
            return
        row = self.rows[event.entry_id]
        if isinstance(event, StatusEnded | RiskCauseEnded):
            row.fields["ended_on"] = event.ended_on
        elif isinstance(event, ConsentRevoked):
            row.fields["revoked_on"] = event.revoked_on
        elif isinstance(event, CategoryEnded):
            row.fields["valid_to"] = event.valid_to
        elif isinstance(event, EntryCorrected):
            row.fields = corrected(row.fields, event.changes)
            row.state, row.corrected_by = "corrected", event.originator_version
        elif isinstance(event, EntryAnnulled):
            row.state, row.annulled_by = "annulled", event.originator_version

    def live(self, kind: str, dated: str = "") -> list[Row]:
        """The entries of a kind that stand, by version, or by the day in field ``dated``."""
        rows = [row for row in self.rows.values() if row.kind == kind and row.state != "annulled"]
        if dated:
            return sorted(rows, key=lambda row: (row.fields[dated], row.version))
        return sorted(rows, key=lambda row: row.version)
