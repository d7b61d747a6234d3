"""What further records of an aggregate change in its rows: pure, without a database.

An account follows one aggregate, record by record, live as in a rebuild. Only those rows are made
again that an event can touch; where one comes out otherwise, it is closed at the event's position
and opened anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import msgspec

from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.events import Event
from marshrut.ledger.ledger import Record
from marshrut.organisations.organisation import stretches
from projections.rows import FAMILIES, Family, Key, Origin, organisation_values
from projections.work_rows import Values

Closing = tuple[Key, int]
"""The key of a row, without ``known_from``, and the position up to which it is known."""


class Changes:
    """Rows to insert, whole, and rows to close, by table; a row is closed before it is replaced."""

    def __init__(self) -> None:
        self.opened: defaultdict[str, list[Values]] = defaultdict(list)
        self.closed: defaultdict[str, list[Closing]] = defaultdict(list)


class Known(msgspec.Struct, frozen=True, gc=False):
    """A row that is known now, and the piece of the aggregate that it tells of."""

    piece: Any
    values: Values


class Account:
    """The rows of one aggregate that are known now; ``identity`` begins their keys."""

    def __init__(self, identity: Hashable) -> None:
        self.identity = identity
        self.version = 0
        self._known: dict[Hashable, dict[Key, Known]] = {}
        self._fresh: dict[tuple[str, Key], tuple[Values, int]] = {}

    def recall(self, records: Sequence[Record]) -> None:
        """Take in records whose rows are written already; they come first, if there are any."""
        self.follow(records, Changes())

    def follow(self, records: Sequence[Record], changes: Changes) -> None:
        """Take in the next records, adding what they change to ``changes``."""
        for record in records:
            self._take(record.event, record.position, changes)
        self.version = records[-1].event.originator_version
        for (table, _), (values, since) in self._fresh.items():
            changes.opened[table].append((*values, since, None))
        self._fresh.clear()

    def _take(self, event: Any, position: int, changes: Changes) -> None:
        raise NotImplementedError

    def _replace(
        self, table: str, owner: Hashable, now: dict[Key, Known], position: int, changes: Changes
    ) -> None:
        """From ``position`` on these are the rows of an owner."""
        before = self._known.get((table, owner), {})
        for key, known in before.items():
            if key not in now or now[key].values != known.values:
                self._close(table, key, position, changes)
        for key, known in now.items():
            if key not in before or before[key].values != known.values:
                self._fresh[table, key] = (known.values, position)
        self._known[table, owner] = now

    def _close(self, table: str, key: Key, position: int, changes: Changes) -> None:
        values, since = self._fresh.pop((table, key), (None, 0))
        if values is None:
            changes.closed[table].append(((self.identity, *key), position))
        else:
            changes.opened[table].append((*values, since, position))


class CaseAccount(Account):
    """The rows of a case."""

    def __init__(self, opening: Record) -> None:
        super().__init__(opening.event.originator_id)
        self._origin = Origin(opening.event.originator_id, opening.position)
        self._history = History(())

    def recall(self, records: Sequence[Record]) -> None:
        """Take in records whose rows are written already, at once."""
        events: list[Any] = [record.event for record in records]
        self._history = History(events)
        self.version = records[-1].event.originator_version
        for entry in self._history.entries.values():
            for family in FAMILIES[type(entry.content)]:
                owner = family.owner(entry)
                if (family.table, owner) not in self._known:
                    self._known[family.table, owner] = self._rows(family, owner)

    def _take(self, event: CaseEvent, position: int, changes: Changes) -> None:
        before = self._history.entries.get(event.entry_id)
        self._history = self._history.then(event)
        now = self._history.entries[event.entry_id]
        for family in FAMILIES[type(now.content)]:
            for owner in {family.owner(entry) for entry in (before or now, now)}:
                rows = self._rows(family, owner)
                self._replace(family.table, owner, rows, position, changes)

    def _rows(self, family: Family, owner: Hashable) -> dict[Key, Known]:
        known = self._known.get((family.table, owner), {})
        rows = {}
        for key, piece in family.pieces(self._history, owner):
            same = known.get(key)
            if same is None or same.piece != piece:
                same = Known(piece, family.values(self._origin, piece))
            rows[key] = same
        return rows


class OrganisationAccount(Account):
    """The rows of an organisation."""

    def __init__(self, registered: Record) -> None:
        event: Any = registered.event
        self._code: str = event.code
        super().__init__(self._code)
        self._events: list[Event] = []

    def _take(self, event: Event, position: int, changes: Changes) -> None:
        self._events.append(event)
        rows = {
            (stretch[0].start,): Known(stretch, organisation_values(self._code, stretch))
            for stretch in stretches(self._events)
        }
        self._replace("organisation_state", None, rows, position, changes)


def account_of(first: Record) -> Account:
    """An account of the aggregate whose first record this is; it has taken in nothing yet."""
    return (CaseAccount if isinstance(first.event, CaseEvent) else OrganisationAccount)(first)
