"""Several workers, killed ones, rebuilds, readers: nothing is applied twice, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import create_engine, make_url, text, update

from marshrut.asof import AsOf
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import PositionBeyondHead
from projections import filling
from projections.case_list import CaseRow, case_page
from projections.filling import RebuildTakenOver
from projections.population import Filters, Scope
from projections.rebuild import Progress
from projections.runner import Projections, RebuildNeeded
from projections.snapshot import snapshot
from projections.tables import VERSION, projection
from tests.support.databases import PostgresServer
from tests.support.ledgers import CHANGE_DAYS, Chronicle
from tests.support.projector import SMALL, open_projections
from tests.support.read_models import everything, rebuilt

WORKERS = 4
# Far more than anything takes here; reaching it is a failure, not a measure of speed.
FOREVER = 60
ANY = Filters(lifecycle="any")


def write(projections: Projections, chronicle: Chronicle) -> None:
    for transaction in chronicle.transactions:
        projections.ledger.append(transaction)


def worker(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.projector", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def assert_whole(projections: Projections, chronicle: Chronicle) -> None:
    """Every event is applied, and once: as a rebuild by one worker has it."""
    assert projections.state().position == len(chronicle.events)
    live = everything(projections)
    assert [row[0] for row in sorted(live["audit_event"])] == [
        position for position, _ in enumerate(chronicle.events, start=1)
    ]
    assert rebuilt(projections) == live


@pytest.mark.usefixtures("small_batches")
def test_threads_race_while_events_keep_coming(
    migrated_url: str, projections: Projections, chronicle: Chronicle
) -> None:
    done, start = Event(), Barrier(WORKERS + 1, timeout=FOREVER)

    def race() -> None:
        with open_projections(migrated_url) as own:
            start.wait()
            while not done.is_set():
                own.catch_up()
            own.catch_up()

    with ThreadPoolExecutor(WORKERS) as pool:
        racing = [pool.submit(race) for _ in range(WORKERS)]
        start.wait()
        try:
            write(projections, chronicle)
        finally:
            done.set()
        for each in racing:
            each.result()
    assert_whole(projections, chronicle)


def test_processes_race(migrated_url: str, projections: Projections, chronicle: Chronicle) -> None:
    write(projections, chronicle)
    processes = [worker("catch-up", migrated_url) for _ in range(WORKERS)]
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0] * WORKERS
    assert_whole(projections, chronicle)


@pytest.mark.parametrize("writes", [1, 3, 6, 28])
def test_what_a_killed_worker_began_another_finishes(
    migrated_url: str, projections: Projections, chronicle: Chronicle, writes: int
) -> None:
    write(projections, chronicle)
    process = worker("stall", migrated_url, str(writes))
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    reached = projections.state().position
    assert reached < len(chronicle.events)
    process.kill()
    process.communicate()
    assert projections.state().position == reached
    with open_projections(migrated_url) as other:
        other.catch_up()
    assert_whole(projections, chronicle)


@pytest.mark.usefixtures("small_batches")
def test_a_rebuild_disturbs_neither_writers_nor_readers(
    migrated_url: str, projections: Projections, chronicle: Chronicle
) -> None:
    half = len(chronicle.transactions) // 2
    for transaction in chronicle.transactions[:half]:
        projections.ledger.append(transaction)
    done, told = Event(), list[tuple[AsOf, list[CaseRow]]]()
    seen: SimpleQueue[int] = SimpleQueue()

    def read() -> None:
        with open_projections(migrated_url) as own:
            while not done.is_set():
                head = own.ledger.head().position
                point = AsOf(CHANGE_DAYS[len(told) % 4], head - len(told) % 3)
                told.append((point, listed(own, point)))
                seen.put(head)

    def go_on() -> None:
        """Write on only once a reader has answered by what was written before."""
        with open_projections(migrated_url) as own:
            for transaction in chronicle.transactions[half:]:
                written = own.ledger.append(transaction)[-1]
                while seen.get(timeout=FOREVER) < written:
                    pass

    with ThreadPoolExecutor(3) as pool:
        others = [pool.submit(read), pool.submit(read), pool.submit(go_on)]
        try:
            projections.rebuild()
            others[-1].result()
        finally:
            done.set()
        for each in others:
            each.result()
    projections.catch_up()
    assert len({point.known for point, _ in told}) > 1
    for point, cases in told:
        assert listed(projections, point) == cases
    assert_whole(projections, chronicle)


def listed(projections: Projections, point: AsOf) -> list[CaseRow]:
    return case_page(projections, point, filters=ANY, scope=Scope())


@pytest.mark.usefixtures("small_batches")
def test_several_processes_fill_a_slot_as_one_does(
    projections: Projections, chronicle: Chronicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "ALONE", 0)
    monkeypatch.setattr(filling, "MOST", 2)
    write(projections, chronicle)
    projections.catch_up()
    assert_whole(projections, chronicle)


@pytest.mark.usefixtures("small_batches")
def test_two_rebuilds_at_once_leave_whole_read_models(
    migrated_url: str, projections: Projections, chronicle: Chronicle
) -> None:
    write(projections, chronicle)
    projections.catch_up()
    start = Barrier(2, timeout=FOREVER)

    def rebuild() -> bool:
        with open_projections(migrated_url) as own:
            start.wait()
            try:
                own.rebuild()
            except RebuildTakenOver:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(rebuild) for _ in range(2)]]
    assert any(done)
    projections.catch_up()
    assert_whole(projections, chronicle)


def test_readers_are_told_when_a_rebuild_is_needed(
    projections: Projections, chronicle: Chronicle
) -> None:
    write(projections, chronicle)
    projections.catch_up()
    with projections.engine.begin() as connection:
        connection.execute(update(projection).values(version=VERSION - 1))
    with pytest.raises(RebuildNeeded, match="marshrut rebuild"):
        projections.catch_up()
    with pytest.raises(RebuildNeeded):
        snapshot(projections, AsOf(CHANGE_DAYS[0], 1), filters=ANY, scope=Scope())
    steps: list[tuple[int, int]] = []
    assert projections.rebuild(progress=progress_to(steps)) == len(chronicle.events)
    assert steps[-1] == (len(chronicle.events), len(chronicle.events))
    assert_whole(projections, chronicle)


def progress_to(steps: list[tuple[int, int]]) -> Progress:
    return lambda reached, wanted: steps.append((reached, wanted))


class Watched(Projections):
    """Says how far it has come, each time."""

    reached: SimpleQueue[int]

    def catch_up(
        self, to: int | None = None, *, progress: Progress | None = None, stop: Event | None = None
    ) -> int:
        position = super().catch_up(to, progress=progress, stop=stop)
        self.reached.put(self.state().position)
        return position


def test_a_follower_keeps_near_the_head_until_it_is_stopped(
    projections: Projections, chronicle: Chronicle
) -> None:
    first, *rest = chronicle.transactions
    projections.ledger.append(first)
    follower, stop = Watched(projections.ledger), Event()
    follower.reached = SimpleQueue()
    thread = Thread(target=follower.follow, args=(stop,))
    thread.start()
    assert follower.reached.get(timeout=FOREVER) == len(first)
    for transaction in rest:
        projections.ledger.append(transaction)
    while follower.reached.get(timeout=FOREVER) < len(chronicle.events):
        pass
    stop.set()
    thread.join(FOREVER)
    assert not thread.is_alive()
    assert_whole(projections, chronicle)


@pytest.mark.usefixtures("small_batches")
def test_who_is_to_end_finishes_the_batch_in_hand_and_begins_no_other(
    projections: Projections, chronicle: Chronicle
) -> None:
    write(projections, chronicle)
    stop, steps = Event(), []

    def reached(position: int, _wanted: int) -> None:
        steps.append(position)
        stop.set()

    projections.catch_up(progress=reached, stop=stop)
    assert steps == [projections.state().position] == [SMALL]
    projections.catch_up()
    assert_whole(projections, chronicle)


def test_a_reader_sees_what_was_written_just_before(
    projections: Projections, chronicle: Chronicle
) -> None:
    for transaction in chronicle.transactions[:20]:
        (*_, head) = projections.ledger.append(transaction)
        assert projections.state().position < head
        listed(projections, AsOf(CHANGE_DAYS[0], head))
        assert projections.state().position == head


def test_no_reader_waits_for_what_does_not_exist(
    projections: Projections, chronicle: Chronicle
) -> None:
    with pytest.raises(PositionBeyondHead):
        projections.at(1)
    write(projections, chronicle)
    with pytest.raises(PositionBeyondHead):
        projections.catch_up(len(chronicle.events) + 1)
    assert projections.catch_up() == len(chronicle.events)


def test_a_follower_outlives_the_loss_of_its_connections(
    postgres_server: PostgresServer, postgresql_url: str, chronicle: Chronicle
) -> None:
    """As at a restart of the server: every connection of the database is cut."""
    engine = open_engine(postgresql_url)
    follower, stop = Watched(Ledger(engine)), Event()
    follower.reached = SimpleQueue()
    first, *rest = chronicle.transactions
    follower.ledger.append(first)
    thread = Thread(target=follower.follow, args=(stop,))
    thread.start()
    assert follower.reached.get(timeout=FOREVER) == len(first)
    cut_connections(postgres_server, postgresql_url)
    other = open_engine(postgresql_url)
    for transaction in rest:
        Ledger(other).append(transaction)
    while follower.reached.get(timeout=FOREVER) < len(chronicle.events):
        pass
    stop.set()
    thread.join(FOREVER)
    assert not thread.is_alive()
    other.dispose()
    engine.dispose()


def cut_connections(server: PostgresServer, url: str) -> None:
    """End every session of the database."""
    admin = create_engine(server.admin_url, isolation_level="AUTOCOMMIT")
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    with admin.connect() as connection:
        name = make_url(url).database
        assert connection.execute(text(ended), {"name": name}).rowcount > 0
    admin.dispose()
