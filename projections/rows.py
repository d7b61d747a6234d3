"""From the entries of a case, and from an organisation, to rows: pure, without a database.

Rows are tuples in the order of their table's columns, without the positions at their end from
and to which they are known: those are a matter of ``accounts``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.asof import Period
from marshrut.cases import casework, contents
from marshrut.cases.contents import Content
from marshrut.cases.entries import Entry
from marshrut.cases.episodes import Episode
from marshrut.cases.evidence import documented, missing_of
from marshrut.cases.history import History, Stretch
from marshrut.cases.statuses import expected_end, status_term
from marshrut.employers import employer as employers
from marshrut.employers.events import EmployerRegistered
from marshrut.employers.events import Passport as EmployerPassport
from marshrut.events import Event
from marshrut.indicators.events import IndicatorValueReported
from marshrut.ledger.ledger import Record
from marshrut.organisations.events import OrganisationRegistered, Passport
from marshrut.organisations.organisation import stretches
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.records.events import RecordOpened
from marshrut.reports.events import PeriodClosed, ReportIssued
from projections import finding_rows, verification_rows, work_rows
from projections.programme_rows import programme_pieces, programme_values
from projections.record_rows import receiving_pieces, receiving_row, record_pieces, record_row
from projections.report_rows import period_pieces, period_row, report_pieces, report_row
from projections.reported_rows import reported_pieces, reported_row
from projections.work_rows import Values

Key = tuple[Any, ...]
"""What tells a row from the others of its table and aggregate that are known at one time."""


class Origin(NamedTuple):
    """The case that rows are of; its number is the position of its opening."""

    case_id: UUID
    number: int


class Family(NamedTuple):
    """The rows of one table, and the pieces of a case that each of them tells of.

    An event may change the pieces of the ``owner`` of its entry, and no others; ``pieces`` answers
    them by key, and ``values`` the row of one. What is of the whole case has ``None`` or a name
    for its owner.
    """

    table: str
    owner: Callable[[Entry], Hashable]
    pieces: Callable[[History, Any], Iterable[tuple[Key, Any]]]
    values: Callable[[Origin, Any], Values]


def _case(entry: Entry) -> None:  # noqa: ARG001 - it is the same for all
    return None


def _itself(entry: Entry) -> UUID:
    return entry.entry_id


def _step(entry: Entry) -> UUID:
    content = entry.content
    return content.step_entry_id if isinstance(content, casework.Transition) else entry.entry_id


def _contract(entry: Entry) -> UUID:
    content = entry.content
    if isinstance(content, casework.ContractChange):
        return content.contract_entry_id
    return entry.entry_id


def _states(history: History, _: None) -> Iterable[tuple[Key, Stretch]]:
    return (((stretch.period.start,), stretch) for stretch in history.stretches())


def _state_values(origin: Origin, stretch: Stretch) -> Values:
    s = stretch.state
    return (
        *origin,
        *_days(stretch.period),
        s.lifecycle,
        s.organisation,
        s.programme_code,
        s.programme_name,
        s.programme_code[:2],
        s.study_form,
        s.graduation_year,
        s.graduated_on,
        s.funding,
        s.base_education,
        s.sex,
        s.citizenship_ru,
        s.has_snils,
        s.municipality,
        barred(s.categories),
        s.nosology,
        s.primary,
        status_term(s.primary).group,
        s.primary_entry,
        s.since,
        s.in_specialty,
        s.employer_inn,
        s.work_mode,
        s.plan,
        barred(s.open),
        s.forecast,
        s.at_risk_strict,
        s.at_risk_form,
        s.four_months,
    )


def _episodes(history: History, _: None) -> Iterable[tuple[Key, Episode]]:
    return (((e.entry_id,), e) for e in history.episodes if not e.empty)


def _episode_values(origin: Origin, episode: Episode) -> Values:
    attribute = episode.content.attributes.get
    group = status_term(episode.code).group
    names = ("employer_inn", "in_specialty", "education_form", "contract_term", "via", "region")
    return (
        *origin,
        episode.entry_id,
        *_days(episode.period),
        episode.code,
        group,
        *(attribute(name) for name in names),
        episode.closed_by is not None,
        expected_end(episode.content),
        documented(episode.content),
        not missing_of(episode.content),
    )


def _fact(history: History, entry_id: UUID) -> Iterable[tuple[Key, Values]]:
    entry = history.entries[entry_id]
    if entry.annulled_by is None:
        yield (entry_id,), work_rows.fact_values(entry)


def _span(history: History, entry_id: UUID) -> Iterable[tuple[Key, Values]]:
    entry = history.entries[entry_id]
    if entry.annulled_by is None and (values := work_rows.span_values(entry)):
        yield values[:2], values


def _moves(history: History, step_id: UUID) -> Iterable[tuple[Key, Values]]:
    course = history.step(step_id)
    return ((v[:1], v) for v in work_rows.move_values(course)) if course else ()


def _courses(history: History, step_id: UUID) -> Iterable[tuple[Key, Values]]:
    course = history.step(step_id)
    if course is None:
        return []
    spans = ((v[:2], v) for v in work_rows.course_spans(course))
    return [*spans, *finding_rows.course_findings(course)]


def _contracts(history: History, contract_id: UUID) -> Iterable[tuple[Key, Values]]:
    for course in history.contracts:
        if course.entry_id == contract_id:
            yield from ((v[:2], v) for v in work_rows.contract_spans(course))


def _schools(history: History, _: None) -> Iterable[tuple[Key, tuple[Period, str]]]:
    return (((stay[0].start,), stay) for stay in history.organisations())


def _school_values(origin: Origin, stay: tuple[Period, str]) -> Values:
    period, organisation = stay
    return (origin.case_id, origin.case_id, *_days(period), organisation, None)


def _of_case(origin: Origin, values: Values) -> Values:
    return (*origin, *values)


_STATE = (Family("case_state", _case, _states, _state_values),)
_ACCESS = (Family("case_access", _case, _schools, _school_values),)
_EPISODES = (Family("case_episode", _case, _episodes, _episode_values),)
_FACT = (Family("case_fact", _itself, _fact, _of_case),)
_SPAN = (Family("case_span", _itself, _span, _of_case),)
_COURSE = (
    Family("case_fact", _step, _moves, _of_case),
    Family("case_span", _step, _courses, _of_case),
)
_CONTRACT = (Family("case_span", _contract, _contracts, _of_case),)


def _findings(pieces: Callable[..., Any], owner: Callable[[Entry], Hashable]) -> tuple[Family, ...]:
    return (Family("case_span", owner, pieces, _of_case),)


_STATUSES = _findings(finding_rows.STATUSES, lambda _: "statuses")
_CATEGORIES = _findings(finding_rows.CATEGORIES, lambda _: "categories")
_CONSENTS = _findings(finding_rows.consents, finding_rows.of_consents_or_none)
_VERIFIED = _findings(verification_rows.verified, lambda _: "verifications")
_DEATH = _findings(finding_rows.after_death, lambda _: "death")

FAMILIES: Mapping[type[Content], tuple[Family, ...]] = {
    contents.Opening: _STATE + _ACCESS,
    contents.PassportChange: _STATE + _CATEGORIES + _DEATH,
    contents.Graduation: _STATE + _FACT + _STATUSES + _DEATH,
    contents.Movement: _STATE + _ACCESS + _FACT + _DEATH,
    contents.Category: _STATE + _CATEGORIES + _DEATH,
    contents.Status: _STATE + _EPISODES + _STATUSES + _VERIFIED + _DEATH,
    contents.Confirmation: _FACT + _DEATH,
    contents.Closure: _STATE + _DEATH,
    contents.Merge: _STATE,
    contents.Erasure: (),
    casework.Measure: _FACT + _DEATH,
    casework.Step: _COURSE + _CONSENTS + _DEATH,
    casework.Transition: _COURSE + _CONSENTS + _DEATH,
    casework.Consent: _SPAN + _CONSENTS + _DEATH,
    casework.RiskCause: _SPAN + _DEATH,
    casework.Contract: _STATE + _CONTRACT + _DEATH,
    casework.ContractChange: _STATE + _CONTRACT + _DEATH,
    casework.PracticeAssessment: _FACT + _DEATH,
    casework.Verification: _VERIFIED,
    casework.Resolution: _VERIFIED,
}
"""The families in whose rows an entry of a kind has a part."""


def families_of(history: History) -> Iterator[tuple[Family, Hashable]]:
    """The families in whose rows the entries of a case have a part, each once with its owner."""
    told = set()
    for entry in history.entries.values():
        for family in FAMILIES[type(entry.content)]:
            group = (family.table, family.owner(entry))
            if group not in told:
                told.add(group)
                yield family, group[1]


class PlainFamily(NamedTuple):
    """The rows of one table that the events of an aggregate other than a case make."""

    table: str
    pieces: Callable[[Sequence[Any]], Iterable[tuple[Key, Any]]]
    values: Callable[[Any, Any], Values]


class Plain(NamedTuple):
    """An aggregate other than a case: what begins the keys of its rows, and the rows."""

    identity: Callable[[Any], Hashable]
    families: tuple[PlainFamily, ...]


def _by_first_day(
    stretches_of: Callable[[Sequence[Event]], Iterable[tuple[Period, Any]]],
) -> Callable[[Sequence[Event]], Iterable[tuple[Key, Any]]]:
    """The pieces of an aggregate whose passport is dated."""
    return lambda events: (((one[0].start,), one) for one in stretches_of(events))


def organisation_values(code: str, stretch: tuple[Period, Passport]) -> Values:
    """The row of ``organisation_state`` for days with one passport."""
    period, p = stretch
    named = (code, *_days(period), p.name, p.short_name, p.region_code, p.founder_type, p.org_kind)
    return (*named, p.has_centre, p.centre_kind, p.inn, p.ogrn, p.municipality)


def employer_values(inn: str, stretch: tuple[Period, EmployerPassport]) -> Values:
    """The row of ``employer_state`` for days with one passport."""
    period, p = stretch
    return (inn, *_days(period), p.name, p.industry, p.opk, p.region_code)


PLAIN: Mapping[type[Event], Plain] = {
    OrganisationRegistered: Plain(
        lambda first: first.code,
        (PlainFamily("organisation_state", _by_first_day(stretches), organisation_values),),
    ),
    EmployerRegistered: Plain(
        lambda first: first.inn,
        (PlainFamily("employer_state", _by_first_day(employers.stretches), employer_values),),
    ),
    ProgrammeRegistered: Plain(
        lambda first: first.code,
        (PlainFamily("programme_state", programme_pieces, programme_values),),
    ),
    IndicatorValueReported: Plain(
        lambda first: first.originator_id,
        (PlainFamily("reported_value", reported_pieces, reported_row),),
    ),
    ReportIssued: Plain(
        lambda first: first.originator_id,
        (PlainFamily("report_state", report_pieces, report_row),),
    ),
    PeriodClosed: Plain(
        lambda first: first.originator_id,
        (PlainFamily("period_state", period_pieces, period_row),),
    ),
    RecordOpened: Plain(
        lambda first: first.originator_id,
        (
            PlainFamily("record_state", record_pieces, record_row),
            PlainFamily("case_access", receiving_pieces, receiving_row),
        ),
    ),
}
"""The aggregates other than cases, by the class of their first event."""


def audit_values(record: Record) -> Values:
    """The row of ``audit_event`` for a record."""
    event: Event = record.event
    who = (event.by.actor, event.by.role, event.by.organisation)
    return (record.position, record.recorded_at, event.originator_id, event.TOPIC, *who)


def _days(period: Period) -> tuple[date, date | None]:
    return (period.start, period.end)


def barred(codes: Sequence[str]) -> str:
    """Codes as one text, each between two bars, so that ``%|CODE|%`` finds one."""
    return f"|{'|'.join(codes)}|" if codes else ""
