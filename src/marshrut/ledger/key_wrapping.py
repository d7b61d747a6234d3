"""What one master key closes and opens: keys of cases, files, signatures; reasons, secrets."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from marshrut.ledger.key_database import master_key as named
from marshrut.ledger.key_database import secret as kept
from marshrut.ledger.master_key import MasterKeyError, derive
from marshrut.ledger.sealing import SealBroken, decrypt, encrypt

CASE_KEYS, FILE_KEYS, SIGNING_KEYS = "case keys", "file keys", "signing keys"
REASONS, SECRETS = "erasure reasons", "secrets"
PERMANENT = ("blind index", "idempotency")
"""Purposes of secrets that stay when the master key is changed, as what they made is stored."""

IDENTITY = "identity"


class WrongMasterKey(MasterKeyError):  # noqa: N818
    """A key was wrapped under another master key, or its row was changed."""


class Wrapping:
    """Wraps and unwraps under one master key."""

    def __init__(self, master_key: bytes) -> None:
        self._master_key = master_key
        self.identity = derive(master_key, purpose=IDENTITY)
        self._secrets = {
            purpose: derive(master_key, purpose=purpose)
            for purpose in (CASE_KEYS, FILE_KEYS, SIGNING_KEYS, REASONS, SECRETS)
        }

    def wrap(self, purpose: str, plain: bytes, *, context: bytes) -> bytes:
        """Close ``plain``, bound to what it is of."""
        return encrypt(plain, key=self._secrets[purpose], context=context)

    def unwrap(self, purpose: str, wrapped: bytes, *, context: bytes) -> bytes:
        """Open what ``wrap`` closed. Raises ``WrongMasterKey``."""
        try:
            return decrypt(wrapped, key=self._secrets[purpose], context=context)
        except SealBroken as error:
            message = f"one of the {purpose} does not open with this master key"
            raise WrongMasterKey(message) from error

    def secret(self, connection: Connection, purpose: str) -> bytes:
        """A secret of the installation: the one that is kept, else what follows from the key.

        Raises ``WrongMasterKey``.
        """
        if purpose not in PERMANENT:
            message = f"no change of the master key would keep the secret for {purpose}"
            raise ValueError(message)
        self.check(connection)
        wanted = select(kept.c.wrapped).where(kept.c.purpose == purpose)
        wrapped = connection.execute(wanted).scalar_one_or_none()
        if wrapped is None:
            return derive(self._master_key, purpose=purpose)
        return self.unwrap(SECRETS, wrapped, context=purpose.encode())

    def check(self, connection: Connection) -> bool:
        """Whether the database says that this is its master key; ``False`` where it says nothing.

        Raises ``WrongMasterKey`` where it is another one: it was changed meanwhile.
        """
        identity = connection.execute(select(named.c.identity)).scalar_one_or_none()
        if identity not in {None, self.identity}:
            message = "the keys are under another master key than this; was it rotated?"
            raise WrongMasterKey(message)
        return identity is not None

    def claim(self, connection: Connection) -> None:
        """Check, and note this master key where none is noted. On a writer's connection."""
        if not self.check(connection):
            row = {"only": 1, "identity": self.identity, "since": datetime.now(UTC)}
            connection.execute(named.insert(), row)
