"""Whose a case is through all days: what row-level security goes by.

The table is empty: ``marshrut rebuild`` fills it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table to both slots."""
    source = "The case, or the record that opens it"
    school = "The school; null where a region receives"
    region = "The region that receives; null: the school's"
    for slot in ("a", "b"):
        name = f"case_access_{slot}"
        op.create_table(
            name,
            sa.Column("source_id", sa.Uuid(), nullable=False, comment=source),
            sa.Column("case_id", sa.Uuid(), nullable=False),
            sa.Column("valid_from", sa.Date(), nullable=False),
            sa.Column("valid_to", sa.Date()),
            sa.Column("organisation", sa.Text(), comment=school),
            sa.Column("region_code", sa.Text(), comment=region),
            sa.Column("known_from", sa.BigInteger(), nullable=False),
            sa.Column("known_to", sa.BigInteger()),
            sa.PrimaryKeyConstraint("source_id", "valid_from", "known_from", name=f"pk_{name}"),
        )
        for column in ("case_id", "organisation"):
            op.create_index(f"ix_{name}_{column}", name, [column])
    op.execute("UPDATE projection SET version = 6 WHERE position = 0")  # nothing to rebuild there
