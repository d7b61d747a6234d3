"""The snapshot, organisation × status, at the head and in the past: in every way there is.

``python -m tests.benchmarks.snapshots [--cases N …] [--cache FOLDER] [--rivals ENVIRONMENT]``
Ours from columns and by SQL alone; every case replayed by the library's repository (some of them,
if there are many, and taken for the rest); two libraries that keep versions, with the one axis
of time that they have; and the memory floor.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

import polars as pl
from eventsourcing.application import Repository
from sqlalchemy import func, select

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.schema import ledger
from projections.frames import frames_at
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import snapshot
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.floor import bytes_of, floor
from tests.benchmarks.imaged import with_image
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.rival import Rival, rivals
from tests.benchmarks.timing import TIMES, say, timed, warm

SAMPLE = 10_000
"""So many cases are replayed at most."""

BATCH = 500

Cells = Counter[tuple[str, str]]
"""Cases by organisation and status."""


def main(what: Asked) -> None:
    """Print what each way takes, beside the others."""
    logging.disable(logging.INFO)
    with ledgers(what.cache) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                with rivals(kept, what.rivals) as others:
                    measure(kept, others)


def measure(kept: Kept, others: list[Rival]) -> None:
    """Every way at both points."""
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
    """The cells, counted over the frames of the point."""
    states = frames_at(projections, point).states
    cohort = states.filter(pl.col("lifecycle").is_in(sorted(IN_COHORT)))
    rows = cohort.group_by("organisation", "status").len().collect().rows()
    return Counter({(organisation, status): n for organisation, status, n in rows})


def by_sql(projections: Projections, point: AsOf) -> Cells:
    """The cells, counted by the database."""
    found = snapshot(projections, point, filters=Filters(), scope=Scope(), by=("organisation",))
    return Counter(
        {
            (row.key["organisation"], status): n
            for row in found.rows
            for status, n in row.statuses.items()
        }
    )


def replayed(source: Ledger, point: AsOf, cells: Cells) -> tuple[float, str]:
    """The milliseconds to replay every case known, and of how many that was taken."""
    known = list(versions(source, point, limit=SAMPLE + 1))
    total = opened_before(source, point)
    some = known[:SAMPLE]
    repository = Repository(source.store)
    ms, counted = timed(lambda: replay(repository, point, some))
    if total > SAMPLE:
        return ms * total / len(some), f" (taken from {len(some)} of {total} cases replayed)"
    assert counted == cells
    return ms, ""


def replay(repository: Repository[UUID], point: AsOf, known: Iterable[tuple[UUID, int]]) -> Cells:
    """The cells, by folding the events of each case up to its version."""
    counted: Cells = Counter()
    for case_id, version in known:
        history = repository.get(case_id, version=version, projector_func=folded)  # type: ignore[arg-type]
        state = history.state(point.as_of)
        if state.lifecycle in IN_COHORT:
            counted[state.organisation, state.primary] += 1
    return counted


def folded(_: object, events: Iterable[CaseEvent]) -> History:
    """The history of a case."""
    return History(list(events))


def versions(source: Ledger, point: AsOf, *, limit: int) -> Iterator[tuple[UUID, int]]:
    """The first cases, by id, that are known at the point, and in which version."""
    opening = (
        select(ledger.c.originator_id)
        .where(ledger.c.topic == CaseOpened.TOPIC, ledger.c.position <= point.known)
        .order_by(ledger.c.originator_id)
        .limit(limit)
    )
    latest = func.max(ledger.c.originator_version)
    with source.engine.connect() as connection:
        ids = list(connection.scalars(opening))
        for start in range(0, len(ids), BATCH):
            some = ledger.c.originator_id.in_(ids[start : start + BATCH])
            statement = select(ledger.c.originator_id, latest).where(
                some, ledger.c.position <= point.known
            )
            for row in connection.execute(statement.group_by(ledger.c.originator_id)):
                yield row[0], row[1]


def opened_before(source: Ledger, point: AsOf) -> int:
    """How many cases are known at the point."""
    opening = (ledger.c.topic == CaseOpened.TOPIC, ledger.c.position <= point.known)
    with source.engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(ledger).where(*opening)) or 0)


if __name__ == "__main__":
    main(asked())
