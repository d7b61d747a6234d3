"""The keys that sign checkpoints of the ledger: one at a time, each handed over to the next.

The private half lies wrapped in the database of keys, apart from the ledger: who owns the ledger's
database can change it, and cannot sign what it is then. It is destroyed when the next key takes
over; the public half and the note of the handing over are kept for ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, func, select, update

from marshrut.ledger.key_database import KeyDatabase, signing_key
from marshrut.ledger.key_wrapping import SIGNING_KEYS, Wrapping
from marshrut.ledger.master_key import MasterKeyError
from marshrut.ledger.notes import Signer, VerifierKey

NAMED_BY_CHANCE = "marshrut/ledger-"
"""How the name of a log begins that nobody has named; eight hexadecimal digits follow."""

HandOver = Callable[[Signer, Signer], str]
"""Makes the note by which one key hands the log over to the next."""


class LogKey(NamedTuple):
    """A key of the log: its number from 1, its public half, how it took over, whether it signs."""

    number: int
    public: VerifierKey
    hand_over: str | None
    signs: bool
    created_at: datetime


class SigningKeys:
    """Makes, gives and replaces them, in the same database as the keys of cases."""

    def __init__(self, database: KeyDatabase, wrapping: Wrapping) -> None:
        self._database = database
        self._wrapping = wrapping

    def all(self) -> list[LogKey]:
        """The keys that there have been, from the first."""
        with self._database.reading() as connection:
            rows = list(connection.execute(select(signing_key).order_by(signing_key.c.number)))
        last = rows[-1].number if rows else 0
        return [_told(row, signs=row.number == last) for row in rows]

    def current(self, *, name: str | None = None) -> Signer:
        """The key that signs now; the first one is made, under the name, where there is none.

        Never kept in memory: another process may have handed the log over meanwhile. Raises
        ``MasterKeyError`` for a key that the master key does not open.
        """
        with self._database.reading() as connection:
            row = _last(connection)
        return self._signer(row) if row is not None else self._made_first(name)

    def rotate(self, hand_over: HandOver) -> LogKey:
        """Hand the log over to a new key of the same name; the old private half is destroyed."""
        private = Ed25519PrivateKey.generate()
        with self._database.writing() as connection:
            row = _last(connection)
            if row is None:
                raise MasterKeyError("the log has no key yet that could hand it over")
            old = self._signer(row)
            new = Signer(old.name, private)
            number = row.number + 1
            self._insert(connection, number, new, hand_over(old, new))
            connection.execute(
                update(signing_key)
                .where(signing_key.c.number < number)
                .values(wrapped_private=None)
            )
        self._database.scrub()
        return self.all()[-1]

    def _made_first(self, name: str | None) -> Signer:
        signer = Signer(
            name or NAMED_BY_CHANCE + secrets.token_hex(4), Ed25519PrivateKey.generate()
        )
        with self._database.writing() as connection:
            row = _last(connection)
            if row is not None:  # another process was faster
                return self._signer(row)
            self._insert(connection, 1, signer, None)
        return signer

    def _insert(
        self, connection: Connection, number: int, signer: Signer, hand_over: str | None
    ) -> None:
        private = signer.private.private_bytes_raw()
        self._wrapping.claim(connection)
        wrapped = self._wrapping.wrap(SIGNING_KEYS, private, context=context_of(number))
        row = {
            "number": number,
            "public_key": str(signer.verifier),
            "wrapped_private": wrapped,
            "hand_over": hand_over,
            "created_at": datetime.now(UTC),
        }
        connection.execute(signing_key.insert(), row)

    def _signer(self, row: Row[tuple[int, str, bytes, str, datetime]]) -> Signer:
        public = VerifierKey.parse(row.public_key)
        if row.wrapped_private is None:
            raise MasterKeyError("the key that signs checkpoints is lost: restore the keys")
        plain = self._wrapping.unwrap(
            SIGNING_KEYS, row.wrapped_private, context=context_of(row.number)
        )
        return Signer(public.name, Ed25519PrivateKey.from_private_bytes(plain))


def context_of(number: int) -> bytes:
    """To what the private half is bound."""
    return b"signing key %d" % number


def _last(connection: Connection) -> Row[tuple[int, str, bytes, str, datetime]] | None:
    last = select(func.max(signing_key.c.number)).scalar_subquery()
    return connection.execute(select(signing_key).where(signing_key.c.number == last)).one_or_none()


def _told(row: Row[tuple[int, str, bytes, str, datetime]], *, signs: bool) -> LogKey:
    public = VerifierKey.parse(row.public_key)
    return LogKey(row.number, public, row.hand_over, signs, row.created_at)
