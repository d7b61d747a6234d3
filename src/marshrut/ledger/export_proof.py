"""What goes with an exported ledger to prove it: from the database, and back into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from sqlalchemy import Engine

from marshrut.ledger.adding import add_missing
from marshrut.ledger.checkpoints import Cause
from marshrut.ledger.engine import reading
from marshrut.ledger.export_leaves import ExportLeaves
from marshrut.ledger.export_lines import KeyLine, ProofLine
from marshrut.ledger.export_reading import BadExport, Export
from marshrut.ledger.exporting import Proof
from marshrut.ledger.kept_leaves import keep_leaves, kept_hashes, tail_of
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.notes import KEY_ID_BYTES, NoteRefused, checkpoint_of, plain_bytes
from marshrut.ledger.schema_proof import checkpoint, log_key
from marshrut.ledger.trust import believed_keys, proof_of, trust
from marshrut.ledger.verifying import verify


def proof_for(engine: Engine, *, upto: int) -> Proof | None:
    """The last checkpoint at the position or before it, what is under it, the log's keys.

    ``None`` where none was kept: then there is nothing to prove.
    """
    told = proof_of(engine, upto=upto)
    if not told.checkpoints:
        return None
    note = told.checkpoints[-1]
    return Proof(ProofLine([note], told.keys), _hashes(engine, size_of(note) or 0))


def check_proof(export: Export) -> None:
    """Hold the events of an export to the checkpoints in it. Raises ``BadExport``.

    The keys are those in the file: whoever wants to know whose it is, verifies it by one of theirs.
    """
    told = export.read_proof()
    notes = [(f"checkpoint {n} of the file", note) for n, note in enumerate(told.checkpoints, 1)]
    held = trust(notes, keys=believed_keys([], told.keys))
    if held.refused or held.unknown:
        raise BadExport(export.header.count, "a checkpoint of the file is not signed by its keys")
    with closing(ExportLeaves(export)) as leaves:
        fault = verify(leaves, trusted=held.checkpoints).fault
    if fault is not None:
        line = fault.upto + 1
        raise BadExport(line, "the events up to here are not those of the checkpoint in the file")


def keep_proof(ledger: Ledger, told: ProofLine, *, now: datetime) -> None:
    """Keep the checkpoints and keys of an export, of which all events are there by now."""
    keys = [
        {**_parts(key), "number": number, "created_at": now}
        for number, key in enumerate(told.keys, 1)
    ]
    notes = [row for note in told.checkpoints if (row := _row(ledger, note, now)) is not None]
    add_missing(ledger.engine, log_key, keys)
    add_missing(ledger.engine, checkpoint, notes)


def _parts(key: KeyLine) -> dict[str, str | None]:
    return {"public_key": key.public_key, "hand_over": key.hand_over}


def _row(ledger: Ledger, note: str, now: datetime) -> dict[str, object] | None:
    size = size_of(note)
    if size is None:
        return None
    keep_leaves(ledger, upto=size)
    signature = note.rstrip("\n").rpartition(" ")[2]
    return {
        "position": size,
        "key_id": plain_bytes(signature)[:KEY_ID_BYTES].hex(),
        "note": note,
        "cause": Cause.RESTORED.value,
        "kept_at": now,
        "tail": tail_of(ledger, position=size),
    }


def size_of(note: str) -> int | None:
    """The size that a note tells, signed or not; ``None`` where it is no checkpoint."""
    try:
        return checkpoint_of(note.rpartition("\n\n")[0] + "\n").size
    except NoteRefused:
        return None


def _hashes(engine: Engine, size: int) -> Iterator[bytes]:
    with reading(engine).connect() as connection:
        yield from kept_hashes(connection, upto=size)
