"""What a file is that somebody wants verified: an export, evidence, an edition, a proof."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

import msgspec

from marshrut.ledger.evidence import EvidenceRefused
from marshrut.ledger.export_lines import FORMAT as EXPORT
from marshrut.reports.events import LedgerProof

MOST_BYTES = 1 << 28
"""Of a file that is read at once; an export is read line by line, however long."""

_GZIP = b"\x1f\x8b"


class Kind(Enum):
    """Kinds of files that carry a proof."""

    EXPORT = auto()
    EVIDENCE = auto()
    EDITION = auto()
    CONSISTENCY = auto()


class Consistency(msgspec.Struct):
    """An answer of ``/ledger/proofs/consistency``: a proof, and the larger of two checkpoints."""

    old: int
    new: int
    path: list[str]
    checkpoint: str


class _Shape(msgspec.Struct):
    """What tells the kinds apart."""

    format: str | None = None
    proof: LedgerProof | None = None
    old_root: str | None = None


def kind_of(file: BinaryIO) -> Kind:
    """The kind of the file, which is then read from its beginning again.

    Raises ``EvidenceRefused`` for one that is none of them.
    """
    head = file.read(1 << 8)
    file.seek(0)
    if head.startswith((_GZIP, b'{"format":"%s"' % EXPORT.encode())):
        return Kind.EXPORT
    try:
        shape = msgspec.json.decode(whole(file), type=_Shape)
    except (ValueError, RecursionError):
        shape = _Shape()
    file.seek(0)
    if shape.proof is not None:
        return Kind.EDITION
    if shape.old_root is not None:
        return Kind.CONSISTENCY
    if shape.format is not None:
        return Kind.EVIDENCE
    raise EvidenceRefused(
        "this is no export of a ledger, no evidence, no edition with a proof (in JSON), and no "
        "answer about consistency"
    )


def consistency_in(file: BinaryIO) -> Consistency:
    """The answer about consistency. Raises ``EvidenceRefused``."""
    try:
        return msgspec.json.decode(whole(file), type=Consistency)
    except (ValueError, RecursionError) as error:
        raise EvidenceRefused(f"this is no answer about consistency: {error}") from None


def edition_proof(file: BinaryIO) -> LedgerProof:
    """The proof in an edition. Raises ``EvidenceRefused``."""
    proof = msgspec.json.decode(whole(file), type=_Shape).proof
    assert proof is not None  # noqa: S101 - by its kind
    return proof


def whole(file: BinaryIO) -> bytes:
    """The file. Raises ``EvidenceRefused`` for one that is too long to be what is sought."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise EvidenceRefused(f"the file is longer than {MOST_BYTES} bytes")
    return data


def note_in(path: Path) -> str:
    """The note in a file. Raises ``OSError``, ``EvidenceRefused``."""
    try:
        return path.read_bytes()[: 1 << 17].decode()
    except UnicodeDecodeError:
        raise EvidenceRefused(f"{path} is no checkpoint: it is not text in UTF-8") from None
