"""Since when each record of a kind has been in the state that it is in on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from marshrut.asof import AsOf
from projections.point import known
from projections.runner import Projections


def reached_at(projections: Projections, point: AsOf, kind: str) -> dict[UUID, date]:
    """The first day of the state on the day of the point, by record.

    A change that leaves the state as it is, or a confirmation, does not begin it anew.
    """
    table = projections.at(point.known).record_state
    columns = (table.c.record_id, table.c.valid_from, table.c.state)
    statement = (
        select(*columns)
        .where(table.c.kind == kind, known(table, point), table.c.valid_from <= point.as_of)
        .order_by(table.c.record_id, table.c.valid_from)
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    return {
        record_id: _reached((row.valid_from, row.state) for row in course)
        for record_id, course in groupby(rows, key=lambda row: row.record_id)
    }


def _reached(course: Iterable[tuple[date, str]]) -> date:
    begun, state = date.max, ""
    for first, there in course:
        if there != state:
            begun, state = first, there
    return begun
