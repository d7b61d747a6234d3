"""The tables of aggregates other than cases: organisations, programmes, reported values."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Double, Index, Integer, Table, Text, Uuid

from projections.rectangles import days, rectangles


def organisation_state(slot: str) -> Table:
    """Organisations, dated as everything else."""
    return rectangles(
        "organisation_state",
        slot,
        ("code", "valid_from"),
        Column("code", Text, nullable=False),
        *days(),
        Column("name", Text, nullable=False),
        Column("short_name", Text),
        Column("region_code", Text, nullable=False),
        Column("founder_type", Text, nullable=False),
        Column("org_kind", Text, nullable=False),
        Column("has_centre", Boolean, nullable=False),
        Column("centre_kind", Text),
        Column("inn", Text),
        Column("ogrn", Text),
        Column("municipality", Text),
    )


def programme_state(slot: str) -> Table:
    """Programmes: how far they have come, by which revision."""
    return rectangles(
        "programme_state",
        slot,
        ("code", "valid_from"),
        Column("code", Text, nullable=False),
        *days(),
        Column("level", Text, nullable=False),
        Column("region_code", Text, nullable=False),
        Column("organisation", Text, comment="Whose plan it is; null: the region's"),
        Column("template", Text),
        Column("title", Text, nullable=False),
        Column("short_title", Text),
        Column("status", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("runs_from", Date, nullable=False),
        Column("runs_to", Date, nullable=False, comment="The last day of its validity"),
    )


def reported_value(slot: str) -> Table:
    """Reports on indicators; the days are those of their periods."""
    table = rectangles(
        "reported_value",
        slot,
        ("series_id", "entry_id"),
        Column("series_id", Uuid, nullable=False),
        Column("entry_id", Uuid, nullable=False),
        *days(),
        Column("indicator_id", Text, nullable=False),
        Column("region_code", Text, nullable=False),
        Column("organisation", Text, comment="Whose value it is; null: the region's"),
        Column("what", Text, nullable=False),
        Column("category", Text),
        Column("graduation_year", Integer),
        Column("value", Double),
        Column("numerator", BigInteger),
        Column("denominator", BigInteger),
        Column("yes", Boolean),
        Column("text", Text),
        Column("state", Text, nullable=False),
        Column("version", Integer, nullable=False, comment="When it was reported, in its series"),
        Column("approved", Integer, comment="When it was approved, likewise"),
        Column("author", Text, nullable=False),
        Column("author_role", Text, nullable=False),
        Column("decided_by", Text, comment="Who has approved or returned it"),
        Column("evidence_kind", Text, nullable=False),
    )
    Index(f"ix_reported_value_{slot}_entry_id", table.c.entry_id)
    Index(f"ix_reported_value_{slot}_subject", table.c.region_code, table.c.organisation)
    return table
