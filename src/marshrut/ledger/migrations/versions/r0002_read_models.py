"""The read models, in two slots each: one is read while a rebuild fills the other."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of both slots, empty, the first one in use."""
    projection = op.create_table(
        "projection",
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "position", sa.BigInteger(), nullable=False, comment="Up to where the slot has come"
        ),
        sa.Column("active", sa.Boolean(), nullable=False, comment="Whether readers use the slot"),
        sa.PrimaryKeyConstraint("slot", name="pk_projection"),
        comment="How far the read models are, slot by slot",
    )
    for slot in ("a", "b"):
        _create_case_tables(slot)
        _create_other_tables(slot)
    rows = [{"slot": "a", "active": True}, {"slot": "b", "active": False}]
    op.bulk_insert(projection, [{**row, "version": 1, "position": 0} for row in rows])


def _days() -> list[sa.Column[Any]]:
    return [
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
    ]


def _known() -> list[sa.Column[Any]]:
    return [
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_to", sa.BigInteger()),
    ]


def _create_case_tables(slot: str) -> None:
    _create_case_state(f"case_state_{slot}")
    name = f"case_episode_{slot}"
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        *_days(),
        sa.Column("status_code", sa.Text(), nullable=False),
        sa.Column("status_group", sa.Text(), nullable=False),
        sa.Column("employer_inn", sa.Text()),
        sa.Column("in_specialty", sa.Boolean()),
        sa.Column("education_form", sa.Text()),
        sa.Column("contract_term", sa.Text()),
        sa.Column("via", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column(
            "closed", sa.Boolean(), nullable=False, comment="Whether another episode ends it"
        ),
        *_known(),
        sa.PrimaryKeyConstraint("case_id", "entry_id", "known_from", name=f"pk_{name}"),
    )
    name = f"case_fact_{slot}"
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("source", sa.Text()),
        *_known(),
        sa.PrimaryKeyConstraint("case_id", "entry_id", "known_from", name=f"pk_{name}"),
    )


def _create_case_state(name: str) -> None:
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="Position of the opening"),
        *_days(),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("programme_code", sa.Text(), nullable=False),
        sa.Column("ugps", sa.Text(), nullable=False),
        sa.Column("study_form", sa.Text(), nullable=False),
        sa.Column("graduation_year", sa.Integer(), nullable=False),
        sa.Column("funding", sa.Text()),
        sa.Column("base_education", sa.Text()),
        sa.Column("sex", sa.Text()),
        sa.Column("citizenship_ru", sa.Boolean(), nullable=False),
        sa.Column("has_snils", sa.Boolean(), nullable=False),
        sa.Column("municipality", sa.Text()),
        sa.Column("categories", sa.Text(), nullable=False, comment="Codes, each between two bars"),
        sa.Column("nosology", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_group", sa.Text(), nullable=False),
        sa.Column("status_entry", sa.Uuid()),
        sa.Column("since", sa.Date()),
        sa.Column("in_specialty", sa.Boolean()),
        sa.Column("open", sa.Text(), nullable=False, comment="Codes, each between two bars"),
        sa.Column("forecast", sa.Text()),
        sa.Column("at_risk_strict", sa.Boolean(), nullable=False),
        sa.Column("at_risk_form", sa.Boolean(), nullable=False),
        sa.Column("four_months", sa.Boolean(), nullable=False),
        *_known(),
        sa.PrimaryKeyConstraint("case_id", "valid_from", "known_from", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_page", name, ["organisation", "number"])
    op.create_index(f"ix_{name}_number", name, ["number"])


def _create_other_tables(slot: str) -> None:
    name = f"organisation_state_{slot}"
    op.create_table(
        name,
        sa.Column("code", sa.Text(), nullable=False),
        *_days(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text()),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("founder_type", sa.Text(), nullable=False),
        sa.Column("org_kind", sa.Text(), nullable=False),
        sa.Column("has_centre", sa.Boolean(), nullable=False),
        sa.Column("centre_kind", sa.Text()),
        sa.Column("inn", sa.Text()),
        sa.Column("ogrn", sa.Text()),
        sa.Column("municipality", sa.Text()),
        *_known(),
        sa.PrimaryKeyConstraint("code", "valid_from", "known_from", name=f"pk_{name}"),
    )
    name = f"audit_event_{slot}"
    op.create_table(
        name,
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("originator_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text()),
        sa.PrimaryKeyConstraint("position", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_actor", name, ["actor", "position"])
    op.create_index(f"ix_{name}_originator_id", name, ["originator_id"])
