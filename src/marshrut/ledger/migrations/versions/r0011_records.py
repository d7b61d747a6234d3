"""The read model of records; nobody has recorded any yet, so there is nothing to rebuild."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table in both slots."""
    for slot in ("a", "b"):
        name = f"record_state_{slot}"
        op.create_table(
            name,
            sa.Column("record_id", sa.Uuid(), nullable=False),
            sa.Column("valid_from", sa.Date(), nullable=False),
            sa.Column("valid_to", sa.Date()),
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("region_code", sa.Text(), nullable=False),
            sa.Column("organisation", sa.Text(), comment="Whose it is; null: the region's"),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column(
                "open", sa.Boolean(), nullable=False, comment="Whether the state is not an end"
            ),
            sa.Column(
                "confirmed_on", sa.Date(), nullable=False, comment="When it was last looked at"
            ),
            sa.Column("content", sa.Text(), nullable=False, comment="The fields as JSON, by name"),
            sa.Column("known_from", sa.BigInteger(), nullable=False),
            sa.Column("known_to", sa.BigInteger()),
            sa.PrimaryKeyConstraint("record_id", "valid_from", "known_from", name=f"pk_{name}"),
        )
        op.create_index(f"ix_{name}_kind", name, ["kind", "region_code", "organisation"])
