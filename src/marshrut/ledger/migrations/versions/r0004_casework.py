"""The read models of measures, steps, consents, causes and contracts; functions of tokens.

The columns added stay empty until ``marshrut rebuild``: the read models have another version.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables to both slots."""
    for slot in ("a", "b"):
        op.add_column(
            f"case_episode_{slot}",
            sa.Column(
                "expected_end_on", sa.Date(), comment="Last day that was stated or is expected"
            ),
        )
        for column in _fact_columns():
            op.add_column(f"case_fact_{slot}", column)
        _create_span(f"case_span_{slot}")
        erasures = sa.text("topic = 'case.personal-data-erased'")
        op.create_index(
            f"ix_audit_event_{slot}_erasures",
            f"audit_event_{slot}",
            ["originator_id"],
            sqlite_where=erasures,
            postgresql_where=erasures,
        )
    op.execute("UPDATE projection SET version = 2 WHERE position = 0")  # nothing to rebuild there
    functions = sa.Column("functions", sa.Text(), nullable=False, server_default="")
    op.add_column("access_token", functions)


def _fact_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("step_id", sa.Uuid(), comment="The step that a move or a measure belongs to"),
        sa.Column("state", sa.Text(), comment="State of a step, result of a measure"),
        sa.Column("outcome", sa.Text()),
        sa.Column("counted", sa.Boolean(), comment="Whether a measure counts in indicators"),
        sa.Column("addressed", sa.Boolean(), comment="Whether it is адресная поддержка"),
        sa.Column("period_end", sa.Date()),
        sa.Column("provider", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("hours", sa.Integer()),
        sa.Column("days", sa.Integer()),
        sa.Column("satisfaction", sa.Integer()),
        *_links(),
    ]


def _links() -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Uuid()) for name in ("employer_id", "vacancy_id", "activity_id")]


def _create_span(name: str) -> None:
    due = "Last day in time, or last day of the term that was found"
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("reason_code", sa.Text()),
        sa.Column("stage", sa.Integer()),
        sa.Column("due_on", sa.Date(), comment=due),
        sa.Column("parent_step_id", sa.Uuid()),
        sa.Column("status_entry_id", sa.Uuid()),
        sa.Column("contract_entry_id", sa.Uuid()),
        *_links(),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger()),
        sa.PrimaryKeyConstraint(
            "case_id", "entry_id", "valid_from", "known_from", name=f"pk_{name}"
        ),
    )
