"""What surveys of intentions have said, among the spans.

What earlier surveys said is not there yet: ``marshrut rebuild`` fills it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns to both slots."""
    for slot in ("a", "b"):
        for name, kind, comment in (
            ("planned_channel", sa.Text(), "And where the graduate plans to go"),
            ("expected_region", sa.Text(), "And in which region"),
            ("expected_salary", sa.Integer(), "And for which pay, in roubles a month"),
            ("satisfaction", sa.Integer(), "And how content with the school: 1 to 5"),
        ):
            op.add_column(f"case_span_{slot}", sa.Column(name, kind, comment=comment))
