"""What figures ask of the read models beside: a case's number everywhere, contracts' employers.

The read models are emptied, as all their rows come out otherwise: ``marshrut rebuild`` fills them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_A_CASE = ("case_episode", "case_span", "case_fact")


def upgrade() -> None:
    """Add the columns to both slots."""
    for slot in ("a", "b"):
        for name in ("case_state", *OF_A_CASE):
            op.execute(f"DELETE FROM {name}_{slot}")  # noqa: S608 - names of this module
        op.add_column(f"case_state_{slot}", sa.Column("graduated_on", sa.Date()))
        for name in OF_A_CASE:
            number = sa.Column(
                "number", sa.BigInteger(), nullable=False, comment="As in case_state"
            )
            with op.batch_alter_table(f"{name}_{slot}") as table:
                table.add_column(number)
        for column in _span_columns():
            op.add_column(f"case_span_{slot}", column)
        for column in _fact_columns():
            op.add_column(f"case_fact_{slot}", column)
    op.execute("UPDATE projection SET version = 3 WHERE position = 0")  # nothing to rebuild there


def _number() -> sa.Column[Any]:
    return sa.Column("number", sa.BigInteger(), nullable=False, comment="As in case_state")


def _span_columns() -> list[sa.Column[Any]]:
    inn = "Of a contract: in clear, or its blind index"
    said = "What a survey of intentions has said"
    return [
        sa.Column("signed_on", sa.Date(), comment="Of a contract"),
        sa.Column("employer_inn", sa.Text(), comment=inn),
        sa.Column("in_specialty", sa.Boolean(), comment=said),
    ]


def _fact_columns() -> list[sa.Column[Any]]:
    completed = "When a course was completed, if that was said"
    return [
        sa.Column("initiated_by", sa.Text(), comment="Who asked for a measure"),
        sa.Column("portal", sa.Text()),
        sa.Column("consultation_only", sa.Boolean()),
        sa.Column("completed_on", sa.Date(), comment=completed),
    ]
