"""Writing a ledger, or the beginning of it, as lines of text (``export_lines``)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

import msgspec

from marshrut.ledger.export_lines import (
    FORMAT,
    MOST_BYTES,
    PLAIN,
    PROVED,
    Closing,
    Header,
    LeavesLine,
    ProofLine,
    event_line,
    line_of,
)
from marshrut.ledger.kept_leaves import BLOCK
from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.rows import StoredRecord

_AT_ONCE = 5_000

Progress = Callable[[int, int], None]
"""Called with the events that are done and with all there are."""


class NotExportable(ValueError):  # noqa: N818
    """A row that no line can hold, or that is missing: the ledger is damaged."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: the last position, its time in microseconds, events, digest, bytes."""

    position: int
    recorded_at: int | None
    count: int
    sha256: str
    bytes: int


class Proof(NamedTuple):
    """What proves an export: checkpoints and keys, and the hashes of the leaves under them."""

    told: ProofLine
    hashes: Iterable[bytes]


def export(
    reader: LedgerReader,
    file: BinaryIO,
    *,
    upto: int,
    proof: Proof | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write the events at positions up to ``upto``, which there must be, a batch at a time.

    The ledger may grow meanwhile: what it holds already does not change.
    """
    recorded_at = reader.times_of([upto]).get(upto)
    header = Header(FORMAT, PLAIN if proof is None else PROVED, upto, recorded_at, upto)
    digest = hashlib.sha256()
    written = 0
    for some in chain(_lines(reader, header, progress), _proof_lines(proof)):
        digest.update(some)
        written += file.write(some)
    closing = Closing(upto, digest.hexdigest())
    written += file.write(line_of(closing))
    return Exported(
        position=upto,
        recorded_at=recorded_at,
        count=upto,
        sha256=closing.sha256,
        bytes=written,
    )


def _lines(reader: LedgerReader, header: Header, progress: Progress | None) -> Iterator[bytes]:
    yield line_of(header)
    done = 0
    while done < header.count:
        rows = reader.between(after=done, upto=header.position, limit=_AT_ONCE)
        if not rows:
            raise NotExportable(f"the ledger has no position {done + 1}")
        yield b"".join(_line(row, follows=done + n) for n, row in enumerate(rows))
        done += len(rows)
        if progress:
            progress(done, header.count)


def _proof_lines(proof: Proof | None) -> Iterator[bytes]:
    if proof is None:
        return
    hashes, first = iter(proof.hashes), 1
    while some := list(islice(hashes, BLOCK)):
        yield line_of(LeavesLine(first, b"".join(some)))
        first += len(some)
    yield line_of(proof.told)


def _line(row: StoredRecord, *, follows: int) -> bytes:
    if row.position != follows + 1:
        raise NotExportable(f"the ledger has no position {follows + 1}")
    line = line_of(event_line(row))
    if len(line) > MOST_BYTES:
        raise NotExportable(f"position {row.position} is longer than {MOST_BYTES} bytes")
    return line
