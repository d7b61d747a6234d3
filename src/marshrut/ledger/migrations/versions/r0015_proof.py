"""Signed checkpoints, the keys that sign them, and hashes of leaves by blocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = ("checkpoint", "log_key", "ledger_leaves")


def upgrade() -> None:
    """Create the tables, empty, and let rows only be added."""
    op.create_table(
        "checkpoint",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "tail",
            sa.LargeBinary(),
            nullable=False,
            comment="Hashes of the leaves after the last whole block, 32 bytes each",
        ),
        sa.PrimaryKeyConstraint("position", "key_id", name="pk_checkpoint"),
        comment="Signed checkpoints that were kept; rows are only ever added",
    )
    op.create_table(
        "log_key",
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hand_over", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("public_key", name="pk_log_key"),
        comment="Public keys that sign checkpoints, and notes by which each took over",
    )
    op.create_table(
        "ledger_leaves",
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="From 0: the block is of positions n * 256 + 1 to (n + 1) * 256",
        ),
        sa.Column("hashes", sa.LargeBinary(8192), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_leaves"),
        comment="Hashes of leaves by whole blocks: they tell which event is not what it was",
    )
    for table in APPEND_ONLY:
        _guard(table)


def _guard(table: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {change} refused'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")
