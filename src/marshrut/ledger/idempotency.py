"""What a request was answered, kept in the transaction of what it appended (semantics S19)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from marshrut.ledger.errors import translated
from marshrut.ledger.recorder import recorded_at_of
from marshrut.ledger.schema import idempotency

# Made once: every write with a key asks the one and executes the other.
_RECALL = select(
    idempotency.c.fingerprint, idempotency.c.status, idempotency.c.etag, idempotency.c.answer
).where(idempotency.c.actor == bindparam("by"), idempotency.c.key == bindparam("under"))
_REMEMBER = insert(idempotency)


class IdempotencyKeyReused(ValueError):  # noqa: N818
    """The actor has used the key for another request (422)."""


class Answer(NamedTuple):
    """A success: HTTP status, ETag and the body as JSON text, without personal data."""

    status: int
    etag: str | None
    answer: str


def recall(connection: Connection, *, actor: str, key: str, fingerprint: bytes) -> Answer | None:
    """What the same request was answered before; ``None`` where the key is new.

    Raises ``IdempotencyKeyReused`` where the key stands for a request with another fingerprint.
    """
    row = connection.execute(_RECALL, {"by": actor, "under": key}).one_or_none()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused("the key was used for another request")
    return Answer(row.status, row.etag, row.answer)


def remember(
    connection: Connection, *, actor: str, key: str, fingerprint: bytes, answer: Answer
) -> None:
    """Keep the answer, on ``appending()``'s connection.

    Raises ``IdempotencyConflict`` where a request with the key was faster: recall its answer.
    """
    row = {"actor": actor, "key": key, "fingerprint": fingerprint}
    time = {"recorded_at": recorded_at_of(connection)}
    with translated():
        connection.execute(_REMEMBER, row | time | answer._asdict())
