"""Which checkpoints of a ledger are believed: those that a key has signed that is believed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Engine, select

from marshrut.ledger.engine import reading
from marshrut.ledger.export_lines import KeyLine, ProofLine
from marshrut.ledger.notes import NoteRefused, UnknownSigner, VerifierKey, open_checkpoint
from marshrut.ledger.schema_proof import checkpoint, log_key
from marshrut.ledger.verifying import Trusted


class Trust(NamedTuple):
    """What is believed; what is wrong, a line each; how many other keys have signed, or nobody."""

    checkpoints: tuple[Trusted, ...]
    refused: tuple[str, ...]
    unknown: int


def proof_of(engine: Engine, *, upto: int | None = None) -> ProofLine:
    """The checkpoints that are kept in the ledger's database, to a position, and its keys."""
    notes = select(checkpoint.c.note).order_by(checkpoint.c.position, checkpoint.c.kept_at)
    if upto is not None:
        notes = notes.where(checkpoint.c.position <= upto)
    keys = select(log_key).order_by(log_key.c.number, log_key.c.created_at)
    with reading(engine).connect() as connection:
        return ProofLine(
            list(connection.scalars(notes)),
            [KeyLine(row.public_key, row.hand_over) for row in connection.execute(keys)],
        )


def believed_keys(
    pinned: Collection[VerifierKey], keys: Sequence[KeyLine]
) -> frozenset[VerifierKey]:
    """The pinned keys and those to which they have handed the log over, one after another.

    Where none is pinned, all are believed that parse: whoever wrote the ledger wrote them too.
    """
    if not pinned:
        return frozenset(key for line in keys if (key := _parsed(line.public_key)) is not None)
    return with_successors(pinned, [line.hand_over for line in keys if line.hand_over is not None])


def with_successors(
    pinned: Collection[VerifierKey], hand_overs: Iterable[str]
) -> frozenset[VerifierKey]:
    """The keys and those to which the notes hand the log over, in the order of the notes."""
    believed = frozenset(pinned)
    for note in hand_overs:
        successor = _successor(note, believed)
        if successor is not None:
            believed |= {successor}
    return believed


def trust(notes: Iterable[tuple[str, str]], *, keys: Collection[VerifierKey]) -> Trust:
    """The checkpoints among notes, each with where it is from, that one of the keys has signed."""
    found, refused, unknown = [], [], 0
    for source, note in notes:
        try:
            opened = open_checkpoint(note, keys=keys)
        except UnknownSigner:
            unknown += 1
        except NoteRefused as why:
            refused.append(f"{source}: {why}")
        else:
            found.append(Trusted(opened.size, opened.root, source))
    return Trust(tuple(found), tuple(refused), unknown)


def _parsed(text: str) -> VerifierKey | None:
    try:
        return VerifierKey.parse(text)
    except NoteRefused:
        return None


def _successor(note: str, believed: Collection[VerifierKey]) -> VerifierKey | None:
    try:
        return open_checkpoint(note, keys=believed).successor
    except NoteRefused:
        return None
