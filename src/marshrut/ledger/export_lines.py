"""The lines of an exported ledger: what each says, and the one way in which it is written.

A line is one JSON object and a line feed. There is one spelling of each: the fields in the order
below, no spaces, no escapes but those that JSON demands. So equal ledgers make equal files, and
a reader accepts only what a writer would have written (decision 0014).
"""

from __future__ import annotations

from typing import Annotated, TypeVar
from uuid import UUID

import msgspec

from marshrut.ledger.rows import StoredRecord

FORMAT = "marshrut-ledger"
PLAIN, PROVED = 1, 2
"""Versions of the format: events alone, and with what proves them after the last of them."""

VERSIONS = (PLAIN, PROVED)
MOST_BYTES = 1 << 24
"""In one line, its line feed included: the largest request has a sixteenth of that."""

_Number = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
_Version = Annotated[int, msgspec.Meta(ge=1, le=(1 << 31) - 1)]
_Topic = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]{1,200}\Z")]
_Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]

Line = TypeVar("Line", bound=msgspec.Struct)


class Kind(msgspec.Struct, frozen=True):
    """What the first line of any version says."""

    format: str
    version: int


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: where the events end, which begin at position 1.

    ``recorded_at``: of the last, in microseconds since 1970, UTC; ``None`` where there is none.
    """

    format: str
    version: int
    position: _Number
    recorded_at: _Number | None
    count: _Number


class EventLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A row of the ledger. Its stored bytes are ``state`` in UTF-8; else in base64."""

    position: _Number
    recorded_at: _Number
    originator_id: UUID
    originator_version: _Version
    topic: _Topic
    state: str | None = None
    state_base64: bytes | None = None


class LeavesLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hashes of leaves from the position ``leaves`` on, 32 bytes each, at most a block of them."""

    leaves: _Number
    hashes: bytes


class KeyLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key of the log, and the note by which it took over from the one before."""

    public_key: str
    hand_over: str | None


class ProofLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed checkpoints of the ledger as notes; the keys of the log from the first."""

    checkpoints: list[str]
    keys: list[KeyLine]


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line: how many events there were; SHA-256 (hex) of all lines before it."""

    count: _Number
    sha256: _Digest


_encoder = msgspec.json.Encoder()


def line_of(value: msgspec.Struct) -> bytes:
    """The line, its line feed included."""
    return _encoder.encode(value) + b"\n"


def event_line(row: StoredRecord) -> EventLine:
    """What the line of a row says."""
    try:
        return EventLine(*_columns(row), state=row.state.decode())
    except UnicodeDecodeError:
        return EventLine(*_columns(row), state_base64=row.state)


def row_of(line: EventLine) -> StoredRecord:
    """The row that the line is of. Raises ``ValueError`` for a line with no state, or with two."""
    state = line.state_base64 if line.state is None else line.state.encode()
    if state is None or (line.state is not None and line.state_base64 is not None):
        raise ValueError("an event has one state")
    row = StoredRecord(
        line.position,
        line.recorded_at,
        line.originator_id,
        line.originator_version,
        line.topic,
        state,
    )
    if event_line(row) != line:
        raise ValueError("a state that is text stands there as text")
    return row


def _columns(row: StoredRecord) -> tuple[int, int, UUID, int, str]:
    return row.position, row.recorded_at, row.originator_id, row.originator_version, row.topic
