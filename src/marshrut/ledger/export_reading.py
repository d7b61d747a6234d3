"""Reading an exported ledger: every line is checked, and none is believed before the last."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from marshrut.ledger.export_lines import (
    FORMAT,
    MOST_BYTES,
    PROVED,
    VERSIONS,
    Closing,
    EventLine,
    Header,
    Kind,
    LeavesLine,
    Line,
    ProofLine,
    line_of,
    row_of,
)
from marshrut.ledger.kept_leaves import BLOCK, HASH_BYTES
from marshrut.ledger.rows import Head, StoredRecord

_LEAVES = b'{"leaves":'
_PROOF = b'{"checkpoints":'
_GZIP = b"\x1f\x8b"
_BUFFER = 1 << 17


class BadExport(ValueError):  # noqa: N818
    """The file is no export, or not a whole and unaltered one; the message names the line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line


class Export:
    """An exported ledger in a file that can be read again from its beginning.

    Gzip is known by its first bytes, whatever the file is called. Needs little memory, however
    long the file. Raises ``BadExport`` where the first line is not that of an export.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.header = _header(self._lines())
        self.sha256: str | None = None
        """The digest, once the rows were read to the end."""
        self.proof = ProofLine([], [])
        """What proves the events, once the rows were read to the end."""

    def rows(self) -> Iterator[StoredRecord]:
        """The rows, in order, from the first.

        Raises ``BadExport`` as soon as one is wrong, and after the last if it was not what was
        written: until then whoever takes a row takes it on trust.
        """
        lines = self._lines()
        if _header(lines) != self.header:
            raise BadExport(1, "is another than it was: the file has changed meanwhile")
        head = Head(0, None)
        for _ in range(self.header.count):
            row = _row(lines)
            _check_follows(lines.number, row, head)
            head = Head(row.position, row.recorded_at)
            yield row
        if head.recorded_at != self.header.recorded_at:
            raise BadExport(lines.number, "the last event is of another time than the header says")
        if self.header.version == PROVED:
            self.proof = _proof(lines)
        self.sha256 = _closed(lines, self.header)

    def read_proof(self) -> ProofLine:
        """The checkpoints and keys in the file, with nothing checked but that they can be read."""
        if self.header.version == PROVED:
            lines = self._lines()
            while line := lines.next():
                if line.startswith(_PROOF):
                    return decoded(line, ProofLine) or self.proof
        return ProofLine([], [])

    def kept(self) -> Iterator[bytes]:
        """The hashes of leaves that were written with the events, as far as there are any.

        Nothing is checked but that they can be read: they are believed only where they lead to a
        root that was signed.
        """
        if self.header.version != PROVED:
            return
        lines = self._lines()
        while line := lines.next():
            some = decoded(line, LeavesLine) if line.startswith(_LEAVES) else None
            if some is not None:
                for start in range(0, len(some.hashes), HASH_BYTES):
                    yield some.hashes[start : start + HASH_BYTES]

    def _lines(self) -> _Lines:
        self._file.seek(0)
        packed = self._file.read(len(_GZIP)) == _GZIP
        self._file.seek(0)
        if not packed:
            return _Lines(self._file)
        unpacking = gzip.GzipFile(fileobj=self._file, mode="rb")
        return _Lines(io.BufferedReader(cast("io.RawIOBase", unpacking), _BUFFER))


class _Lines:
    """Lines one after another, each held to its type and spelling."""

    def __init__(self, stream: BinaryIO | io.BufferedReader) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.number = 0

    @property
    def sha256(self) -> str:
        """The digest of the lines so far."""
        return self._digest.hexdigest()

    def next(self) -> bytes:
        """The next line as it stands; nothing at the end of the file."""
        self.number += 1
        try:
            line = self._stream.readline(MOST_BYTES + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadExport(self.number, "here the gzip file is cut off or damaged") from error
        if len(line) > MOST_BYTES:
            raise BadExport(self.number, f"is longer than {MOST_BYTES} bytes")
        self._digest.update(line)
        return line

    def take(self, kind: type[Line], *, wanted: str) -> Line:
        """The next line, read as ``kind``."""
        return self.read(self.next(), kind, wanted=wanted)

    def read(self, line: bytes, kind: type[Line], *, wanted: str) -> Line:
        """A line that was taken, read as ``kind``."""
        if not line.endswith(b"\n"):
            missing = f"in place of {wanted}, the file ends" if not line else "the file is cut off"
            raise BadExport(self.number, missing)
        value = decoded(line, kind)
        if value is None:
            raise BadExport(self.number, f"is not {wanted}")
        if line_of(value) != line:
            raise BadExport(self.number, "is not spelt as an export spells it")
        return value


def decoded(line: bytes, kind: type[Line]) -> Line | None:
    """The line read as ``kind``; ``None`` where it is nothing of the sort."""
    try:
        return msgspec.json.decode(line, type=kind)
    except (ValueError, RecursionError):  # msgspec's own errors and those of UTF-8 are ValueErrors
        return None


def _header(lines: _Lines) -> Header:
    line = lines.next()
    kind = decoded(line, Kind)
    if kind is None or kind.format != FORMAT:
        raise BadExport(1, "this is no export of a ledger")
    if kind.version not in VERSIONS:
        raise BadExport(1, f"version {kind.version} of the format is not known to this program")
    header = decoded(line, Header)
    if header is None or line_of(header) != line:
        raise BadExport(1, "is not spelt as an export spells it")
    if header.position != header.count or (header.recorded_at is None) is not (header.count == 0):
        raise BadExport(1, "the header contradicts itself")
    return header


def _row(lines: _Lines) -> StoredRecord:
    line = lines.take(EventLine, wanted="an event")
    try:
        return row_of(line)
    except ValueError as error:
        raise BadExport(lines.number, str(error)) from error


def _check_follows(number: int, row: StoredRecord, head: Head) -> None:
    if row.position != head.position + 1:
        raise BadExport(number, f"position {row.position} does not follow {head.position}")
    if head.recorded_at is not None and row.recorded_at < head.recorded_at:
        raise BadExport(number, f"position {row.position} is earlier than the one before")


def _proof(lines: _Lines) -> ProofLine:
    """What proves the events: hashes of leaves from the first on, then checkpoints and keys."""
    due = 1
    while (line := lines.next()).startswith(_LEAVES):
        some = lines.read(line, LeavesLine, wanted="hashes of leaves")
        number, rest = divmod(len(some.hashes), HASH_BYTES)
        if some.leaves != due or rest or not 0 < number <= BLOCK:
            raise BadExport(lines.number, "the hashes of leaves do not go on")
        due += number
    return lines.read(line, ProofLine, wanted="checkpoints and keys")


def _closed(lines: _Lines, header: Header) -> str:
    """The digest, if the closing line says the same and is the last."""
    digest = lines.sha256
    closing = lines.take(Closing, wanted="the closing line")
    if closing != Closing(header.count, digest):
        raise BadExport(lines.number, "the lines before are not those that were written")
    if lines.next():
        raise BadExport(lines.number, "there is more after the closing line")
    return digest
