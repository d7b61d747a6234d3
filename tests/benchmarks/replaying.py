"""The snapshot by replaying every case through the library's repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from eventsourcing.application import Repository
from sqlalchemy import func, select

from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.schema import ledger
from tests.benchmarks.timing import timed

SAMPLE = 10_000
"""So many cases are replayed at most."""

BATCH = 500

Cells = Counter[tuple[str, str]]
"""Cases by organisation and status."""


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
