"""The stored rows of the ledger as leaves of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

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
    hashes: list[bytes] = []
    rows = connection.execute(_ROWS, {"after": after, "upto": upto})
    for due, row in enumerate(rows, after + 1):
        if row[0] != due:
            raise DamagedLedger(due)
        hashes.append(_leaf_hash(row))
    if len(hashes) != upto - after:
        raise DamagedLedger(after + len(hashes) + 1)
    return hashes


def _leaf_hash(row: Sequence[Any]) -> bytes:
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
