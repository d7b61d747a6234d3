"""The stored rows of the ledger as leaves of its tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.tree import leaf_hash, leaf_of

# As the driver gives them: a type of ours would make a proper value of one that was tampered with.
_ROWS = text("""
SELECT position, recorded_at, originator_id, originator_version, topic, state
FROM ledger WHERE position > :after AND position <= :upto ORDER BY position
""")


class DamagedLedger(Exception):  # noqa: N818 - it says what is the matter
    """The ledger lacks the event at ``position``, or holds one there that nobody has recorded."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the ledger is damaged at position {position}")
        self.position = position


def leaf_hashes(connection: Connection, *, after: int, upto: int) -> list[bytes]:
    """The hashes of the leaves at positions in ``(after, upto]``. Raises ``DamagedLedger``."""
    return [leaf_hash_of(row) for row in leaf_rows(connection, after=after, upto=upto)]


def leaf_rows(connection: Connection, *, after: int, upto: int) -> Iterator[Sequence[Any]]:
    """The rows at positions in ``(after, upto]``, as the driver gives them, one after another.

    Raises ``DamagedLedger`` at the first that is missing, or of which there are two.
    """
    due = after + 1
    for row in connection.execute(_ROWS, {"after": after, "upto": upto}):
        if row[0] != due:
            raise DamagedLedger(min(due, row[0]))
        yield row
        due += 1
    if due <= upto:
        raise DamagedLedger(due)


def record_hash(row: StoredRecord) -> bytes:
    """The hash of the leaf of a row that was read as it should be."""
    return leaf_hash(
        leaf_of(
            position=row.position,
            recorded_at=row.recorded_at,
            originator=row.originator_id.bytes,
            version=row.originator_version,
            topic=row.topic,
            state=row.state,
        )
    )


def leaf_hash_of(row: Sequence[Any]) -> bytes:
    """The hash of a row's leaf. Raises ``DamagedLedger`` for a row that can be none."""
    position, recorded_at, originator, version, topic, state = row
    try:
        leaf = leaf_of(
            position=position,
            recorded_at=recorded_at,
            originator=_sixteen(originator),
            version=version,
            topic=topic,
            state=state,
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise DamagedLedger(position) from error
    return leaf_hash(leaf)


def _sixteen(originator: UUID | str) -> bytes:
    """The bytes of the id. SQLite has it as text, of which one spelling alone is ever found."""
    if isinstance(originator, UUID):
        return originator.bytes
    plain = bytes.fromhex(originator)
    if plain.hex() != originator:
        raise ValueError("no originator is written so")
    return plain
