"""What further records of an aggregate change in its rows: pure, without a database.

An account follows one aggregate, record by record, live as in a rebuild. Only those rows are made
again that an event can touch; where one comes out otherwise, it is closed at the event's position
and opened anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.events import Event
from marshrut.ledger.ledger import Record
from projections.rows import FAMILIES, PLAIN, Key, Origin, families_of
from projections.work_rows import Values

Closing = tuple[Key, int]
"""The key of a row, without ``known_from``, and the position up to which it is known."""

Pieces = Iterable[tuple[Key, Any]]


class Changes:
    """Rows to insert, whole, and rows to close, by table; a row is closed before it is replaced.

    They are plain already, as many are gathered and each object that refers to others costs time:
    ids and days are texts, as both databases take them.
    """

    def __init__(self) -> None:
        self.opened: defaultdict[str, list[Values]] = defaultdict(list)
        self.closed: defaultdict[str, list[Closing]] = defaultdict(list)

    def open(self, table: str, *values: Any) -> None:
        """Insert a row."""
        self.opened[table].append(_plain(values))

    def close(self, table: str, *key: Any, at: int) -> None:
        """Let a row be known up to the position ``at``."""
        self.closed[table].append((_plain(key), at))


def _plain(values: Values) -> Values:
    return tuple(
        [v.hex if type(v) is UUID else v.isoformat() if type(v) is date else v for v in values]
    )


class Known(msgspec.Struct, gc=False):
    """A row known from the position ``since`` on, and the piece that it tells of.

    ``fresh``: not handed over yet, as it may be closed before.
    """

    piece: Any
    values: Values
    since: int
    fresh: bool = True


class Account:
    """The rows of one aggregate that are known now; ``identity`` begins their keys."""

    def __init__(self, identity: Hashable) -> None:
        self.identity = identity
        self.version = 0
        self._known: dict[Hashable, dict[Key, Known]] = {}
        self._fresh: list[tuple[str, Known]] = []

    def recall(self, records: Sequence[Record]) -> None:
        """Take in records whose rows are written already; they come first, if there are any."""
        self.follow(records, Changes())

    def follow(self, records: Sequence[Record], changes: Changes) -> None:
        """Take in the next records, adding what they change to ``changes``."""
        for record in records:
            self._take(record.event, record.position, changes)
        self.version = records[-1].event.originator_version
        for table, known in self._fresh:
            if known.fresh:
                known.fresh = False
                changes.open(table, *known.values, known.since, None)
        self._fresh.clear()

    def _take(self, event: Any, position: int, changes: Changes) -> None:
        raise NotImplementedError

    def _replace(
        self,
        group: tuple[str, Hashable],
        pieces: Pieces,
        values_of: Callable[[Any], Values],
        at: int,
        changes: Changes,
    ) -> None:
        """From ``at`` on, the rows of a table and an owner are of these pieces."""
        table, before, now = group[0], self._known.get(group, {}), {}
        for key, piece in pieces:
            known = before.pop(key, None)
            if known is None or known.piece != piece:
                new = Known(piece, values_of(piece), at)
                if known is None or known.values != new.values:
                    if known is not None:
                        self._close(table, key, known, at, changes)
                    self._fresh.append((table, new))
                    known = new
                else:
                    known.piece = piece
            now[key] = known
        for key, known in before.items():
            self._close(table, key, known, at, changes)
        self._known[group] = now

    def _close(self, table: str, key: Key, known: Known, at: int, changes: Changes) -> None:
        if known.fresh:
            known.fresh = False
            changes.open(table, *known.values, known.since, at)
        else:
            changes.close(table, self.identity, *key, at=at)


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
        for family, owner in families_of(self._history):
            self._known[family.table, owner] = {
                key: Known(piece, family.values(self._origin, piece), 0, fresh=False)
                for key, piece in family.pieces(self._history, owner)
            }

    def _take(self, event: CaseEvent, position: int, changes: Changes) -> None:
        before = self._history.entries.get(event.entry_id)
        self._history = self._history.then(event)
        now = self._history.entries[event.entry_id]
        for table, owner_of, pieces_of, values in FAMILIES[type(now.content)]:
            owner = owner_of(now)
            owners = (owner,) if before is None else {owner, owner_of(before)}
            for each in owners:
                group, pieces = (table, each), pieces_of(self._history, each)
                if pieces or group in self._known:
                    values_of = partial(values, self._origin)
                    self._replace(group, pieces, values_of, position, changes)


class PlainAccount(Account):
    """The rows of an aggregate that is not a case: few, so that all are made again."""

    def __init__(self, first: Record) -> None:
        self._plain = PLAIN[type(first.event)]
        super().__init__(self._plain.identity(first.event))
        self._events: list[Event] = []

    def _take(self, event: Event, position: int, changes: Changes) -> None:
        self._events.append(event)
        for family in self._plain.families:
            pieces = family.pieces(self._events)
            values_of = partial(family.values, self.identity)
            self._replace((family.table, None), pieces, values_of, position, changes)


def account_of(first: Record) -> Account:
    """An account of the aggregate whose first record this is; it has taken in nothing yet."""
    return (CaseAccount if isinstance(first.event, CaseEvent) else PlainAccount)(first)
