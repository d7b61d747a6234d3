"""Tables that answer "who asks?" and "which case is this person's?" without a name in clear.

Tokens of persons are blind (``marshrut.ledger.blind``): without the secret they say nothing.
``info["grants"]`` says what the application's role may do with a table.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, Text, Uuid

from marshrut.ledger.schema import metadata
from marshrut.ledger.utc_datetime import UtcDateTime

natural_key = Table(
    "natural_key",
    metadata,
    Column("token", LargeBinary(16), primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Index(None, "case_id"),
    comment="One case per person, organisation, programme and year of graduation (semantics S23)",
    info={"grants": ("SELECT", "INSERT", "DELETE")},
)

search_token = Table(
    "search_token",
    metadata,
    Column("token", LargeBinary(16), primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    Index(None, "case_id"),
    comment="By which words and identifiers a case is found (semantics S25)",
    info={"grants": ("SELECT", "INSERT", "DELETE")},
    sqlite_with_rowid=False,
)

access_token = Table(
    "access_token",
    metadata,
    Column("token_sha256", LargeBinary(32), primary_key=True),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text),
    Column("regions", Text, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("functions", Text, nullable=False, server_default=""),
    Column("token_id", Uuid, comment="By which it is spoken of; it opens nothing"),
    Index(None, "token_id", unique=True),
    Index(None, "actor"),
    comment="Who may ask, in which role and scope; regions: codes parted by commas",
    info={"grants": ("SELECT", "INSERT", "UPDATE")},
)
