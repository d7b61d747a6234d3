"""Works of several threads in one transaction, each of which fails by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from marshrut.ledger.errors import VersionConflict
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.together import Together
from tests.support.appends import annulled, open_ledger

FOREVER = 60


@pytest.fixture
def ledger(migrated_url: str) -> Iterator[Ledger]:
    with open_ledger(migrated_url) as opened:
        yield opened


class Line(deque[Any]):
    """A line that tells who comes."""

    def __init__(self) -> None:
        super().__init__()
        self.came: SimpleQueue[None] = SimpleQueue()

    def append(self, work: Any) -> None:
        super().append(work)
        self.came.put(None)


def appending_of(ledger: Ledger, case_id: UUID, version: int = 1) -> Callable[[Connection], int]:
    """The work of appending one event; it answers the position."""
    event = annulled(case_id, version)
    return lambda connection: ledger.append([event], connection=connection)[0]


def at_once(
    ledger: Ledger, works: Sequence[Callable[[Connection], int]], *, lost: bool = False
) -> list[Future[int]]:
    """Do the works on a thread each, the first waiting for the lock until all have come."""
    gate = Event()

    @contextmanager
    def gated() -> Iterator[Connection]:
        assert gate.wait(FOREVER)
        with ledger.appending() as connection:
            yield connection
            if lost:
                raise ConnectionError

    together, line = Together(gated), Line()
    together._waiting = line
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(together.do, work) for work in works]
        for _ in works:
            line.came.get(timeout=FOREVER)
        gate.set()
    return futures


def test_those_who_wait_are_recorded_in_one_transaction(ledger: Ledger) -> None:
    cases = [uuid4() for _ in range(5)]
    done = at_once(ledger, [appending_of(ledger, case_id) for case_id in cases])
    assert sorted(future.result() for future in done) == [1, 2, 3, 4, 5]
    assert len(set(ledger.times_of(range(1, 6)).values())) == 1
    for case_id, future in zip(cases, done, strict=True):
        (record,) = ledger.records_of(case_id)
        assert record.position == future.result()


def test_who_fails_leaves_nothing_and_does_the_others_no_harm(ledger: Ledger) -> None:
    taken, other = uuid4(), uuid4()
    ledger.append([annulled(taken, 1)])

    def half(connection: Connection) -> int:
        ledger.append([annulled(other, 1)], connection=connection)
        raise LookupError

    works = [appending_of(ledger, taken), half, appending_of(ledger, taken, 2)]
    stale, broken, good = at_once(ledger, works)
    assert isinstance(stale.exception(), VersionConflict)
    assert isinstance(broken.exception(), LookupError)
    assert good.result() == 2
    assert ledger.records_of(other) == []
    assert ledger.head().position == 2


def test_one_alone_fails_alike(ledger: Ledger) -> None:
    taken = uuid4()
    ledger.append([annulled(taken, 1)])
    with pytest.raises(VersionConflict):
        ledger.appending_together(appending_of(ledger, taken))
    assert ledger.appending_together(appending_of(ledger, taken, 2)) == 2


def test_what_the_commit_raises_is_told_to_everybody(ledger: Ledger) -> None:
    works = [appending_of(ledger, uuid4()) for _ in range(3)]
    for future in at_once(ledger, works, lost=True):
        assert isinstance(future.exception(), ConnectionError)
    assert ledger.head().position == 0


def test_who_gets_no_transaction_keeps_nobody_from_trying(ledger: Ledger) -> None:
    together = Together(ledger.appending)
    closed, together._appending = together._appending, no_transaction
    with pytest.raises(ConnectionError):
        together.do(lambda connection: connection.execute(text("SELECT 1")))
    together._appending = closed
    assert together.do(appending_of(ledger, uuid4())) == 1


@contextmanager
def no_transaction() -> Iterator[Connection]:
    """The database does not answer."""
    raise ConnectionError
    yield
