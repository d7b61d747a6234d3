"""What came of an activity for whoever came, and a way from an activity to them.

What earlier entries say of it is not in the read models yet: ``marshrut rebuild`` fills them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the index to both slots."""
    for slot in ("a", "b"):
        name = f"case_fact_{slot}"
        op.add_column(
            name,
            sa.Column(
                "resume_moderated",
                sa.Boolean(),
                comment="Whether who came to a fair had a résumé",
            ),
        )
        op.add_column(
            name,
            sa.Column(
                "contract_concluded",
                sa.Boolean(),
                comment="Whether a contract came of a fair",
            ),
        )
        named = sa.text("activity_id IS NOT NULL")
        op.create_index(
            f"ix_{name}_activity",
            name,
            ["activity_id"],
            sqlite_where=named,
            postgresql_where=named,
        )
    op.execute("UPDATE projection SET version = 5 WHERE position = 0")  # nothing to rebuild there
