"""Tables of access management: what was done to it, and who is kept out."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, Table, Text, Uuid

from marshrut.ledger.schema import metadata
from marshrut.ledger.utc_datetime import UtcDateTime

access_event = Table(
    "access_event",
    metadata,
    # On PostgreSQL an identity, which asks for no right to its sequence.
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        Identity(always=True),
        primary_key=True,
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by_actor", Text, nullable=False, comment="Who did it, or tried to"),
    Column("by_role", Text, nullable=False),
    Column("channel", Text, nullable=False, comment="CLI or HTTP"),
    Column("correlation_id", Text, nullable=False),
    Column("actor", Text, comment="Whom it is about"),
    Column("token_id", Uuid),
    Column("role", Text),
    Column("organisation", Text),
    Column("regions", Text, nullable=False, server_default=""),
    Column("functions", Text, nullable=False, server_default=""),
    Column("within", Text, comment="The one region that it concerns; null: several, or all"),
    Column("expires_at", UtcDateTime),
    Column("reason", Text),
    Column("refusal", Text, comment="Why it was refused, where it was"),
    Index(None, "actor"),
    comment="What was done to access, by whom and how; rows are only ever added",
    info={"grants": ("SELECT", "INSERT")},
)

access_denial = Table(
    "access_denial",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("blocked", Boolean, nullable=False, comment="No token of theirs opens anything"),
    Column(
        "issued_before",
        UtcDateTime,
        comment="Nor does one that an issuer elsewhere gave out before this moment",
    ),
    comment="Who is kept out, whatever token they hold",
    info={"grants": ("SELECT", "INSERT", "UPDATE")},
)
