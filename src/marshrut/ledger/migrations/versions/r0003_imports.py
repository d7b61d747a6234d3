"""Lists that are loaded by and by: jobs, and their sealed files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables, empty."""
    counts = ("rows", "done", "accepted", "rejected", "skipped", "changed", "attempts")
    op.create_table(
        "import_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "actor",
            sa.Text(),
            nullable=False,
            comment="Who sent the list, as JSON, in role and scope",
        ),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "leased_until",
            sa.DateTime(timezone=True),
            comment="Until when the process that has it is awaited",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column(
            "kept_until",
            sa.DateTime(timezone=True),
            comment="When file and report become unreadable",
        ),
        sa.Column("report", sa.LargeBinary(), comment="Sealed: errors and warnings as JSON"),
        sa.PrimaryKeyConstraint("id", name="pk_import_job"),
        comment="Lists of graduates and of facts, loaded or to be loaded (semantics S23)",
    )
    op.create_index("ix_import_job_state_created_at", "import_job", ["state", "created_at"])
    op.create_table(
        "import_file",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_import_file"),
        comment="The list as it was sent, sealed; deleted when nobody needs it any more",
    )
