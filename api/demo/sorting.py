"""Events of many cases brought into the order of their recording, on disk.

Cases are told one after another, whole lives, so that memory holds one of them; the ledger
wants all of them side by side. A database that is thrown away sorts whatever there is of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from marshrut.application.service import Service
from marshrut.events import Aggregate
from marshrut.ledger.clock import microseconds_of
from marshrut.ledger.rows import StoredRecord

Told = tuple[int, UUID, int, str, bytes]
"""An event not yet in the ledger: its moment in microseconds, then as it is stored."""

CREATE = "CREATE TABLE told (at INTEGER, place INTEGER, id BLOB, version INTEGER, topic, state)"
INSERT = "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?)"
SORTED = "SELECT * FROM told ORDER BY at, place"


class Sorter:
    """Takes events in any order of cases, gives them back as rows of the ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._places = count()
        connection.execute(CREATE)

    def add(self, told: Iterable[Told]) -> None:
        """Take events in; those of equal moments keep their order."""
        self._connection.executemany(
            INSERT,
            (
                (at, place, identity.bytes, *stored)
                for (at, identity, *stored), place in zip(told, self._places, strict=False)
            ),
        )

    def __len__(self) -> int:
        """How many events were taken in."""
        (number,) = self._connection.execute("SELECT count(*) FROM told").fetchone()
        return int(number)

    def rows(self, *, after: int) -> Iterator[StoredRecord]:
        """The rows that follow the position ``after``; different moments get different times."""
        positions, latest, moment = count(after + 1), 0, None
        for at, _, identity, version, topic, state in self._connection.execute(SORTED):
            latest = latest if (at, identity) == moment else max(at, latest + 1)
            moment = (at, identity)
            yield StoredRecord(next(positions), latest, UUID(bytes=identity), version, topic, state)


def stored_at(service: Service, aggregate: Aggregate, moment: datetime) -> Iterator[Told]:
    """What was decided on an aggregate and became known at the moment."""
    for event in map(service.ledger.mapper.stored, aggregate.collect_events()):
        at, version = microseconds_of(moment), event.originator_version
        yield at, aggregate.id, version, event.topic, event.state


@contextmanager
def sorter(beside: Path) -> Iterator[Sorter]:
    """A sorter that keeps what it was given in a folder ``beside``, and leaves nothing there."""
    with TemporaryDirectory(dir=beside) as folder:
        connection = sqlite3.connect(Path(folder) / "told.db")
        try:
            connection.execute("PRAGMA journal_mode = OFF")  # nothing is ever committed
            yield Sorter(connection)
        finally:
            connection.close()
