"""The tables of what proves the ledger: signed checkpoints, keys of the log, hashes of leaves.

None of it is believed for standing there: notes are signed, and hashes of leaves must lead to a
root that is (decision 0027).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text

from marshrut.ledger.schema import metadata
from marshrut.ledger.utc_datetime import UtcDateTime

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("key_id", Text, primary_key=True),
    Column("note", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column(
        "tail",
        LargeBinary,
        nullable=False,
        comment="Hashes of the leaves after the last whole block, 32 bytes each",
    ),
    comment="Signed checkpoints that were kept; rows are only ever added",
    info={"grants": ("SELECT", "INSERT")},
)

log_key = Table(
    "log_key",
    metadata,
    Column("public_key", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("hand_over", Text),
    Column("created_at", UtcDateTime, nullable=False),
    comment="Public keys that sign checkpoints, and notes by which each took over",
    info={"grants": ("SELECT", "INSERT")},
)

ledger_leaves = Table(
    "ledger_leaves",
    metadata,
    Column(
        "number",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="From 0: the block is of positions n * 256 + 1 to (n + 1) * 256",
    ),
    Column("hashes", LargeBinary(8192), nullable=False),
    comment="Hashes of leaves by whole blocks: they tell which event is not what it was",
    info={"grants": ("SELECT", "INSERT")},
)
