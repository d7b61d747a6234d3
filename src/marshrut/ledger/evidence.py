"""Events with their proofs, in one file that needs no ledger: ``marshrut-evidence``, version 1.

Every event is there as it is stored, with the path from its leaf to the root of one checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Annotated, Literal

import msgspec

from marshrut.ledger.export_lines import EventLine, KeyLine, event_line, row_of
from marshrut.ledger.leaves import record_hash
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.notes import NoteRefused, VerifierKey, open_checkpoint
from marshrut.ledger.proofs import (
    ProofRefused,
    check_inclusion,
    consistency_ranges,
    inclusion_ranges,
)
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.subtrees import range_root
from marshrut.ledger.trust import believed_keys

FORMAT: Literal["marshrut-evidence"] = "marshrut-evidence"
MOST_EVENTS = 10_000

Hashes = list[bytes]


class EvidenceRefused(ValueError):  # noqa: N818 - it says what is the matter
    """The file is no evidence, or it does not prove what it tells; a line that says what."""


class ProvedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it is stored, and its path to the root."""

    event: EventLine
    path: Hashes


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A checkpoint as a signed note, the keys of the log, and events that it vouches for."""

    format: Literal["marshrut-evidence"]
    version: Literal[1]
    checkpoint: str
    keys: list[KeyLine]
    events: Annotated[list[ProvedEvent], msgspec.Meta(max_length=MOST_EVENTS)]


def inclusion(ledger: Ledger, *, position: int, size: int) -> Hashes:
    """The path of the event at the position in the tree over the first ``size`` events.

    Raises ``ValueError`` for a position that is not among them, ``DamagedLedger``.
    """
    return [range_root(ledger, each) for each in inclusion_ranges(position - 1, size)]


def consistency(ledger: Ledger, *, old: int, new: int) -> Hashes:
    """What proves that the tree over ``old`` events begins the one over ``new``.

    Raises ``ValueError`` for sizes that stand the wrong way round, ``DamagedLedger``.
    """
    return [range_root(ledger, each) for each in consistency_ranges(old, new)]


def evidence_of(
    ledger: Ledger, rows: Iterable[StoredRecord], *, note: str, size: int, keys: Sequence[KeyLine]
) -> Evidence:
    """The evidence of these rows under the checkpoint, which is over ``size`` events."""
    root = cache(partial(range_root, ledger))  # high up in the tree, paths are the same
    events = [
        ProvedEvent(event_line(row), list(map(root, inclusion_ranges(row.position - 1, size))))
        for row in rows
    ]
    return Evidence(FORMAT, 1, note, list(keys), events)


def read_evidence(data: bytes) -> Evidence:
    """The evidence in a file. Raises ``EvidenceRefused``."""
    try:
        return msgspec.json.decode(data, type=Evidence)
    except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
        raise EvidenceRefused(f"this is no evidence of a ledger: {error}") from None


def check_evidence(evidence: Evidence, *, pinned: Sequence[VerifierKey]) -> int:
    """The size of the tree in which all events of the evidence are. Raises ``EvidenceRefused``.

    Where no key is pinned, those in the evidence are believed.
    """
    keys = believed_keys(pinned, evidence.keys)
    try:
        checkpoint = open_checkpoint(evidence.checkpoint, keys=keys)
    except NoteRefused as why:
        raise EvidenceRefused(f"the checkpoint: {why}") from None
    for proved in evidence.events:
        position = proved.event.position
        try:
            check_inclusion(
                leaf=record_hash(row_of(proved.event)),
                index=position - 1,
                size=checkpoint.size,
                path=proved.path,
                root=checkpoint.root,
            )
        except (ProofRefused, ValueError) as why:
            raise EvidenceRefused(f"the event at position {position}: {why}") from None
    return checkpoint.size
