"""Keys of files that are kept for a while: with its key, a file is gone from every backup too."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, select

from marshrut.ledger.key_database import KeyDatabase, file_key
from marshrut.ledger.key_wrapping import FILE_KEYS, Wrapping
from marshrut.ledger.master_key import KEY_BYTES


class FileKeys:
    """Makes, gives and destroys keys, in the same database as those of cases."""

    def __init__(self, database: KeyDatabase, wrapping: Wrapping) -> None:
        self._database = database
        self._wrapping = wrapping

    def create(self, file_id: UUID) -> bytes:
        """Make the key of a new file. Raises ``WrongMasterKey``."""
        key = os.urandom(KEY_BYTES)
        wrapped = self._wrapping.wrap(FILE_KEYS, key, context=file_id.bytes)
        row = {"file_id": file_id, "wrapped_key": wrapped, "created_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            self._wrapping.claim(connection)
            connection.execute(file_key.insert(), row)
        return key

    def get(self, file_id: UUID) -> bytes | None:
        """The key of the file; ``None`` once it was destroyed. Raises ``WrongMasterKey``."""
        wanted = select(file_key.c.wrapped_key).where(file_key.c.file_id == file_id)
        with self._database.reading() as connection:
            wrapped: bytes | None = connection.execute(wanted).scalar_one_or_none()
        if wrapped is None:
            return None
        return self._wrapping.unwrap(FILE_KEYS, wrapped, context=file_id.bytes)

    def destroy(self, file_ids: Collection[UUID]) -> None:
        """Destroy the keys: nothing opens those files any more."""
        with self._database.writing() as connection:
            connection.execute(delete(file_key).where(file_key.c.file_id.in_(file_ids)))
        self._database.scrub()
