"""R25: employers whom centres have reported as unfair (domain 8; S003-10).

The confirmation by the authority stands in the reports as long as employers have no records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.casework import Step
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from projections.funnel import LIFECYCLES
from projections.point import covers
from projections.population import Filters, Scope, condition
from projections.runner import Projections

REPORT = "UNFAIR_EMPLOYER_REPORT"
REPORTED, CONFIRMED = "REPORTED", "CONFIRMED"
STANDINGS = {"SENT": REPORTED, "CONFIRMED": CONFIRMED}
"""What an outcome of a report makes of the employer; a rejected report makes nothing."""


class EmployerRow(msgspec.Struct, frozen=True):
    """An employer: its ИНН, if an organisation's, the reports, and the cases they stand in."""

    employer_inn: str | None
    employer_name: str | None
    standing: str
    reports: int
    last_reported_on: date
    case_ids: list[UUID]


class Report(msgspec.Struct, frozen=True):
    """A report of an employer in a case."""

    on: date
    case_id: UUID
    standing: str
    inn: str | None
    name: str | None


def unfair_employers(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> list[EmployerRow]:
    """The employers with reports that stand at the point, those confirmed first."""
    by_employer: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(
        _reports(projections, point, filters, scope), key=lambda r: (r.on, r.case_id)
    ):
        by_employer[report.inn or (report.name or "").casefold()].append(report)
    rows = [_row(reports) for reports in by_employer.values()]
    return sorted(rows, key=lambda row: (row.standing, -row.reports, row.employer_name or ""))


def _reports(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> Iterator[Report]:
    slot = projections.at(point.known)
    state, step = slot.case_state, slot.case_span
    who = condition(slot, point, filters, scope, lifecycles=LIFECYCLES)
    standing = (
        select(step.c.case_id, step.c.entry_id, step.c.valid_from, step.c.outcome)
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
        )


def _history(projections: Projections, case_id: UUID, point: AsOf) -> History:
    records = projections.ledger.records_of(case_id, upto=point.known)
    return History(r.event for r in records if isinstance(r.event, CaseEvent))


def _row(reports: list[Report]) -> EmployerRow:
    last = reports[-1]
    return EmployerRow(
        last.inn,
        last.name,
        CONFIRMED if any(r.standing == CONFIRMED for r in reports) else REPORTED,
        len(reports),
        last.on,
        sorted({report.case_id for report in reports}),
    )
