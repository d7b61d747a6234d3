"""Which filling of a slot its rows come from, for what is kept of them outside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; slots that were never rebuilt have the number 0."""
    fill = sa.Column(
        "fill",
        sa.BigInteger(),
        nullable=False,
        server_default="0",
        comment="The rebuild that filled the slot",
    )
    op.add_column("projection", fill)
