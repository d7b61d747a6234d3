"""Tokens by an id, who is kept out, and an append-only record of access management.

Tokens that there are stay as they are: what had no end still has none.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Name the tokens, create both tables, and guard the one."""
    _name_tokens()
    _create_events()
    op.create_table(
        "access_denial",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "blocked",
            sa.Boolean(),
            nullable=False,
            comment="No token of theirs opens anything",
        ),
        sa.Column(
            "issued_before",
            sa.DateTime(timezone=True),
            comment="Nor does one that an issuer elsewhere gave out before this moment",
        ),
        sa.PrimaryKeyConstraint("actor", name="pk_access_denial"),
        comment="Who is kept out, whatever token they hold",
    )
    _guard_events()


def _name_tokens() -> None:
    op.add_column(
        "access_token",
        sa.Column("token_id", sa.Uuid(), comment="By which it is spoken of; it opens nothing"),
    )
    token = sa.table(
        "access_token", sa.column("token_sha256", sa.LargeBinary), sa.column("token_id", sa.Uuid)
    )
    connection = op.get_bind()
    for fingerprint in connection.scalars(sa.select(token.c.token_sha256)).all():
        connection.execute(
            token.update().where(token.c.token_sha256 == fingerprint).values(token_id=uuid4())
        )
    op.create_index("ix_access_token_token_id", "access_token", ["token_id"], unique=True)
    op.create_index("ix_access_token_actor", "access_token", ["actor"])


def _create_events() -> None:
    op.create_table(
        "access_event",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=True),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_actor", sa.Text(), nullable=False, comment="Who did it, or tried to"),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="CLI or HTTP"),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), comment="Whom it is about"),
        sa.Column("token_id", sa.Uuid()),
        sa.Column("role", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("regions", sa.Text(), nullable=False, server_default=""),
        sa.Column("functions", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "within", sa.Text(), comment="The one region that it concerns; null: several, or all"
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("refusal", sa.Text(), comment="Why it was refused, where it was"),
        sa.PrimaryKeyConstraint("number", name="pk_access_event"),
        comment="What was done to access, by whom and how; rows are only ever added",
    )
    op.create_index("ix_access_event_actor", "access_event", ["actor"])


def _guard_events() -> None:
    connection = op.get_bind()
    sql = (SQL / f"{Path(__file__).stem.split('_')[0]}_{connection.dialect.name}.sql").read_text()
    # SQLite takes one statement at a time.
    statements = sql.split("\n\n") if connection.dialect.name == "sqlite" else [sql]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
