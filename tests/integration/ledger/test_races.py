"""Writers and readers at once: one winner for each version, nothing lost, nothing missed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count, takewhile
from threading import Barrier, Event
from uuid import UUID, uuid4

from marshrut.ledger.clock import process_clock
from marshrut.ledger.errors import VersionConflict
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import FutureKnownAt, position_at
from tests.support.appends import annulled, open_ledger
from tests.support.effort import FACTOR

WRITERS = 20
ROUNDS = 10 * FACTOR


def run(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.ledger_writer", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def check_order(ledger: Ledger, *, transaction: str) -> None:
    """Positions are dense; transactions, told apart by a column, have each its own, later time."""
    rows = ledger.reader.between(after=0)
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert [row.recorded_at for row in rows] == sorted(row.recorded_at for row in rows)
    times = {(getattr(row, transaction), row.recorded_at) for row in rows}
    assert len(times) == len({name for name, _ in times}) == len({time for _, time in times})


def contend(url: str, shared: UUID, barrier: Barrier, number: int) -> list[str]:
    """Try to append each version in turn, all at once, by either way of appending."""
    outcomes = []
    with open_ledger(url) as ledger:
        for version in range(1, ROUNDS + 1):
            event = annulled(shared, version)
            barrier.wait()
            try:
                if (number + version) % 2:
                    ledger.append([event])
                else:
                    with ledger.appending() as connection:
                        ledger.append([event], connection=connection)
                outcomes.append("won")
            except VersionConflict:
                outcomes.append("lost")
    return outcomes


def test_one_of_many_threads_wins_each_version(migrated_url: str, ledger: Ledger) -> None:
    shared, barrier = uuid4(), Barrier(WRITERS, timeout=60)
    with ThreadPoolExecutor(WRITERS) as pool:
        runs = [pool.submit(contend, migrated_url, shared, barrier, n) for n in range(WRITERS)]
    results = [run.result() for run in runs]
    for outcomes in zip(*results, strict=True):
        assert Counter(outcomes) == {"won": 1, "lost": WRITERS - 1}
    versions = [record.event.originator_version for record in ledger.records_of(shared)]
    assert versions == list(range(1, ROUNDS + 1))
    check_order(ledger, transaction="position")


def test_one_of_many_processes_wins_each_version(migrated_url: str, ledger: Ledger) -> None:
    shared, rounds = uuid4(), 25 * FACTOR
    processes = [run("race", migrated_url, str(shared), str(rounds), "5") for _ in range(4)]
    outputs = [process.communicate()[0] for process in processes]
    lines = [line.split() for output in outputs for line in output.splitlines()]
    assert [process.returncode for process in processes] == [0] * 4
    won = {int(version): int(position) for outcome, version, position in lines if outcome == "won"}
    assert Counter(outcome for outcome, _, _ in lines) == {"won": rounds, "lost": 19 * rounds}
    records = ledger.records_of(shared)
    assert {record.event.originator_version: record.position for record in records} == won
    check_order(ledger, transaction="position")


def write(url: str, numbers: Iterable[int]) -> None:
    """For each number append one, two or three events, by either way of appending."""
    with open_ledger(url) as ledger:
        for number in numbers:
            originator = uuid4()
            events = [annulled(originator, version + 1) for version in range(number % 3 + 1)]
            if number % 2:
                ledger.append(events)
                continue
            with ledger.appending() as connection:
                for event in events:
                    ledger.append([event], connection=connection)


def finish(writers: list[Future[None]]) -> None:
    for writer in writers:
        writer.result()


def test_a_follower_misses_no_event(migrated_url: str, ledger: Ledger) -> None:
    appends = 40 * FACTOR
    total = 6 * sum(number % 3 + 1 for number in range(appends))
    with ThreadPoolExecutor(6) as pool, ledger.recorder.subscribe() as followed:
        writers = [pool.submit(write, migrated_url, range(appends)) for _ in range(6)]
        seen = [next(followed).id for _ in range(total)]
        finish(writers)
    assert seen == list(range(1, total + 1))
    assert ledger.head().position == total
    check_order(ledger, transaction="originator_id")


def test_what_was_known_at_a_moment_stays(migrated_url: str, ledger: Ledger) -> None:
    answers: list[tuple[datetime, int]] = []
    done = Event()

    def ask() -> None:
        try:
            with open_ledger(migrated_url) as own:
                while len({position for _, position in answers}) < 10 * FACTOR:
                    moment = process_clock() - timedelta(microseconds=len(answers) % 300)
                    with suppress(FutureKnownAt):
                        answers.append((moment, position_at(own, known_at=moment)))
        finally:
            done.set()

    # The writers go on until there are answers enough, however seldom the reader has its turn.
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(ask)]
        until_done = [takewhile(lambda _: not done.is_set(), count()) for _ in range(3)]
        finish(runs + [pool.submit(write, migrated_url, numbers) for numbers in until_done])
    for moment, position in answers:
        assert position_at(ledger, known_at=moment) == position


def test_what_a_killed_process_was_told_is_kept(migrated_url: str, ledger: Ledger) -> None:
    process = run("flood", migrated_url)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(100)]
    process.kill()
    lines += process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    # The last line may have been cut off by the kill.
    acknowledged = [line.split() for line in lines if line.endswith("\n")]
    stored = {row.position: row.originator_id for row in ledger.reader.between(after=0)}
    told = {int(position): UUID(id_) for id_, *positions in acknowledged for position in positions}
    assert len(told) > 100
    assert told.items() <= stored.items()
    assert ledger.append([annulled(uuid4(), 1)]) == [len(stored) + 1]
    check_order(ledger, transaction="originator_id")
