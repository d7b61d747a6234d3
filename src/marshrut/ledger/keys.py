"""The keys of the cases, in a database apart: who destroys a key erases a person (design 7).

Every case has a random 256-bit key, wrapped by a secret that follows from the master key. The
store has its own backup and expiry; an erasure is complete when the last backup with the key
has expired (semantics S25). Nothing is cached: an erasure holds for every process at once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import URL, Column, Connection, Row, bindparam, delete, select

from marshrut.ledger.file_keys import FileKeys
from marshrut.ledger.key_database import KeyDatabase, case_key, erasure
from marshrut.ledger.key_mark import KeyMark
from marshrut.ledger.limits import UNLIMITED, Limits
from marshrut.ledger.master_key import KEY_BYTES, MasterKeyError, derive
from marshrut.ledger.sealing import SealBroken, decrypt, encrypt
from marshrut.ledger.signing_keys import SigningKeys

IDS_A_QUERY = 1000

# Made once: whoever reads or writes a case asks for its key.
_KEY = select(case_key.c.wrapped_key).where(case_key.c.case_id == bindparam("case"))


class KeyExists(Exception):  # noqa: N818
    """The case has a key already; another would close what the first has sealed."""


class KeyErased(Exception):  # noqa: N818
    """The person of the case was erased; the case never gets a key again."""


class WrongMasterKey(MasterKeyError):  # noqa: N818
    """A key was wrapped under another master key, or its row was changed."""


class KeysLost(MasterKeyError):  # noqa: N818
    """The ledger has cases, and there is no key of any: shown so, all would seem erased."""


class ErasureAct(msgspec.Struct, frozen=True, kw_only=True):
    """The tombstone of a key: by which act it was destroyed, why, by whom, when."""

    case_id: UUID
    act_number: str
    reason: str
    actor: str
    erased_at: datetime


class KeyStore:
    """Makes, gives and destroys the keys of cases. Make it after a fork, not before."""

    def __init__(self, url: str | URL, master_key: bytes, *, limits: Limits = UNLIMITED) -> None:
        self._database = KeyDatabase(url, limits=limits)
        self.files = FileKeys(self._database, master_key)
        self.signing = SigningKeys(self._database, master_key)
        self.mark = KeyMark(self._database)
        self._wrapping = derive(master_key, purpose="case keys")
        self._reasons = derive(master_key, purpose="erasure reasons")

    def create_tables(self) -> None:
        """Create what is missing; several workers may do so at once."""
        self._database.create_tables()

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def check(self, *, expected: bool) -> None:
        """Try one of the keys. Raises ``WrongMasterKey``, and ``KeysLost`` where some are due.

        What is written under another master key than before is lost to whoever has the right one.
        """
        with self._database.reading() as connection:
            kept = connection.execute(select(case_key).limit(1)).first()
            act = connection.execute(select(erasure.c.case_id).limit(1)).first()
        if kept is not None:
            self._unwrap(kept.case_id, kept.wrapped_key)
        elif expected and act is None:
            raise KeysLost("the ledger has cases and the database of keys is empty: restore it")

    def create(self, case_id: UUID) -> bytes:
        """Make the key of a new case. Raises ``KeyExists``, ``KeyErased``."""
        return self.create_many([case_id])[case_id]

    def create_many(self, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Make the keys of new cases, all or none. Raises ``KeyExists``, ``KeyErased``."""
        made = {case_id: os.urandom(KEY_BYTES) for case_id in case_ids}
        now = datetime.now(UTC)
        rows = [
            {"case_id": case_id, "wrapped_key": self._wrap(case_id, key), "created_at": now}
            for case_id, key in made.items()
        ]
        with self._database.writing() as connection:
            for erased in _rows(connection, erasure.c.case_id, list(made)):
                raise KeyErased(f"the person of case {erased.case_id} was erased")
            for existing in _rows(connection, case_key.c.case_id, list(made)):
                raise KeyExists(f"case {existing.case_id} has a key already")
            if rows:
                connection.execute(case_key.insert(), rows)
        return made

    def get(self, case_id: UUID) -> bytes | None:
        """The key of the case; ``None`` if it was erased or never made."""
        with self._database.reading() as connection:
            wrapped = connection.execute(_KEY, {"case": case_id}).scalar_one_or_none()
        return None if wrapped is None else self._unwrap(case_id, wrapped)

    def get_many(self, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """The keys of those of the cases that have one. Raises ``WrongMasterKey``."""
        with self._database.reading() as connection:
            rows = list(_rows(connection, case_key.c.case_id, list(case_ids)))
        return {row.case_id: self._unwrap(row.case_id, row.wrapped_key) for row in rows}

    def erase(
        self, case_id: UUID, *, act_number: str, reason: str, actor: str, at: datetime
    ) -> ErasureAct:
        """Destroy the key for ever, by an act; the same act again gives the first tombstone.

        A case without a key gets its tombstone too. Raises ``KeyErased`` if another act has
        erased the person before.
        """
        row = {
            "case_id": case_id,
            "act_number": act_number,
            "sealed_reason": encrypt(reason.encode(), key=self._reasons, context=case_id.bytes),
            "actor": actor,
            "erased_at": at,
        }
        with self._database.writing() as connection:
            act = self._act(connection, case_id)
            if act is None:
                connection.execute(erasure.insert(), row)
                connection.execute(delete(case_key).where(case_key.c.case_id == case_id))
                act = self._act(connection, case_id)
        if act is None or act.act_number != act_number:
            raise KeyErased(f"the person of case {case_id} was erased by another act")
        self._database.scrub()
        return act

    def key_of(self, case_id: UUID) -> bytes | None:
        """The key of a case that was opened; ``None`` once the person was erased.

        Raises ``KeysLost`` where there is neither a key nor an act: nobody erased that one.
        """
        key = self.get(case_id)
        if key is None and self.erasure(case_id) is None:
            raise KeysLost(f"the key of case {case_id} is lost: restore the database of keys")
        return key

    def erasure(self, case_id: UUID) -> ErasureAct | None:
        """The act that erased the person of the case, if any."""
        with self._database.reading() as connection:
            return self._act(connection, case_id)

    def _act(self, connection: Connection, case_id: UUID) -> ErasureAct | None:
        for row in _rows(connection, erasure.c.case_id, [case_id]):
            reason = decrypt(row.sealed_reason, key=self._reasons, context=case_id.bytes)
            return ErasureAct(
                case_id=case_id,
                act_number=row.act_number,
                reason=reason.decode(),
                actor=row.actor,
                erased_at=row.erased_at,
            )
        return None

    def _wrap(self, case_id: UUID, key: bytes) -> bytes:
        return encrypt(key, key=self._wrapping, context=case_id.bytes)

    def _unwrap(self, case_id: UUID, wrapped: bytes) -> bytes:
        try:
            return decrypt(wrapped, key=self._wrapping, context=case_id.bytes)
        except SealBroken as error:
            message = f"the key of case {case_id} does not open with this master key"
            raise WrongMasterKey(message) from error


def _rows(
    connection: Connection, column: Column[UUID], case_ids: Sequence[UUID]
) -> Iterator[Row[tuple[UUID, ...]]]:
    for start in range(0, len(case_ids), IDS_A_QUERY):
        wanted = case_ids[start : start + IDS_A_QUERY]
        yield from connection.execute(select(column.table).where(column.in_(wanted)))
