"""The ledger, what its readers and writers keep beside it, and who may ask."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Create the tables, and make the ledger append-only."""
    _create_ledger()
    _create_companions()
    _create_access()
    _create_lookup()
    _guard_ledger()


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="Dense from 1, in the order of commits (semantics S10)",
        ),
        sa.Column("originator_id", sa.Uuid(), nullable=False),
        sa.Column("originator_version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.BigInteger(),
            nullable=False,
            comment="Microseconds since 1970 in UTC, the same for all rows of a transaction",
        ),
        sa.PrimaryKeyConstraint("position", name="pk_ledger"),
        sa.UniqueConstraint("originator_id", "originator_version", name="uq_ledger_originator"),
        comment="What is known, in the order in which it became known; rows are only ever added",
    )


def _create_companions() -> None:
    op.create_table(
        "tracking",
        sa.Column("application_name", sa.Text(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application_name", name="pk_tracking"),
        comment="Up to which position a reader of the ledger has come",
    )
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_idempotency"),
        comment="What a request was answered, for its retries (semantics S19)",
    )


def _create_access() -> None:
    op.create_table(
        "access_token",
        sa.Column("token_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text()),
        sa.Column("regions", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_access_token"),
        comment="Who may ask, in which role and scope; regions: codes parted by commas",
    )


def _create_lookup() -> None:
    op.create_table(
        "natural_key",
        sa.Column("token", sa.LargeBinary(16), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_natural_key"),
        comment="One case per person, organisation, programme and year of graduation"
        " (semantics S23)",
    )
    op.create_index("ix_natural_key_case_id", "natural_key", ["case_id"])
    op.create_table(
        "search_token",
        sa.Column("token", sa.LargeBinary(16), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("token", "case_id", name="pk_search_token"),
        comment="By which words and identifiers a case is found (semantics S25)",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_token_case_id", "search_token", ["case_id"])


def _guard_ledger() -> None:
    connection = op.get_bind()
    sql = (SQL / f"{Path(__file__).stem.split('_')[0]}_{connection.dialect.name}.sql").read_text()
    # SQLite takes one statement at a time.
    statements = sql.split("\n\n") if connection.dialect.name == "sqlite" else [sql]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
