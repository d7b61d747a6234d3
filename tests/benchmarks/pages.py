"""A page of a hundred cases by SQL: the first, one in the middle, one of a school.

``python -m tests.benchmarks.pages [--cases N …] [--cache FOLDER]``
"""

from __future__ import annotations

import logging

from sqlalchemy import select

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.asof import AsOf
from projections.case_list import case_page
from projections.population import Filters, Scope
from projections.runner import Projections
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.timing import say, warm

ROWS, TIMES = 100, 49


def main(what: Asked) -> None:
    """Print how long each page takes."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                measure(kept)


def measure(kept: Kept) -> None:
    """The pages at both points."""
    with opened(kept.settings) as service:
        projections = Projections(service.ledger)
        for where, point in zip(("head", "past"), points(service), strict=True):
            first, rows = page(projections, point)
            middle, _ = page(projections, point, after=middle_number(projections, point))
            school, _ = page(projections, point, organisation=rows[0].organisation)
            say(
                f"{kept.label}, {where}: {ROWS} cases in {first:.1f} ms, from the middle"
                f" {middle:.1f}, of a school {school:.1f}"
            )


def page(
    projections: Projections, point: AsOf, *, after: int = 0, organisation: str | None = None
) -> tuple[float, list]:
    """The milliseconds of a page, and its rows."""
    filters, scope = Filters(organisation=organisation), Scope()
    asking = {"filters": filters, "scope": scope, "after": after, "limit": ROWS}
    return warm(lambda: case_page(projections, point, **asking), times=TIMES)


def middle_number(projections: Projections, point: AsOf) -> int:
    """The number of the case in the middle of those known at the point."""
    number = projections.state().slot.case_state.c.number
    numbers = select(number).where(number <= point.known).distinct().order_by(number)
    with projections.reading() as connection:
        known = connection.scalars(numbers).all()
    return int(known[len(known) // 2])


if __name__ == "__main__":
    main(asked())
