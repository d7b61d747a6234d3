"""The tables of the read models, twice each: a rebuild fills the slot that nobody reads.

Those of cases and of the other aggregates are rectangles in valid time (days,
half-open) × transaction time (positions, half-open); ``audit_event`` has a row for each event.
Nothing here names a person.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    literal_column,
)

from marshrut.cases.events import PersonalDataErased
from marshrut.ledger.schema import metadata
from projections import plain_tables
from projections.rectangles import days, rectangles, slot_table

VERSION = 6
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


def _case_state(slot: str) -> Table:
    table = rectangles(
        "case_state",
        slot,
        ("case_id", "valid_from"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="Position of the opening"),
        *days(),
        Column("lifecycle", Text, nullable=False),
        Column("organisation", Text, nullable=False),
        Column("programme_code", Text, nullable=False),
        Column("programme_name", Text),
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
        Column("employer_inn", Text, comment="Of the primary status: in clear, or its blind index"),
        Column("work_mode", Text, comment="How a student works beside the studies"),
        Column("plan", Text, comment="Where a forecast of employment is planned"),
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
    return rectangles(
        "case_episode",
        slot,
        ("case_id", "entry_id"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="As in case_state"),
        Column("entry_id", Uuid, nullable=False),
        *days(),
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
        Column("documented", Boolean, nullable=False, comment="Whether a document is its evidence"),
        Column("complete", Boolean, nullable=False, comment="Whether nothing expected is missing"),
    )


def _case_span(slot: str) -> Table:
    """Steps and contracts by state, consents, causes, findings, verifications: but no status."""
    return rectangles(
        "case_span",
        slot,
        ("case_id", "entry_id", "valid_from"),
        Column("case_id", Uuid, nullable=False),
        Column("number", BigInteger, nullable=False, comment="As in case_state"),
        Column("entry_id", Uuid, nullable=False),
        *days(),
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
        Column("planned_channel", Text, comment="And where the graduate plans to go"),
        Column("expected_region", Text, comment="And in which region"),
        Column("expected_salary", Integer, comment="And for which pay, in roubles a month"),
        Column("satisfaction", Integer, comment="And how content with the school: 1 to 5"),
        Column("employer_id", Uuid),
        Column("vacancy_id", Uuid),
        Column("activity_id", Uuid),
        Column("run_id", Uuid, comment="The run that a verification is of"),
    )


def _case_fact(slot: str) -> Table:
    table = rectangles(
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
        Column("resume_moderated", Boolean, comment="Whether who came to a fair had a résumé"),
        Column("contract_concluded", Boolean, comment="Whether a contract came of a fair"),
        Column("completed_on", Date, comment="When a course was completed, if that was said"),
        Column("employer_id", Uuid),
        Column("vacancy_id", Uuid),
        Column("activity_id", Uuid),
    )
    named = table.c.activity_id.is_not(None)
    Index(
        f"ix_case_fact_{slot}_activity",
        table.c.activity_id,
        sqlite_where=named,
        postgresql_where=named,
    )
    return table


def _case_access(slot: str) -> Table:
    """Whose a case is through all days: a school's, and a region's that receives its mover."""
    table = rectangles(
        "case_access",
        slot,
        ("source_id", "valid_from"),
        Column("source_id", Uuid, nullable=False, comment="The case, or the record that opens it"),
        Column("case_id", Uuid, nullable=False),
        *days(),
        Column("organisation", Text, comment="The school; null where a region receives"),
        Column("region_code", Text, comment="The region that receives; null: the school's"),
    )
    Index(f"ix_case_access_{slot}_case_id", table.c.case_id)
    Index(f"ix_case_access_{slot}_organisation", table.c.organisation)
    return table


def _audit_event(slot: str) -> Table:
    table = slot_table(
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
        self.case_access = _case_access(name)
        self.organisation_state = plain_tables.organisation_state(name)
        self.programme_state = plain_tables.programme_state(name)
        self.reported_value = plain_tables.reported_value(name)
        self.employer_state = plain_tables.employer_state(name)
        self.report_state = plain_tables.report_state(name)
        self.period_state = plain_tables.period_state(name)
        self.record_state = plain_tables.record_state(name)
        self.audit_event = _audit_event(name)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them."""
        return (
            self.case_state,
            self.case_episode,
            self.case_span,
            self.case_fact,
            self.case_access,
            self.organisation_state,
            self.programme_state,
            self.reported_value,
            self.employer_state,
            self.report_state,
            self.period_state,
            self.record_state,
            self.audit_event,
        )


slots = {name: Slot(name) for name in SLOTS}
