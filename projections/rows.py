"""From the events of one aggregate to the rows of its read models: pure, without a database.

The same functions serve live processing and rebuild. Rows are tuples in the order of their
table's columns; ``known_from`` and ``known_to`` are put in by ``changes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.asof import Period
from marshrut.cases.contents import Status
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History, Stretch
from marshrut.cases.statuses import expected_end, status_term
from marshrut.events import Event
from marshrut.ledger.ledger import Record
from marshrut.organisations.organisation import stretches
from projections.work_rows import (
    FACTS,
    SPANS,
    Values,
    contract_spans,
    course_spans,
    fact_values,
    move_values,
    span_values,
)

Key = tuple[Any, ...]


class Row(NamedTuple):
    """A rectangle without its transaction time: its key while it is open, and its values."""

    table: str
    key: tuple[Any, ...]
    values: tuple[Any, ...]


class Opened(NamedTuple):
    """A row to insert: known from a position, perhaps no longer known at a later one."""

    row: Row
    known_from: int
    known_to: int | None


class Closed(NamedTuple):
    """A row that was open is not known any more from ``known_to`` on."""

    row: Row
    known_to: int


def changes(records: Sequence[Record], *, after: int) -> tuple[list[Opened], list[Closed]]:
    """What the records of one aggregate at positions above ``after`` change in its rows."""
    rows_of = case_rows if isinstance(records[0].event, CaseEvent) else organisation_rows
    known = sum(record.position <= after for record in records)
    before = _by_key(rows_of, records[:known])
    since: dict[Key, int] = {}
    opened: list[Opened] = []
    closed: list[Closed] = []
    for count in range(known + 1, len(records) + 1):
        position = records[count - 1].position
        now = _by_key(rows_of, records[:count])
        for key, row in before.items():
            if now.get(key) != row:
                started = since.pop(key, None)
                if started is None:
                    closed.append(Closed(row, position))
                else:
                    opened.append(Opened(row, started, position))
        since |= {key: position for key, row in now.items() if before.get(key) != row}
        before = now
    opened += [Opened(before[key], position, None) for key, position in since.items()]
    return opened, closed


def case_rows(records: Sequence[Record]) -> Iterator[Row]:
    """The rows of a case as its records tell it."""
    case_id, number = records[0].event.originator_id, records[0].position
    history = History(record.event for record in records if isinstance(record.event, CaseEvent))
    for stretch in history.stretches():
        yield _state_row(case_id, number, stretch)
    for episode in history.episodes:
        if not episode.empty:
            values = _episode_values(episode.content, closed=episode.closed_by is not None)
            key = (case_id, episode.entry_id)
            yield Row("case_episode", key, (*key, *_days(episode.period), *values))
    yield from _work_rows(case_id, history)


def _work_rows(case_id: UUID, history: History) -> Iterator[Row]:
    for entry in history.entries.values():
        if entry.annulled_by is not None:
            continue
        if isinstance(entry.content, FACTS):
            yield _fact(case_id, fact_values(entry))
        elif isinstance(entry.content, SPANS) and (values := span_values(entry)):
            yield _span(case_id, values)
    for course in history.steps:
        yield from (_fact(case_id, values) for values in move_values(course))
        yield from (_span(case_id, values) for values in course_spans(course))
    for contract in history.contracts:
        yield from (_span(case_id, values) for values in contract_spans(contract))


def _fact(case_id: UUID, values: Values) -> Row:
    return Row("case_fact", (case_id, values[0]), (case_id, *values))


def _span(case_id: UUID, values: Values) -> Row:
    return Row("case_span", (case_id, values[0], values[1]), (case_id, *values))


def organisation_rows(records: Sequence[Record]) -> Iterator[Row]:
    """The rows of an organisation as its records tell it."""
    events = [record.event for record in records]
    code: str = events[0].code  # type: ignore[attr-defined]  # the first event registers it
    for period, p in stretches(events):
        days = _days(period)
        named = (code, *days, p.name, p.short_name, p.region_code, p.founder_type, p.org_kind)
        centre = (p.has_centre, p.centre_kind, p.inn, p.ogrn, p.municipality)
        yield Row("organisation_state", (code, days[0]), (*named, *centre))


def audit_values(record: Record) -> tuple[Any, ...]:
    """The row of ``audit_event`` for a record."""
    event: Event = record.event
    who = (event.by.actor, event.by.role, event.by.organisation)
    return (record.position, record.recorded_at, event.originator_id, event.TOPIC, *who)


def _by_key(
    rows_of: Callable[[Sequence[Record]], Iterator[Row]], records: Sequence[Record]
) -> dict[Key, Row]:
    """The rows by table and key, which no two open ones share."""
    return {(row.table, *row.key): row for row in rows_of(records)} if records else {}


def _state_row(case_id: UUID, number: int, stretch: Stretch) -> Row:
    s = stretch.state
    days = _days(stretch.period)
    values = (
        s.lifecycle,
        s.organisation,
        s.programme_code,
        s.programme_code[:2],
        s.study_form,
        s.graduation_year,
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
        barred(s.open),
        s.forecast,
        s.at_risk_strict,
        s.at_risk_form,
        s.four_months,
    )
    return Row("case_state", (case_id, days[0]), (case_id, number, *days, *values))


def _episode_values(status: Status, *, closed: bool) -> tuple[Any, ...]:
    attribute = status.attributes.get
    group = status_term(status.status_code).group
    names = ("employer_inn", "in_specialty", "education_form", "contract_term", "via", "region")
    values = (attribute(name) for name in names)
    return (status.status_code, group, *values, closed, expected_end(status))


def _days(period: Period) -> tuple[date, date | None]:
    return (period.start, period.end)


def barred(codes: Sequence[str]) -> str:
    """Codes as one text, each between two bars, so that ``%|CODE|%`` finds one."""
    return f"|{'|'.join(codes)}|" if codes else ""
