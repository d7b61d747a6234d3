"""The runs that are known at a position, each as its record says it last (domain 7.8).

The days of a run's record are those of the work on it; what the run compares is of its cut-off.
So a run counts for every day from its cut-off on, however late the extract came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Table, func, select

from marshrut.asof import AsOf
from marshrut.records.runs import RUN, Run, run_of
from projections.point import known
from projections.runner import Projections

Row = tuple[int, Run]


def run_known_at(projections: Projections, point: AsOf, run_id: UUID) -> Run | None:
    """The run by what was known at the point; ``None`` where it was not, or was annulled."""
    table = projections.at(point.known).record_state
    found = list(_read(projections, point, table, table.c.record_id == run_id))
    return found[0][1] if found else None


def latest_runs(
    projections: Projections, point: AsOf, *, source: str, regions: Collection[str] = ()
) -> list[Run]:
    """The last run of each of the regions (none: of all) whose cut-off is not after the day.

    Of two of one cut-off it is the one that was opened later.
    """
    table = projections.at(point.known).record_state
    where = [table.c.region_code.in_(regions)] if regions else []
    last: dict[str, Row] = {}
    for number, run in _read(projections, point, table, *where):
        fits = run.source == source and run.cutoff <= point.as_of
        if fits and _rank((number, run)) >= _rank(last.get(run.region, (number, run))):
            last[run.region] = (number, run)
    return [run for _, (_, run) in sorted(last.items())]


def _rank(row: Row) -> tuple[Any, int]:
    return row[1].cutoff, row[0]


def _read(projections: Projections, point: AsOf, table: Table, *where: Any) -> Iterable[Row]:
    first = table.alias("first")
    number = (
        select(func.min(first.c.known_from))
        .where(first.c.record_id == table.c.record_id)
        .scalar_subquery()
    )
    columns = (table.c[name] for name in ("record_id", "region_code", "state", "content"))
    statement = select(number, *columns).where(
        table.c.kind == RUN, known(table, point), table.c.valid_to.is_(None), *where
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    for opened, run_id, region, state, content in rows:
        yield opened, run_of(run_id, region, state, msgspec.json.decode(content))
