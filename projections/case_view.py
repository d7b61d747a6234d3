"""One case as a reader may see it: the records known, and what of the sealed parts is shown.

Views of a single case replay its events from the ledger: they are few, and so nothing that names
a person is ever copied into a table (semantics S25).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from marshrut.cases.attributes import BLIND, SEALED
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.cases.restrictions import restrictions
from marshrut.cases.sealed import Opener, entry_parts
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record

Label = Callable[[str, str | None], str | None]
"""The label of a code, given the name of its classifier, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """What was known of a case, for one reader.

    ``open_seal`` is ``None`` once the person was erased; ``shown`` is the reader's right to what
    names or describes the person, ``noted`` the one to restricted notes kept for a function of
    the working group (domain 3.3).
    """

    case_id: UUID
    records: Sequence[Record]
    open_seal: Opener | None
    shown: bool
    label: Label
    noted: Callable[[str], bool] = lambda _function: False

    @cached_property
    def events(self) -> list[CaseEvent]:
        """The events, by version."""
        return [record.event for record in self.records if isinstance(record.event, CaseEvent)]

    @cached_property
    def history(self) -> History:
        """The fold of what was known."""
        return History(self.events)

    @property
    def version(self) -> int:
        """The version of the case by what was known."""
        return self.events[-1].originator_version

    @property
    def opener(self) -> Opener | None:
        """What opens the sealed parts for this reader, if anything does."""
        return self.open_seal if self.shown else None

    @cached_property
    def parts(self) -> dict[UUID, dict[str, dict[str, Any]]]:
        """The sealed parts of entries that the reader may see, by entry and group."""
        if self.opener is None:
            return {}
        parts = entry_parts(self.events, open_seal=self.opener)
        return {entry_id: part for entry_id, part in parts.items() if self.sees_notes(entry_id)}

    def sees_notes(self, entry_id: UUID) -> bool:
        """Whether the reader may see what is sealed of the entry, if it ever was restricted."""
        return all(map(self.noted, restrictions(self.events, entry_id)))

    def positions_of(self, entry_id: UUID) -> set[int]:
        """The positions of the events about an entry; none where there is no such entry."""
        about = zip(self.records, self.events, strict=True)
        return {record.position for record, event in about if event.entry_id == entry_id}

    def record_of(self, version: int) -> Record:
        """The record of a version; they are dense from 1."""
        return self.records[version - 1]

    def attributes(self, entry_id: UUID, clear: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The attributes that the reader may see, and the names of those hidden."""
        opened = self.parts.get(entry_id, {}).get("attributes", {})
        values = {name: opened.get(name) if is_marker(v) else v for name, v in clear.items()}
        hidden = sorted(name for name, value in values.items() if value is None)
        return {name: v for name, v in values.items() if v is not None}, hidden


def is_marker(value: object) -> bool:
    """Whether a clear value only stands for a sealed one."""
    return isinstance(value, str) and (value == SEALED or value.startswith(BLIND))


def time_of(record: Record) -> datetime:
    """When the record became known, UTC."""
    return moment_of(record.recorded_at)
