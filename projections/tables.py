"""The tables of the read models, twice each: a rebuild fills the slot that nobody reads.

``case_state``, ``case_episode``, ``case_span``, ``case_fact``, ``organisation_state`` and
``programme_state`` are rectangles in valid time (days, half-open) × transaction time (positions,
half-open); ``audit_event`` has a row for each event. Nothing here names a person.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    literal_column,
)

from marshrut.cases.events import PersonalDataErased
from marshrut.ledger.schema import metadata

VERSION = 3
"""Raised whenever rows would come out otherwise from the same events: then rebuild."""

SLOTS = ("a", "b")

ERASURE: ColumnElement[str] = literal_column(f"'{PersonalDataErased.TOPIC}'")
"""As a literal, since a database does not take a partial index for a parameter."""

projection = Table(
    "projection",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False, comment="Up to where the slot has come"),
    Column("active", Boolean, nullable=False, comment="Whether readers use the slot"),
    Column(
        "fill",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="The rebuild that filled the slot",
    ),
    comment="How far the read models are, slot by slot",
)


def _days() -> tuple[Column[Any], ...]:
    return (Column("valid_from", Date, nullable=False), Column("valid_to", Date))


def _table(name: str, slot: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    full_name = f"{name}_{slot}"
    return Table(full_name, metadata, *columns, PrimaryKeyConstraint(*key, name=f"pk_{full_name}"))


def _rectangles(name: str, slot: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    """A table whose rows are known from a position to another, these being its last columns."""
    known = (
        Column("known_from", BigInteger, nullable=False),
        Column("known_to", BigInteger),
    )
    return _table(name, slot, (*key, "known_from"), *columns, *known)


def _case_state(slot: str) -> Table:
    table = _rectangles(
        "case_state",
        slot,
        ("case_id", "valid_from"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="Position of the opening"),
        *_days(),
        Column("lifecycle", Text, nullable=False),
        Column("organisation", Text, nullable=False),
        Column("programme_code", Text, nullable=False),
        Column("ugps", Text, nullable=False),
        Column("study_form", Text, nullable=False),
        Column("graduation_year", Integer, nullable=False),
        Column("graduated_on", Date),
        Column("funding", Text),
        Column("base_education", Text),
        Column("sex", Text),
        Column("citizenship_ru", Boolean, nullable=False),
        Column("has_snils", Boolean, nullable=False),
        Column("municipality", Text),
        Column("categories", Text, nullable=False, comment="Codes, each between two bars"),
        Column("nosology", Text),
        Column("status", Text, nullable=False),
        Column("status_group", Text, nullable=False),
        Column("status_entry", Uuid),
        Column("since", Date),
        Column("in_specialty", Boolean),
        Column("open", Text, nullable=False, comment="Codes, each between two bars"),
        Column("forecast", Text),
        Column("at_risk_strict", Boolean, nullable=False),
        Column("at_risk_form", Boolean, nullable=False),
        Column("four_months", Boolean, nullable=False),
    )
    Index(f"ix_case_state_{slot}_page", table.c.organisation, table.c.number)
    Index(f"ix_case_state_{slot}_number", table.c.number)
    return table


def _case_episode(slot: str) -> Table:
    return _rectangles(
        "case_episode",
        slot,
        ("case_id", "entry_id"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="As in case_state"),
        Column("entry_id", Uuid, nullable=False),
        *_days(),
        Column("status_code", Text, nullable=False),
        Column("status_group", Text, nullable=False),
        Column("employer_inn", Text),
        Column("in_specialty", Boolean),
        Column("education_form", Text),
        Column("contract_term", Text),
        Column("via", Text),
        Column("region", Text),
        Column("closed", Boolean, nullable=False, comment="Whether another episode ends it"),
        Column("expected_end_on", Date, comment="Last day that was stated or is expected"),
    )


def _case_span(slot: str) -> Table:
    """Steps by state, consents, causes of risk, contracts by state: what lasts, but no status."""
    return _rectangles(
        "case_span",
        slot,
        ("case_id", "entry_id", "valid_from"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="As in case_state"),
        Column("entry_id", Uuid, nullable=False),
        *_days(),
        Column("kind", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("state", Text),
        Column("outcome", Text),
        Column("reason_code", Text),
        Column("stage", Integer),
        Column("due_on", Date, comment="Last day in time, or last day of the term that was found"),
        Column("parent_step_id", Uuid),
        Column("status_entry_id", Uuid),
        Column("contract_entry_id", Uuid),
        Column("signed_on", Date, comment="Of a contract"),
        Column("employer_inn", Text, comment="Of a contract: in clear, or its blind index"),
        Column("in_specialty", Boolean, comment="What a survey of intentions has said"),
        Column("employer_id", Uuid),
        Column("vacancy_id", Uuid),
        Column("activity_id", Uuid),
    )


def _case_fact(slot: str) -> Table:
    return _rectangles(
        "case_fact",
        slot,
        ("case_id", "entry_id"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="As in case_state"),
        Column("entry_id", Uuid, nullable=False),
        Column("effective_on", Date, nullable=False),
        Column("kind", Text, nullable=False),
        Column("code", Text),
        Column("source", Text),
        Column("step_id", Uuid, comment="The step that a move or a measure belongs to"),
        Column("state", Text, comment="State of a step, result of a measure"),
        Column("outcome", Text),
        Column("counted", Boolean, comment="Whether a measure counts in indicators"),
        Column("addressed", Boolean, comment="Whether it is адресная поддержка"),
        Column("period_end", Date),
        Column("provider", Text),
        Column("form", Text),
        Column("hours", Integer),
        Column("days", Integer),
        Column("satisfaction", Integer),
        Column("initiated_by", Text, comment="Who asked for a measure"),
        Column("portal", Text),
        Column("consultation_only", Boolean),
        Column("completed_on", Date, comment="When a course was completed, if that was said"),
        Column("employer_id", Uuid),
        Column("vacancy_id", Uuid),
        Column("activity_id", Uuid),
    )


def _organisation_state(slot: str) -> Table:
    return _rectangles(
        "organisation_state",
        slot,
        ("code", "valid_from"),
        Column("code", Text, nullable=False),
        *_days(),
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


def _programme_state(slot: str) -> Table:
    return _rectangles(
        "programme_state",
        slot,
        ("code", "valid_from"),
        Column("code", Text, nullable=False),
        *_days(),
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


def _reported_value(slot: str) -> Table:
    table = _rectangles(
        "reported_value",
        slot,
        ("series_id", "entry_id"),
        Column("series_id", Uuid, nullable=False),
        Column("entry_id", Uuid, nullable=False),
        *_days(),
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


def _audit_event(slot: str) -> Table:
    table = _table(
        "audit_event",
        slot,
        ("position",),
        Column("position", BigInteger, nullable=False, autoincrement=False),
        Column("recorded_at", BigInteger, nullable=False),
        Column("originator_id", Uuid, nullable=False),
        Column("topic", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("organisation", Text),
    )
    Index(f"ix_audit_event_{slot}_actor", table.c.actor, table.c.position)
    Index(f"ix_audit_event_{slot}_originator_id", table.c.originator_id)
    erasures = table.c.topic == ERASURE
    Index(
        f"ix_audit_event_{slot}_erasures",
        table.c.originator_id,
        sqlite_where=erasures,
        postgresql_where=erasures,
    )
    return table


class Slot:
    """The tables of one slot."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.case_state = _case_state(name)
        self.case_episode = _case_episode(name)
        self.case_span = _case_span(name)
        self.case_fact = _case_fact(name)
        self.organisation_state = _organisation_state(name)
        self.programme_state = _programme_state(name)
        self.reported_value = _reported_value(name)
        self.audit_event = _audit_event(name)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them."""
        return (
            self.case_state,
            self.case_episode,
            self.case_span,
            self.case_fact,
            self.organisation_state,
            self.programme_state,
            self.reported_value,
            self.audit_event,
        )


slots = {name: Slot(name) for name in SLOTS}
