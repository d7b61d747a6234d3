"""The read model of programmes, in two slots as the others; no ledger holds one yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of both slots, empty."""
    for slot in ("a", "b"):
        name = f"programme_state_{slot}"
        op.create_table(
            name,
            sa.Column("code", sa.Text(), nullable=False),
            sa.Column("valid_from", sa.Date(), nullable=False),
            sa.Column("valid_to", sa.Date()),
            sa.Column("level", sa.Text(), nullable=False),
            sa.Column("region_code", sa.Text(), nullable=False),
            sa.Column("organisation", sa.Text(), comment="Whose plan it is; null: the region's"),
            sa.Column("template", sa.Text()),
            sa.Column("title", sa.Text(), nullable=False),
            sa.Column("short_title", sa.Text()),
            sa.Column("status", sa.Text(), nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("runs_from", sa.Date(), nullable=False),
            sa.Column("runs_to", sa.Date(), nullable=False, comment="The last day of its validity"),
            sa.Column("known_from", sa.BigInteger(), nullable=False),
            sa.Column("known_to", sa.BigInteger()),
            sa.PrimaryKeyConstraint("code", "valid_from", "known_from", name=f"pk_{name}"),
        )
