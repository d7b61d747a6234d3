"""R25: employers whom the authority has found to be unfair, or centres have reported (domain 8).

Centres report in steps of cases and in records; the authority decides in records (S003-10). Where a
region keeps a record of an employer, what it says decides; a report that came later than a
rejection or a removal stands as a report again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.casework import Step
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.records.record import stretches
from marshrut.registries.of_records import in_state
from projections.differences.joined import streams_of
from projections.employers import register_at
from projections.funnel import LIFECYCLES
from projections.point import covers
from projections.population import Filters, Scope, condition
from projections.records import Narrowing, records_at
from projections.registries.records import course, sight_in
from projections.runner import Projections
from projections.vacancy_bank import UNFAIR

REPORT = "UNFAIR_EMPLOYER_REPORT"
REPORTED, CONFIRMED = "REPORTED", "CONFIRMED"
STANDINGS = {"SENT": REPORTED, "CONFIRMED": CONFIRMED}
"""What an outcome of a report makes of the employer; a rejected report makes nothing."""

STANDING = frozenset({REPORTED, CONFIRMED})
"""The states of a record in which what is reported stands."""


class EmployerRow(msgspec.Struct, frozen=True):
    """An employer: its ИНН, if an organisation's, the reports, the cases and records of them.

    ``since``: its first day in this standing; ``events``: the positions by which that is known.
    """

    employer_inn: str | None
    employer_name: str | None
    standing: str
    since: date
    days: int
    reports: int
    last_reported_on: date
    confirmed_since: date | None
    case_ids: list[UUID]
    record_ids: list[UUID]
    events: list[int]


class Report(msgspec.Struct, frozen=True):
    """A report of an employer in a case, known by the event at ``position``."""

    on: date
    case_id: UUID
    standing: str
    inn: str | None
    name: str | None
    position: int


class Decision(msgspec.Struct, frozen=True):
    """What a record says of an employer: its state, since when, by which events that is known."""

    inn: str
    record_id: UUID
    state: str
    reported_on: date
    since: date
    events: list[int]


def unfair_employers(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> list[EmployerRow]:
    """The employers with reports that stand at the point, those confirmed first.

    Filters choose the cases whose reports count; of records only ``organisation`` does.
    """
    reports: dict[str, list[Report]] = defaultdict(list)
    told = sorted(_reports(projections, point, filters, scope), key=lambda r: (r.on, r.case_id))
    for report in told:
        reports[report.inn or (report.name or "").casefold()].append(report)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for decision in _decisions(projections, point, filters, scope):
        decisions[decision.inn].append(decision)
    names = {inn: told.name for inn, told in register_at(projections, point).items()}
    found = (
        _row(_Standing(reports[key], decisions[key]), names, point.as_of)
        for key in dict.fromkeys([*reports, *decisions])
    )
    rows = [row for row in found if row is not None]
    return sorted(rows, key=lambda row: (row.standing, -row.reports, row.employer_name or ""))


def _decisions(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> Iterator[Decision]:
    sight = sight_in(projections, point, scope)
    narrowing = Narrowing(organisation=filters.organisation)
    lines = list(records_at(projections, point, UNFAIR, sight=sight, narrowing=narrowing))
    ids = [line.record_id for line in lines]
    streams = streams_of(projections.ledger, ids, point.known) if ids else {}
    for line in lines:
        events = streams[line.record_id]
        now, known_by = course(events, in_state(line.state), point.as_of)
        first = stretches([each.event for each in events])[0][0].start
        inn = str(line.fields["employer_inn"])
        yield Decision(inn, line.record_id, line.state, first, now.start, known_by)


class _Standing:
    """What the reports of an employer and the decisions on it come to, taken together."""

    def __init__(self, reports: Sequence[Report], decisions: Sequence[Decision]) -> None:
        cleared = [each.since for each in decisions if each.state not in STANDING]
        self.kept = [each for each in decisions if each.state in STANDING]
        confirmed = [each for each in decisions if each.state == CONFIRMED]
        late = max(cleared, default=date.min)
        self.reports = [each for each in reports if confirmed or each.on > late]
        by_centre = [each for each in reports if each.standing == CONFIRMED and not decisions]
        self.confirmed = bool(confirmed or by_centre)
        grounds = [(each.since, each.events) for each in (confirmed or self.kept)]
        if not confirmed:
            grounds += [(each.on, [each.position]) for each in (by_centre or self.reports)]
        self.since = min((first for first, _ in grounds), default=None)
        self.events = sorted({position for _, events in grounds for position in events})


def _row(found: _Standing, names: Mapping[str, str], day: date) -> EmployerRow | None:
    """The row of an employer; none if neither a report nor a decision stands."""
    if found.since is None:
        return None
    reports, kept = found.reports, found.kept
    inn = reports[-1].inn if reports else kept[0].inn
    told = reports[-1].name if reports else None
    days = [*(each.on for each in reports), *(each.reported_on for each in kept)]
    return EmployerRow(
        employer_inn=inn,
        employer_name=told or names.get(inn or ""),
        standing=CONFIRMED if found.confirmed else REPORTED,
        since=found.since,
        days=(day - found.since).days + 1,
        reports=len(reports) + len(kept),
        last_reported_on=max(days),
        confirmed_since=found.since if found.confirmed else None,
        case_ids=sorted({report.case_id for report in reports}),
        record_ids=sorted(each.record_id for each in kept),
        events=found.events,
    )


def _reports(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> Iterator[Report]:
    slot = projections.at(point.known)
    state, step = slot.case_state, slot.case_span
    who = condition(slot, point, filters, scope, lifecycles=LIFECYCLES)
    standing = (
        select(
            step.c.case_id, step.c.entry_id, step.c.valid_from, step.c.outcome, step.c.known_from
        )
        .select_from(state.join(step, step.c.case_id == state.c.case_id))
        .where(who, state.c.lifecycle.in_(LIFECYCLES), covers(step, point))
        .where(step.c.kind == Step.KIND, step.c.code == REPORT)
        .where(step.c.state == "DONE", step.c.outcome.in_(STANDINGS))
    )
    with projections.reading() as connection:
        found = connection.execute(standing).all()
    histories = {row.case_id: _history(projections, row.case_id, point) for row in found}
    for row in found:
        course = histories[row.case_id].step(row.entry_id)
        said = course.merged.attributes if course else {}
        inn, name = said.get("employer_inn"), said.get("employer_name")
        yield Report(
            row.valid_from,
            row.case_id,
            STANDINGS[row.outcome],
            inn if isinstance(inn, str) and inn.isdigit() else None,
            name if isinstance(name, str) else None,
            row.known_from,
        )


def _history(projections: Projections, case_id: UUID, point: AsOf) -> History:
    records = projections.ledger.records_of(case_id, upto=point.known)
    return History(r.event for r in records if isinstance(r.event, CaseEvent))
