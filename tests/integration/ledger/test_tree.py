"""Roots of a ledger on both databases: as by definition, however much of the tree is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, select, update

from marshrut.ledger.checkpoint import checkpoint_at, recomputed_checkpoint
from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import PositionBeyondHead
from marshrut.ledger.restoring import restore
from marshrut.ledger.schema import ledger_subtree as table
from marshrut.ledger.subtrees import grow, recomputed_root, root_at
from marshrut.ledger.tree import EMPTY_ROOT
from tests.support.appends import annulled, open_ledger
from tests.support.effort import FACTOR
from tests.support.naive_tree import naive_root_of
from tests.support.tampering import EVERYWHERE, ON_SQLITE, Plant, removed, tamper, unguarded
from tests.support.tree_asker import make_small

ASKERS = 4
EMPTY = "0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.fixture
def small_subtrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred events make every height."""
    make_small(monkeypatch.setattr)


def append(ledger: Ledger, events: int) -> None:
    ledger.append([annulled(uuid4(), 1) for _ in range(events)])


def kept(ledger: Ledger) -> list[tuple[int, int, bytes]]:
    columns = table.c.height, table.c.number, table.c.hash
    with ledger.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns[:2]))]


def test_the_empty_ledger_has_a_root(ledger: Ledger) -> None:
    assert root_at(ledger, position=0) == recomputed_root(ledger, position=0) == EMPTY_ROOT
    assert checkpoint_at(ledger, position=0) == recomputed_checkpoint(ledger, position=0) == EMPTY


@pytest.mark.usefixtures("small_subtrees")
@pytest.mark.parametrize("seed", range(2 * FACTOR))
def test_the_root_at_any_position_is_that_by_definition(ledger: Ledger, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - a ledger to repeat
    while (head := ledger.head().position) < 300:
        append(ledger, rng.choice((1, 2, 3, 60)))
        if rng.randrange(3) == 0:
            root_at(ledger, position=rng.randrange(head + 1))
        if rng.randrange(3) == 0:
            grow(ledger)
    rows = ledger.reader.between(after=0)
    for position in [*rng.sample(range(head), 40), *(0, 1, 3, 4, 64, 255, 256, len(rows))]:
        expected = naive_root_of(rows[:position])
        assert root_at(ledger, position=position) == expected, position
        assert recomputed_root(ledger, position=position) == expected, position


def test_what_is_kept_is_complete_subtrees_and_is_not_counted_again(ledger: Ledger) -> None:
    append(ledger, 767)
    rows = ledger.reader.between(after=0)
    assert root_at(ledger, position=767) == naive_root_of(rows)
    assert kept(ledger) == [(8, n, naive_root_of(rows[256 * n : 256 * (n + 1)])) for n in (0, 1)]
    with leaves_read(ledger) as read:
        root_at(ledger, position=767)
    assert sum(read) == 255
    append(ledger, 1)
    grow(ledger)
    assert [number for _, number, _ in kept(ledger)] == [0, 1, 2]
    with leaves_read(ledger) as read:
        root_at(ledger, position=768)
    assert sum(read) == 0


@contextmanager
def leaves_read(ledger: Ledger) -> Iterator[list[int]]:
    """How many leaves are asked of the ledger meanwhile, statement by statement."""
    read: list[int] = []

    def seen(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if "originator_id, originator_version" in statement:
            after, upto = given.values() if isinstance(given, dict) else given
            read.append(upto - after)

    event.listen(ledger.engine, "before_cursor_execute", seen)
    yield read
    event.remove(ledger.engine, "before_cursor_execute", seen)


@pytest.mark.usefixtures("small_subtrees")
def test_what_is_lost_of_it_is_made_again(ledger: Ledger) -> None:
    append(ledger, 200)
    before = root_at(ledger, position=200)
    whole = kept(ledger)
    with ledger.engine.begin() as connection:
        connection.execute(delete(table).where(table.c.number % 3 == 1))
    assert root_at(ledger, position=200) == before
    assert set(kept(ledger)) <= set(whole)
    with ledger.engine.begin() as connection:
        connection.execute(delete(table))
    assert root_at(ledger, position=200) == before
    assert kept(ledger) == whole


def test_the_recomputed_root_believes_nothing_that_is_kept(ledger: Ledger) -> None:
    append(ledger, 300)
    right = root_at(ledger, position=300)
    with ledger.engine.begin() as connection:
        connection.execute(update(table).values(hash=bytes(32)))
    assert root_at(ledger, position=300) != right
    assert recomputed_root(ledger, position=300) == right


def test_there_is_no_root_of_what_is_to_come(ledger: Ledger) -> None:
    append(ledger, 3)
    with pytest.raises(PositionBeyondHead):
        root_at(ledger, position=4)
    with pytest.raises(DamagedLedger, match="at position 4"):
        recomputed_root(ledger, position=6)


def test_processes_that_ask_at_once_keep_the_same(migrated_url: str, ledger: Ledger) -> None:
    append(ledger, 1_500)
    positions = ["1500", "700", "1499"]
    command = [sys.executable, "-m", "tests.support.tree_asker", migrated_url, *positions]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    askers = [subprocess.Popen(command, **pipes) for _ in range(ASKERS)]  # type: ignore[call-overload]
    for asker in askers:
        assert asker.stdout.readline() == "ready\n"
    for asker in askers:
        asker.stdin.write("\n")
        asker.stdin.flush()
    append(ledger, 100)
    told = [asker.communicate(timeout=60)[0].split() for asker in askers]
    rows = ledger.reader.between(after=0)
    assert told == [[naive_root_of(rows[: int(n)]).hex() for n in positions]] * ASKERS
    assert len(kept(ledger)) == 1500 // 4 + 1500 // 16 + 1500 // 64
    for height, number, found in kept(ledger):
        assert found == naive_root_of(rows[number << height : (number + 1) << height])


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_ledger_carried_elsewhere_has_the_same_roots(
    both_urls: dict[str, str], source: str, target: str
) -> None:
    with open_ledger(both_urls[source]) as old, open_ledger(both_urls[target]) as new:
        append(old, 300)
        restore(new.recorder, rows=old.reader.between(after=0))
        for position in (1, 256, 257, 300):
            carried = checkpoint_at(new, position=position)
            assert carried == checkpoint_at(old, position=position)
            assert carried == recomputed_checkpoint(new, position=position)


@pytest.fixture
def many(ledger: Ledger) -> Ledger:
    """A ledger of two complete subtrees and a bit, which were kept."""
    append(ledger, 550)
    root_at(ledger, position=550)
    return ledger


def seen(ledger: Ledger, *, at: int) -> bytes | None:
    try:
        return recomputed_root(ledger, position=at)
    except DamagedLedger as damaged:
        assert damaged.position <= at  # noqa: PT017 - damage is one of the answers
        return None


@pytest.mark.parametrize("plant", EVERYWHERE)
@pytest.mark.parametrize("position", [2, 300, 549])
def test_a_planted_change_shows_from_its_position_on(
    migrated_url: str, many: Ledger, plant: Plant, position: int
) -> None:
    first = position - 1 if plant.__name__ == "swapped" else position
    points = [at for at in (1, first - 1, first, position, 550) if at > 0]
    before = {at: recomputed_root(many, position=at) for at in points}
    tamper(migrated_url, plant, position)
    after = {at: seen(many, at=at) for at in points}
    assert {at for at in points if after[at] != before[at]} == {at for at in points if at >= first}


@pytest.mark.parametrize("position", [1, 300, 550])
def test_the_event_that_is_gone_is_named(migrated_url: str, many: Ledger, position: int) -> None:
    tamper(migrated_url, removed, position)
    with pytest.raises(DamagedLedger, match=f"at position {position}$"):
        recomputed_root(many, position=550)


@pytest.mark.parametrize("plant", ON_SQLITE)
def test_so_does_what_only_sqlite_lets_pass(sqlite_url: str, plant: Plant) -> None:
    with open_ledger(sqlite_url) as ledger:
        append(ledger, 3)
        tamper(sqlite_url, plant, 2)
        with pytest.raises(DamagedLedger, match="at position 2"):
            recomputed_root(ledger, position=3)


def test_what_was_put_back_does_not_show(many: Ledger) -> None:
    before = recomputed_root(many, position=550)
    for by, shows in ((1, True), (-1, False)):
        with unguarded(many.engine) as connection:
            changed = f"UPDATE ledger SET recorded_at = recorded_at + {by} WHERE position = 300"  # noqa: S608
            connection.exec_driver_sql(changed)
        assert (recomputed_root(many, position=550) != before) == shows
