"""The read model of reported values, in two slots as the others; no ledger holds one yet."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of both slots, empty."""
    for slot in ("a", "b"):
        name = f"reported_value_{slot}"
        op.create_table(
            name,
            *_about(),
            *_said(),
            sa.Column("known_from", sa.BigInteger(), nullable=False),
            sa.Column("known_to", sa.BigInteger()),
            sa.PrimaryKeyConstraint("series_id", "entry_id", "known_from", name=f"pk_{name}"),
        )
        op.create_index(f"ix_{name}_entry_id", name, ["entry_id"])
        op.create_index(f"ix_{name}_subject", name, ["region_code", "organisation"])


def _about() -> list[sa.Column[Any]]:
    return [
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("indicator_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), comment="Whose value it is; null: the region's"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("category", sa.Text()),
        sa.Column("graduation_year", sa.Integer()),
    ]


def _said() -> list[sa.Column[Any]]:
    reported = "When it was reported, in its series"
    return [
        sa.Column("value", sa.Double()),
        sa.Column("numerator", sa.BigInteger()),
        sa.Column("denominator", sa.BigInteger()),
        sa.Column("yes", sa.Boolean()),
        sa.Column("text", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment=reported),
        sa.Column("approved", sa.Integer(), comment="When it was approved, likewise"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), comment="Who has approved or returned it"),
        sa.Column("evidence_kind", sa.Text(), nullable=False),
    ]
