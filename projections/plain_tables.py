"""The tables of aggregates other than cases: organisations, employers, programmes, reports."""

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


def employer_state(slot: str) -> Table:
    """Employers that are legal entities, dated as everything else."""
    return rectangles(
        "employer_state",
        slot,
        ("inn", "valid_from"),
        Column("inn", Text, nullable=False),
        *days(),
        Column("name", Text, nullable=False),
        Column("industry", Text, comment="Null: nobody has said"),
        Column("opk", Boolean, nullable=False),
        Column("region_code", Text),
    )


def report_state(slot: str) -> Table:
    """Editions of reports; the day is that of which they tell."""
    table = rectangles(
        "report_state",
        slot,
        ("report_id",),
        Column("report_id", Uuid, nullable=False),
        *days(),
        Column("form", Text, nullable=False),
        Column("edition", Text, nullable=False),
        Column("region_code", Text, comment="Null: of all regions"),
        Column("organisation", Text, comment="Whose edition it is; null: the region's"),
        Column("parameters", Text, nullable=False, comment="As text, alike for the same series"),
        Column("point_position", BigInteger, nullable=False, comment="By what it was issued"),
        Column("state", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("issued_at", BigInteger, nullable=False),
        Column("issued_by", Text, nullable=False),
        Column("issued_role", Text, nullable=False),
        Column("decided_by", Text, comment="Who has accepted, returned or published it"),
    )
    Index(f"ix_report_state_{slot}_subject", table.c.region_code, table.c.organisation)
    return table


def period_state(slot: str) -> Table:
    """Periods of monitoring that were closed: of a region, by a cadence, up to a cut-off."""
    return rectangles(
        "period_state",
        slot,
        ("period_id",),
        Column("period_id", Uuid, nullable=False),
        *days(),
        Column("region_code", Text, nullable=False),
        Column("cadence", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("pinned_position", BigInteger, comment="By what it was closed"),
        Column("exceptions", Integer, nullable=False, comment="Exceptions that were granted"),
        Column("version", Integer, nullable=False),
        Column("decided_by", Text, nullable=False),
    )


def record_state(slot: str) -> Table:
    """Records of all kinds: what is said of them for some days, and what they are found by."""
    table = rectangles(
        "record_state",
        slot,
        ("record_id", "valid_from"),
        Column("record_id", Uuid, nullable=False),
        *days(),
        Column("kind", Text, nullable=False),
        Column("region_code", Text, nullable=False),
        Column("organisation", Text, comment="Whose it is; null: the region's"),
        Column("state", Text, nullable=False),
        Column("open", Boolean, nullable=False, comment="Whether the state is not an end"),
        Column("confirmed_on", Date, nullable=False, comment="When it was last looked at"),
        Column("content", Text, nullable=False, comment="The fields as JSON, by name"),
    )
    Index(f"ix_record_state_{slot}_kind", table.c.kind, table.c.region_code, table.c.organisation)
    return table
