"""The run of a verification among the spans, and what a list that is loaded is about.

Nobody has recorded a verification yet, so there is nothing to rebuild.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty."""
    for slot in ("a", "b"):
        run = sa.Column("run_id", sa.Uuid(), comment="The run that a verification is of")
        op.add_column(f"case_span_{slot}", run)
    about = "The run that an extract is of, where the list is one"
    op.add_column("import_job", sa.Column("run_id", sa.Uuid(), comment=about))
