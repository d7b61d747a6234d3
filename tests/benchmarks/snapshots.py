"""The snapshot, organisation × status, at the head and in the past: in every way there is.

``python -m tests.benchmarks.snapshots [--cases N …] [--cache FOLDER] [--rivals ENVIRONMENT]``
Ours from columns and by SQL alone; every case replayed by the library's repository (some of them,
if there are many, and taken for the rest); two libraries that keep versions, with the one axis
of time that they have; and the memory floor.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.application.service import Service
from marshrut.asof import AsOf
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import Snapshot, snapshot, snapshot_by_sql
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.floor import bytes_of, floor
from tests.benchmarks.imaged import with_image
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.replaying import Cells, replayed
from tests.benchmarks.rival import Rival, rivals
from tests.benchmarks.timing import TIMES, say, warm

UNNOTICED = 5
"""Milliseconds."""

EVERYTHING = {"filters": Filters(), "scope": Scope(), "by": ("organisation",)}


def main(what: Asked) -> None:
    """Print what each way takes, beside the others."""
    logging.disable(logging.INFO)
    taken: dict[str, dict[int, float]] = defaultdict(dict)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in sorted(what.cases):
            for kept in kept_ledgers.of(cases):
                with rivals(kept, what.rivals) as others:
                    for where, ms in measure(kept, others):
                        taken[f"{kept.kind:10}  {where}"][cases] = ms
    for label, by_size in taken.items():
        tell_growth(label, by_size)


def tell_growth(label: str, taken: dict[int, float]) -> None:
    """How much longer the largest ledger takes than the smallest, or than what is not noticed."""
    small, large = min(taken), max(taken)
    if large > small:
        before = max(taken[small], UNNOTICED)
        say(
            f"{label}: columns {taken[large]:.1f} ms at {large} cases : {taken[small]:.1f},"
            f" or {UNNOTICED}, at {small} = {taken[large] / before:.1f} : 1"
        )


def measure(kept: Kept, others: list[Rival]) -> Iterator[tuple[str, float]]:
    """Every way at both points; of each point the milliseconds from columns."""
    with opened(kept.settings) as service:
        projections = with_image(service.ledger, kept)
        size = bytes_of(rows_of(projections))
        for where, point in zip(("head", "past"), points(service), strict=True):
            label = f"{kept.label}, {where}"
            image_ms, cells = warm(lambda point=point: by_columns(projections, point))
            sql_ms, counted = warm(lambda point=point: by_sql(projections, point))
            assert cells == counted
            replay_ms, share = replayed(service.ledger, point, cells)
            lowest = floor(size)
            say(
                f"{label}: columns {image_ms:.1f} ms : SQL {sql_ms:.1f} : replay {replay_ms:.0f}"
                f" = 1 : {sql_ms / image_ms:.1f} : {replay_ms / image_ms:.0f}{share}"
            )
            say(
                f"{label}: memory floor {lowest:.1f} ms ({size / 1e6:.0f} MB)"
                f" : columns = 1 : {image_ms / lowest:.1f}"
            )
            compare(label, others, service, point, (image_ms, cells))
            yield where, image_ms


def compare(
    label: str, others: list[Rival], service: Service, point: AsOf, ours: tuple[float, Cells]
) -> None:
    """Ask the others at the same point."""
    moment = service.ledger.times_of([point.known])[point.known]
    ms, cells = ours
    for rival in others:
        answer = rival.ask(point.known, moment, times=TIMES)
        alike = (answer.counted & cells).total() / cells.total()
        say(
            f"{label}: columns {ms:.1f} ms : {rival.name} {answer.ms:.1f}"
            f" = 1 : {answer.ms / ms:.1f}, {alike:.0%} of cases counted alike"
        )


def rows_of(projections: Projections) -> int:
    """How many rows of ``case_state`` there are, of all times."""
    statement = select(func.count()).select_from(projections.state().slot.case_state)
    with projections.reading() as connection:
        return int(connection.execute(statement).scalar_one())


def by_columns(projections: Projections, point: AsOf) -> Cells:
    """The cells, counted over the column image."""
    return cells_of(snapshot(projections, point, **EVERYTHING))


def by_sql(projections: Projections, point: AsOf) -> Cells:
    """The cells, counted by the database."""
    return cells_of(snapshot_by_sql(projections, point, **EVERYTHING))


def cells_of(found: Snapshot) -> Cells:
    """What an answer counts."""
    return Counter(
        {
            (row.key["organisation"], status): n
            for row in found.rows
            for status, n in row.statuses.items()
        }
    )


if __name__ == "__main__":
    main(asked())
