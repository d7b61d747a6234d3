"""Who has read whose personal data: a table that nobody changes."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Create the table, and make it append-only."""
    op.create_table(
        "access_log",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(),
            nullable=False,
            comment="In the order of writing; not dense",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="READ, or EMERGENCY_ACCESS that was taken"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text()),
        sa.Column("regions", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "route",
            sa.Text(),
            nullable=False,
            comment="Method and rule, or the command; no values",
        ),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Boolean(), nullable=False, comment="Whether the person was shown"),
        sa.Column("notes", sa.Boolean(), nullable=False, comment="Whether restricted notes were"),
        sa.Column(
            "sealed_why", sa.LargeBinary(), comment="Purpose or reason, under the key of the case"
        ),
        sa.Column(
            "emergency",
            sa.BigInteger(),
            comment="The number of the emergency access it was read by",
        ),
        sa.Column("until", sa.DateTime(timezone=True), comment="When an emergency access ends"),
        sa.PrimaryKeyConstraint("number", name="pk_access_log"),
        comment="Who has read whose personal data, when, why; rows are only ever added",
    )
    op.create_index("ix_access_log_case_id", "access_log", ["case_id", "number"])
    op.create_index("ix_access_log_actor", "access_log", ["actor", "number"])
    op.create_index("ix_access_log_at", "access_log", ["at"])
    _guard()


def _guard() -> None:
    connection = op.get_bind()
    sql = (SQL / f"{Path(__file__).stem.split('_')[0]}_{connection.dialect.name}.sql").read_text()
    # SQLite takes one statement at a time.
    statements = sql.split("\n\n") if connection.dialect.name == "sqlite" else [sql]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
