"""The keys of the cases, in a database apart: who destroys a key erases a person (design 7).

Every case has a random 256-bit key, wrapped by a secret that follows from the master key. The
store has its own backup and expiry; an erasure is complete when the last backup with the key
has expired (semantics S25). Nothing is cached: an erasure holds for every process at once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import URL, Column, Connection, Row, bindparam, delete, select

from marshrut.ledger.file_keys import FileKeys
from marshrut.ledger.key_database import KeyDatabase, case_key, erasure
from marshrut.ledger.key_mark import KeyMark
from marshrut.ledger.key_wrapping import CASE_KEYS, REASONS, Wrapping, WrongMasterKey
from marshrut.ledger.limits import UNLIMITED, Limits
from marshrut.ledger.master_key import KEY_BYTES, MasterKeyError
from marshrut.ledger.signing_keys import SigningKeys

IDS_A_QUERY = 1000

# Made once: whoever reads or writes a case asks for its key.
_KEY = select(case_key.c.wrapped_key).where(case_key.c.case_id == bindparam("case"))


class KeyExists(Exception):  # noqa: N818
    """The case has a key already; another would close what the first has sealed."""


class KeyErased(Exception):  # noqa: N818
    """The person of the case was erased; the case never gets a key again."""


class KeysLost(MasterKeyError):  # noqa: N818
    """The ledger has cases, and there is no key of any: shown so, all would seem erased."""


class ErasureAct(msgspec.Struct, frozen=True, kw_only=True):
    """The tombstone of a key: by which act it was destroyed, why, by whom, when.

    ``destroyed`` names what the key had sealed, without a value; older acts do not tell it.
    """

    case_id: UUID
    act_number: str
    reason: str
    actor: str
    erased_at: datetime
    destroyed: tuple[str, ...] | None = None


class KeyStore:
    """Makes, gives and destroys the keys of cases. Make it after a fork, not before."""

    def __init__(self, url: str | URL, master_key: bytes, *, limits: Limits = UNLIMITED) -> None:
        self._database = KeyDatabase(url, limits=limits)
        self._wrapping = Wrapping(master_key)
        self.files = FileKeys(self._database, self._wrapping)
        self.signing = SigningKeys(self._database, self._wrapping)
        self.mark = KeyMark(self._database)

    def create_tables(self) -> None:
        """Create what is missing; several workers may do so at once.

        Where what is there is another master key's, it stays so: ``check`` tells.
        """
        self._database.create_tables()
        with self._database.writing() as connection, suppress(WrongMasterKey):
            self._try_one(connection)
            self._wrapping.claim(connection)

    def secret(self, purpose: str) -> bytes:
        """A secret of the installation, which stays when the master key is changed.

        Raises ``WrongMasterKey``.
        """
        with self._database.reading() as connection:
            return self._wrapping.secret(connection, purpose)

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def check(self, *, expected: bool) -> None:
        """Try one of the keys. Raises ``WrongMasterKey``, and ``KeysLost`` where some are due.

        What is written under another master key than before is lost to whoever has the right one.
        """
        with self._database.reading() as connection:
            self._wrapping.check(connection)
            found = self._try_one(connection)
            act = connection.execute(select(erasure.c.case_id).limit(1)).first()
        if not found and expected and act is None:
            raise KeysLost("the ledger has cases and the database of keys is empty: restore it")

    def create(self, case_id: UUID) -> bytes:
        """Make the key of a new case. Raises ``KeyExists``, ``KeyErased``."""
        return self.create_many([case_id])[case_id]

    def create_many(self, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Make the keys of new cases, all or none.

        Raises ``KeyExists``, ``KeyErased``, ``WrongMasterKey``.
        """
        made = {case_id: os.urandom(KEY_BYTES) for case_id in case_ids}
        now = datetime.now(UTC)
        rows = [
            {"case_id": case_id, "wrapped_key": self._wrap(case_id, key), "created_at": now}
            for case_id, key in made.items()
        ]
        with self._database.writing() as connection:
            self._wrapping.claim(connection)
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
        self,
        case_id: UUID,
        *,
        act_number: str,
        reason: str,
        actor: str,
        at: datetime,
        destroyed: Collection[str] | None = None,
    ) -> ErasureAct:
        """Destroy the key for ever, by an act; the same act again gives the first tombstone.

        A case without a key gets its tombstone too. Raises ``KeyErased`` if another act has
        erased the person before.
        """
        row = {
            "case_id": case_id,
            "act_number": act_number,
            "sealed_reason": self._wrapping.wrap(REASONS, reason.encode(), context=case_id.bytes),
            "actor": actor,
            "erased_at": at,
            "destroyed": None if destroyed is None else msgspec.json.encode([*destroyed]).decode(),
        }
        with self._database.writing() as connection:
            self._wrapping.claim(connection)
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
            reason = self._wrapping.unwrap(REASONS, row.sealed_reason, context=case_id.bytes)
            named = row.destroyed
            return ErasureAct(
                case_id=case_id,
                act_number=row.act_number,
                reason=reason.decode(),
                actor=row.actor,
                erased_at=row.erased_at,
                destroyed=None if named is None else tuple(msgspec.json.decode(named)),
            )
        return None

    def _try_one(self, connection: Connection) -> bool:
        """Whether there is a key at all. Raises ``WrongMasterKey`` where it does not open."""
        kept = connection.execute(select(case_key).limit(1)).first()
        if kept is not None:
            self._unwrap(kept.case_id, kept.wrapped_key)
        return kept is not None

    def _wrap(self, case_id: UUID, key: bytes) -> bytes:
        return self._wrapping.wrap(CASE_KEYS, key, context=case_id.bytes)

    def _unwrap(self, case_id: UUID, wrapped: bytes) -> bytes:
        return self._wrapping.unwrap(CASE_KEYS, wrapped, context=case_id.bytes)


def _rows(
    connection: Connection, column: Column[UUID], case_ids: Sequence[UUID]
) -> Iterator[Row[tuple[UUID, ...]]]:
    for start in range(0, len(case_ids), IDS_A_QUERY):
        wanted = case_ids[start : start + IDS_A_QUERY]
        yield from connection.execute(select(column.table).where(column.in_(wanted)))
