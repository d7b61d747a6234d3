"""Hashes of subtrees of the tree over the ledger, so that its root costs a few reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty: whoever asks for a root fills it."""
    op.create_table(
        "ledger_subtree",
        sa.Column("height", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="From 0: the subtree is over positions n * 2^height + 1 to (n + 1) * 2^height",
        ),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("height", "number", name="pk_ledger_subtree"),
        comment="Hashes of complete subtrees of the tree over the ledger: they follow from it",
        sqlite_with_rowid=False,
    )
