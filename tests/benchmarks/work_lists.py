"""Work lists of a school and of a region, from columns and by SQL, at the head.

``python -m tests.benchmarks.work_lists [--cases N …] [--cache FOLDER]``
How many rows each has, and the first page of each: what somebody who opens one waits for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from api.commands.benchmark import points
from api.commands.opened import opened
from api.demo.installation import REGION, SCHOOL
from marshrut.asof import AsOf
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.work_lists.lists import work_list_counts, work_list_page
from projections.work_lists.questions import LISTS
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.imaged import with_image
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.timing import say, warm

ROWS = 50

Question = Callable[[Projections], Any]


def main(what: Asked) -> None:
    """Print how long the lists take."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                measure(kept)


def measure(kept: Kept) -> None:
    """All of them both ways, which must agree."""
    with opened(kept.settings) as service:
        imaged, plain = with_image(service.ledger, kept), Projections(service.ledger)
        head = next(iter(points(service)))
        for whose, scope in ((SCHOOL, Scope(SCHOOL)), (REGION, Scope(regions=(REGION,)))):
            for name, ask in questions(head, scope):
                by_columns, told = warm(lambda ask=ask: ask(imaged))
                by_sql, same = warm(lambda ask=ask: ask(plain))
                assert told == same, name
                say(
                    f"{kept.label}, {whose:4}: {name:32} {by_columns:5.0f} ms"
                    f" : SQL {by_sql:6.0f} = 1 : {by_sql / by_columns:.1f}"
                )


def questions(point: AsOf, scope: Scope) -> Iterator[tuple[str, Question]]:
    """The counts, and the first page of each list."""
    bounds: dict[str, Any] = {"filters": Filters(), "scope": scope}
    yield "counts of all", lambda kept: work_list_counts(kept, point, **bounds)
    for code in LISTS:
        page = {"code": code, "limit": ROWS + 1, **bounds}
        yield code, lambda kept, page=page: work_list_page(kept, point, **page)


if __name__ == "__main__":
    main(asked())
