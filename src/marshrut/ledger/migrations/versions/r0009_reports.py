"""What reports ask of the read models: employers, work of students, evidence; and their editions.

The read models of cases are emptied, as their rows come out otherwise: ``marshrut rebuild``.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables to both slots."""
    for slot in ("a", "b"):
        for name in ("case_state", "case_episode"):
            op.execute(f"DELETE FROM {name}_{slot}")  # noqa: S608 - names of this module
        for column in _state_columns():
            op.add_column(f"case_state_{slot}", column)
        with op.batch_alter_table(f"case_episode_{slot}") as table:
            for column in _episode_columns():
                table.add_column(column)
        _create(slot, "employer_state", ("inn", "valid_from"), _employers())
        _create(slot, "report_state", ("report_id",), _reports())
        _create(slot, "period_state", ("period_id",), _periods())
        subject = ["region_code", "organisation"]
        op.create_index(f"ix_report_state_{slot}_subject", f"report_state_{slot}", subject)
    op.execute("UPDATE projection SET version = 4 WHERE position = 0")  # nothing to rebuild there


def _create(slot: str, name: str, key: tuple[str, ...], columns: list[sa.Column[Any]]) -> None:
    full_name = f"{name}_{slot}"
    op.create_table(
        full_name,
        *columns,
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger()),
        sa.PrimaryKeyConstraint(*key, "known_from", name=f"pk_{full_name}"),
    )


def _state_columns() -> list[sa.Column[Any]]:
    inn = "Of the primary status: in clear, or its blind index"
    beside = "How a student works beside the studies"
    return [
        sa.Column("programme_name", sa.Text()),
        sa.Column("employer_inn", sa.Text(), comment=inn),
        sa.Column("work_mode", sa.Text(), comment=beside),
        sa.Column("plan", sa.Text(), comment="Where a forecast of employment is planned"),
    ]


def _episode_columns() -> list[sa.Column[Any]]:
    evidence = "Whether a document is its evidence"
    whole = "Whether nothing expected is missing"
    return [
        sa.Column("documented", sa.Boolean(), nullable=False, comment=evidence),
        sa.Column("complete", sa.Boolean(), nullable=False, comment=whole),
    ]


def _employers() -> list[sa.Column[Any]]:
    return [
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), comment="Null: nobody has said"),
        sa.Column("opk", sa.Boolean(), nullable=False),
        sa.Column("region_code", sa.Text()),
    ]


def _reports() -> list[sa.Column[Any]]:
    alike = "As text, alike for the same series"
    whose = "Whose edition it is; null: the region's"
    decided = "Who has accepted, returned or published it"
    return [
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), comment="Null: of all regions"),
        sa.Column("organisation", sa.Text(), comment=whose),
        sa.Column("parameters", sa.Text(), nullable=False, comment=alike),
        sa.Column(
            "point_position", sa.BigInteger(), nullable=False, comment="By what it was issued"
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_role", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), comment=decided),
    ]


def _periods() -> list[sa.Column[Any]]:
    granted = "Exceptions that were granted"
    return [
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pinned_position", sa.BigInteger(), comment="By what it was closed"),
        sa.Column("exceptions", sa.Integer(), nullable=False, comment=granted),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
    ]
