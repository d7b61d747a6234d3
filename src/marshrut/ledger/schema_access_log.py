"""The table of who has read which person's data: apart from the ledger, and only ever added to."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from marshrut.ledger.schema import metadata
from marshrut.ledger.utc_datetime import UtcDateTime

access_log = Table(
    "access_log",
    metadata,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        Identity(),
        primary_key=True,
        comment="In the order of writing; not dense",
    ),
    Column("kind", Text, nullable=False, comment="READ, or EMERGENCY_ACCESS that was taken"),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text),
    Column("regions", Text, nullable=False, server_default=""),
    Column("route", Text, nullable=False, comment="Method and rule, or the command; no values"),
    Column("correlation_id", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("person", Boolean, nullable=False, comment="Whether the person was shown"),
    Column("notes", Boolean, nullable=False, comment="Whether restricted notes were"),
    Column("sealed_why", LargeBinary, comment="Purpose or reason, under the key of the case"),
    Column("emergency", BigInteger, comment="The number of the emergency access it was read by"),
    Column("until", UtcDateTime, comment="When an emergency access ends"),
    Index("ix_access_log_case_id", "case_id", "number"),
    Index("ix_access_log_actor", "actor", "number"),
    Index("ix_access_log_at", "at"),
    comment="Who has read whose personal data, when, why; rows are only ever added",
    info={"grants": ("SELECT", "INSERT")},
)
