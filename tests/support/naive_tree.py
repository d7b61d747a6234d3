"""The tree of RFC 9162 as its section 2.1.1 says it, and the leaf as decision 0020 does."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from marshrut.ledger.rows import StoredRecord

REFERENCE = tuple(
    bytes.fromhex(each)
    for each in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
)
"""The leaves of Certificate Transparency's own tests of its tree (merkletree)."""


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n]), by recursion."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def naive_leaf(row: StoredRecord) -> bytes:
    """The leaf of a row, field by field."""
    topic = row.topic.encode("utf-8")
    fields = (
        b"\x01",
        row.position.to_bytes(8, "big", signed=True),
        row.recorded_at.to_bytes(8, "big", signed=True),
        bytes.fromhex(str(row.originator_id).replace("-", "")),
        row.originator_version.to_bytes(8, "big", signed=True),
        len(topic).to_bytes(4, "big"),
        topic,
        len(row.state).to_bytes(4, "big"),
        row.state,
    )
    return b"".join(fields)


def naive_root_of(rows: Sequence[StoredRecord]) -> bytes:
    """The root over stored rows."""
    return naive_root([naive_leaf(row) for row in rows])
