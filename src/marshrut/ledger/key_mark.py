"""Up to which position of the ledger the database of keys has followed its erasures.

It lies beside the keys, so that an older copy of them says by itself that it is older.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Integer, Table, delete, insert, select

from marshrut.ledger.key_database import KeyDatabase, metadata

key_mark = Table(
    "key_mark",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    comment="The last event of the ledger whose erasure, if it is one, has reached the keys",
)

_ONLY = 1


class Mark(NamedTuple):
    """A position, and the time of its event: another ledger's has another."""

    position: int
    recorded_at: int


class KeyMark:
    """Keeps the mark."""

    def __init__(self, database: KeyDatabase) -> None:
        self._database = database

    def read(self) -> Mark | None:
        """How far the keys have come; ``None`` before the first time."""
        with self._database.reading() as connection:
            row = connection.execute(select(key_mark.c.position, key_mark.c.recorded_at)).first()
        return None if row is None else Mark(*row)

    def set(self, mark: Mark) -> None:
        """They have come to here."""
        with self._database.writing() as connection:
            connection.execute(delete(key_mark))
            connection.execute(insert(key_mark).values(only=_ONLY, **mark._asdict()))
