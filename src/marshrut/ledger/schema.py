"""The tables of the ledger itself, and the one ``MetaData`` all tables of the database share.

``info["grants"]`` says what the application's role may do with a table (``grants.py``).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ledger = Table(
    "ledger",
    metadata,
    # On SQLite INTEGER, not BIGINT: only this makes the key the table's own order.
    Column(
        "position",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
        comment="Dense from 1, in the order of commits (semantics S10)",
    ),
    Column("originator_id", Uuid, nullable=False),
    Column("originator_version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column(
        "recorded_at",
        BigInteger,
        nullable=False,
        comment="Microseconds since 1970 in UTC, the same for all rows of a transaction",
    ),
    UniqueConstraint("originator_id", "originator_version", name="uq_ledger_originator"),
    comment="What is known, in the order in which it became known; rows are only ever added",
    info={"grants": ("SELECT", "INSERT")},
)

ledger_subtree = Table(
    "ledger_subtree",
    metadata,
    Column("height", Integer, primary_key=True, autoincrement=False),
    Column(
        "number",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="From 0: the subtree is over positions n * 2^height + 1 to (n + 1) * 2^height",
    ),
    Column("hash", LargeBinary(32), nullable=False),
    comment="Hashes of complete subtrees of the tree over the ledger: they follow from it",
    info={"grants": ("SELECT", "INSERT")},
    sqlite_with_rowid=False,
)

tracking = Table(
    "tracking",
    metadata,
    Column("application_name", Text, primary_key=True),
    Column("notification_id", BigInteger, nullable=False),
    comment="Up to which position a reader of the ledger has come",
    info={"grants": ("SELECT", "INSERT", "UPDATE")},
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("etag", Text),
    Column("answer", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    comment="What a request was answered, for its retries (semantics S19)",
    info={"grants": ("SELECT", "INSERT")},
)
