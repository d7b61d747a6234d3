"""Who came to an activity, by name: measures and steps of cases that name it (domain 7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, and_, or_, select

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure, Step
from marshrut.cases.lifecycle import MERGED
from projections.point import covers, known
from projections.population import Filters, Scope, condition
from projections.runner import Projections
from projections.tables import Slot

DONE, NO_SHOW, CONTRACT = "DONE", "NO_SHOW", "CONTRACT"


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """A case and an activity: whether the graduate came, and what came of it.

    ``student``: the diploma was not there yet on the day. ``satisfaction``: 1 (worst) to 5.
    """

    activity_id: UUID
    case_id: UUID
    number: int
    organisation: str
    student: bool
    came: bool
    on: date
    entries: tuple[UUID, ...]
    satisfaction: int | None = None
    resume_moderated: bool = False
    contract_concluded: bool = False


def attendance_at(
    projections: Projections, point: AsOf, activities: Iterable[UUID], *, scope: Scope
) -> list[Attendance]:
    """Who came, and who was expected and did not: one for an activity and a case, by number."""
    slot = projections.at(point.known)
    wanted = list(activities)
    found: list[Row[tuple[object, ...]]] = []
    with projections.reading() as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            found += connection.execute(_rows(slot, point, some, scope))
    found.sort(key=lambda row: (row.activity_id, row.number, row.effective_on, row.known_from))
    return [
        _attendance(list(rows))
        for _, rows in groupby(found, key=lambda row: (row.activity_id, row.number))
    ]


AT_ONCE = 500
"""Activities that are asked for by one statement."""


def _rows(
    slot: Slot, point: AsOf, activities: Sequence[UUID], scope: Scope
) -> Select[tuple[object, ...]]:
    fact, state = slot.case_fact, slot.case_state
    named = (
        "activity_id",
        "case_id",
        "number",
        "entry_id",
        "effective_on",
        "kind",
        "state",
        "outcome",
        "counted",
        "satisfaction",
        "resume_moderated",
        "contract_concluded",
        "known_from",
    )
    done = and_(fact.c.kind == Step.KIND, fact.c.state == DONE)
    return (
        select(*(fact.c[name] for name in named), state.c.organisation, state.c.graduated_on)
        .select_from(fact.join(state, state.c.case_id == fact.c.case_id))
        .where(condition(slot, point, Filters(lifecycle="any"), scope), covers(state, point))
        .where(state.c.lifecycle != MERGED)
        .where(known(fact, point), fact.c.activity_id.in_(activities))
        .where(fact.c.effective_on <= point.as_of, or_(fact.c.kind == Measure.KIND, done))
    )


def _attendance(rows: list[Row[tuple[object, ...]]]) -> Attendance:
    """One graduate's rows: a step and a measure of one activity are the same coming."""
    came = [row for row in rows if _came(row)]
    first = (came or rows)[0]
    liked = [row.satisfaction for row in rows if row.satisfaction is not None]
    return Attendance(
        activity_id=first.activity_id,
        case_id=first.case_id,
        number=first.number,
        organisation=first.organisation,
        student=first.graduated_on is None or first.effective_on < first.graduated_on,
        came=bool(came),
        on=first.effective_on,
        entries=tuple(row.entry_id for row in rows),
        satisfaction=liked[-1] if liked else None,
        resume_moderated=any(row.resume_moderated for row in came),
        contract_concluded=any(row.contract_concluded or row.outcome == CONTRACT for row in came),
    )


def _came(row: Row[tuple[object, ...]]) -> bool:
    if row.kind == Measure.KIND:
        return bool(row.counted)
    return bool(row.outcome != NO_SHOW)
