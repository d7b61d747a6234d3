"""Registries of records at a point: which records are in one, since when, by which events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from marshrut.asof import AsOf, Period, last_day
from marshrut.ledger.ledger import Record as Recorded
from marshrut.records.kinds import kinds
from marshrut.records.record import Said, stretches
from marshrut.records.vacancies import UGPS_DIGITS
from marshrut.registries import Registry
from marshrut.registries.of_records import RECORD_RULES, Days, RecordRule, days_in, runs
from projections.differences.joined import streams_of
from projections.organisations import organisations_at
from projections.population import NONE, Filters, Scope
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.registries.asked import Asked
from projections.registries.record_facts import employers_of, fact
from projections.runner import Projections

ASKED_OF_RECORDS = ("organisation", "programme_code", "ugps", "municipality")
"""The filters that can be asked of a record; the others are about graduates."""


class RecordRow(msgspec.Struct, frozen=True):
    """A record in a registry. ``since`` is its first day, ``until`` its last where one is known.

    ``days`` counts from the first day to the date, both included. ``events`` are the positions
    by which the membership and its entry are known; ``facts`` are the columns of the registry.
    """

    record_id: UUID
    number: int
    title: str
    organisation: str | None
    region_code: str
    since: date
    until: date | None
    days: int
    events: list[int]
    facts: dict[str, Any]


def filters_of_records(filters: Filters) -> Filters:
    """Of the filters those that can be asked of records."""
    named = {name: getattr(filters, name) for name in ASKED_OF_RECORDS}
    return Filters(**{name: value for name, value in named.items() if value is not None})


def record_members(projections: Projections, point: AsOf, asked: Asked) -> list[RecordLine]:
    """The records in the registry at the point, by number."""
    rule, filters = RECORD_RULES[asked.registry.code], asked.filters
    narrowing = Narrowing(open=True, organisation=filters.organisation)
    sight = sight_in(projections, point, asked.scope)
    lines = records_at(projections, point, rule.kind, sight=sight, narrowing=narrowing)
    return [line for line in lines if is_member(rule, line, point) and _passes(line, filters)]


def sight_in(projections: Projections, point: AsOf, scope: Scope) -> Sight:
    """The records of shared kinds that a scope has in sight: a centre's are all of its region."""
    if scope.organisation is None:
        return Sight(regions=scope.regions)
    home = organisations_at(projections, point, scope=scope)
    region = home[0]["region_code"] if home else None
    return Sight(organisation=scope.organisation, also_of=region)


def record_rows(
    projections: Projections, point: AsOf, registry: Registry, lines: Sequence[RecordLine]
) -> list[RecordRow]:
    """The members as rows: since when, and by which events, is read from the events of each."""
    rule, employers = RECORD_RULES[registry.code], employers_of(projections, point, lines)
    streams = streams_of(projections.ledger, [line.record_id for line in lines], point.known)
    rows = []
    for line in lines:
        now, events = course(streams[line.record_id], partial(days_in, rule), point.as_of)
        row = RecordRow(
            record_id=line.record_id,
            number=line.number,
            title=str(line.fields[kinds()[line.kind].title]),
            organisation=line.organisation,
            region_code=line.region_code,
            since=now.start,
            until=last_day(now.end),
            days=(point.as_of - now.start).days + 1,
            events=events,
            facts={name: fact(name, line, employers) for name in registry.columns},
        )
        rows.append(row)
    return rows


def is_member(rule: RecordRule, line: RecordLine, point: AsOf) -> bool:
    """Whether what is said of the record makes it a member on the day."""
    said = Said(line.state, line.fields, line.confirmed_on)
    days = days_in(rule, Period(line.since), said)
    return days is not None and days.covers(point.as_of)


def _passes(line: RecordLine, filters: Filters) -> bool:
    """A record that names no programmes is for all of them."""
    programmes = line.fields.get("programme_codes") or [filters.programme_code]
    groups = {code[:UGPS_DIGITS] for code in line.fields.get("programme_codes", ())}
    municipality = line.fields.get("municipality", NONE)
    return (
        filters.programme_code in {None, *programmes}
        and (filters.ugps is None or not groups or filters.ugps in groups)
        and filters.municipality in {None, municipality}
    )


def course(events: Sequence[Recorded], days: Days, day: date) -> tuple[Period, list[int]]:
    """The run of such days that holds the day, and the positions by which it is known.

    From one of them on it has been known without a break that the day is in a run; from one, that
    a run begins where this one does.
    """
    now = next(run for run in _runs(events, days) if run.covers(day))
    told = {
        _known_since(events, days, lambda run: run.covers(day)),
        _known_since(events, days, lambda run: run.start == now.start),
    }
    return now, sorted(told)


def _known_since(events: Sequence[Recorded], days: Days, holds: Callable[[Period], bool]) -> int:
    since = events[-1].position
    for number in range(len(events), 0, -1):
        if not any(map(holds, _runs(events[:number], days))):
            break
        since = events[number - 1].position
    return since


def _runs(events: Sequence[Recorded], days: Days) -> list[Period]:
    return runs(stretches([each.event for each in events]), days)
