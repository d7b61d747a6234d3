"""Signed checkpoints of the ledger: made at any position, kept at some, shown to whoever asks.

Whoever has one can hold every later ledger to it (``verifying``), so they are worth most in other
hands. Those that are kept here are for who comes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from marshrut.ledger.adding import add_missing
from marshrut.ledger.engine import reading
from marshrut.ledger.export_lines import KeyLine
from marshrut.ledger.kept_leaves import keep_leaves, tail_of
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.notes import SUCCESSOR, Checkpoint, Signer, VerifierKey, sign_note
from marshrut.ledger.points import check_position
from marshrut.ledger.schema_proof import checkpoint, log_key
from marshrut.ledger.signing_keys import LogKey, SigningKeys
from marshrut.ledger.subtrees import root_at


class Cause(StrEnum):
    """Why a checkpoint was kept."""

    SCHEDULE = "SCHEDULE"
    EDITION = "EDITION"
    REQUEST = "REQUEST"
    ROTATION = "ROTATION"
    RESTORED = "RESTORED"


class Kept(NamedTuple):
    """A checkpoint that was kept: at which position, as a note, why, when."""

    position: int
    key_id: str
    note: str
    cause: str
    kept_at: datetime


class Checkpoints:
    """Signs checkpoints of the ledger. ``name`` is the log's, if it has no key yet."""

    def __init__(self, ledger: Ledger, keys: SigningKeys, *, name: str | None = None) -> None:
        self._ledger = ledger
        self._keys = keys
        self._name = name
        self._engine = ledger.engine

    def note(self, *, position: int) -> str:
        """The signed checkpoint at the position: the same for the same position and key.

        Raises ``PositionBeyondHead``, ``DamagedLedger``, ``MasterKeyError``.
        """
        return self._signed(self._keys.current(name=self._name), position)

    def keep(self, *, position: int, cause: Cause, now: datetime) -> str:
        """The same note, kept with the hashes of the leaves under it."""
        signer = self._keys.current(name=self._name)
        note = self._signed(signer, position)
        self._keep(note, position, signer.verifier, cause, now)
        return note

    def keep_if_due(self, *, now: datetime, every: timedelta) -> str | None:
        """Keep one of the head, if the last is older than ``every`` and there is more by now."""
        last, head = self.latest(), self._ledger.head().position
        if head == 0 or (last and (last.position >= head or now - last.kept_at < every)):
            return None
        return self.keep(position=head, cause=Cause.SCHEDULE, now=now)

    def latest(self) -> Kept | None:
        """The one of the largest tree that was kept."""
        position, kept_at = checkpoint.c.position, checkpoint.c.kept_at
        return self._first(select(checkpoint).order_by(position.desc(), kept_at.desc()))

    def last_of(self, cause: Cause) -> Kept | None:
        """The one that was kept last for this cause, of whichever tree."""
        position, kept_at = checkpoint.c.position, checkpoint.c.kept_at
        rows = select(checkpoint).where(checkpoint.c.cause == cause.value)
        return self._first(rows.order_by(kept_at.desc(), position.desc()))

    def page(self, *, after: int, limit: int) -> list[Kept]:
        """The first ``limit`` of those at positions after ``after``, by position."""
        position = checkpoint.c.position
        rows = select(checkpoint).where(position > after).order_by(position, checkpoint.c.key_id)
        with reading(self._engine).connect() as connection:
            return [_kept(row) for row in connection.execute(rows.limit(limit))]

    def log_keys(self) -> list[LogKey]:
        """The keys of the log from the first; the one that signs is made, where there is none."""
        self._keys.current(name=self._name)
        self._publish()
        return self._keys.all()

    def key_lines(self) -> list[KeyLine]:
        """The public keys as files tell them."""
        return [KeyLine(str(key.public), key.hand_over) for key in self.log_keys()]

    def rotate(self, *, now: datetime) -> LogKey:
        """Let a new key sign from now on; the note that hands the log over is kept."""
        position = self._ledger.head().position
        self._keys.current(name=self._name)
        root = root_at(self._ledger, position=position)

        def hand_over(old: Signer, new: Signer) -> str:
            told = Checkpoint(old.name, position, root, (f"{SUCCESSOR}{new.verifier}",))
            return sign_note(told.text, old, new)

        made = self._keys.rotate(hand_over)
        self._publish()
        assert made.hand_over is not None  # noqa: S101 - it was just made
        self._keep(made.hand_over, position, made.public, Cause.ROTATION, now)
        return made

    def _first(self, rows: Select[Any]) -> Kept | None:
        with reading(self._engine).connect() as connection:
            row = connection.execute(rows.limit(1)).first()
        return None if row is None else _kept(row)

    def _signed(self, signer: Signer, position: int) -> str:
        check_position(self._ledger, position=position)
        root = root_at(self._ledger, position=position)
        return sign_note(Checkpoint(signer.name, position, root).text, signer)

    def _keep(
        self, note: str, position: int, key: VerifierKey, cause: Cause, now: datetime
    ) -> None:
        self._publish()
        keep_leaves(self._ledger, upto=position)
        row = {
            "position": position,
            "key_id": key.key_id.hex(),
            "note": note,
            "cause": cause.value,
            "kept_at": now,
            "tail": tail_of(self._ledger, position=position),
        }
        add_missing(self._engine, checkpoint, [row])

    def _publish(self) -> None:
        """Let the ledger's database have the public keys: a copy of it is enough to verify."""
        rows = [
            {
                "public_key": str(key.public),
                "number": key.number,
                "hand_over": key.hand_over,
                "created_at": key.created_at,
            }
            for key in self._keys.all()
        ]
        with reading(self._engine).connect() as connection:
            there = set(connection.scalars(select(log_key.c.public_key)))
        missing = [row for row in rows if row["public_key"] not in there]
        add_missing(self._engine, log_key, missing)


def _kept(row: Sequence[object]) -> Kept:
    return Kept._make(row[: len(Kept._fields)])
