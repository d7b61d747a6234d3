"""The column image against the database and the naive oracle, over whole generated ledgers.

The image is brought on at random moments while a ledger is written, so that rows are closed in
old segments, in new ones and in merged ones; it is asked at random days × random positions.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from marshrut.asof import AsOf
from marshrut.columns import SETS, mask
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from marshrut.records.lists import LISTS
from projections.frames import frames_at
from projections.image import images
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import DIMENSIONS, snapshot, snapshot_by_sql
from projections.vacancies_per_hundred import programmes_by_sql, programmes_of_schools
from tests.support.databases import PostgresServer
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.images import rows_by_image, rows_by_sql, small_segments, states_of
from tests.support.ledger_oracle import LedgerOracle
from tests.support.ledgers import Chronicle, some_clock

LEDGERS, CASES, POINTS = 4 * FACTOR, 15, 8
ONE_DAY = timedelta(days=1)


@pytest.fixture
def kept(
    postgres_server: PostgresServer, postgresql_template: str, sqlite_template: Path, tmp_path: Path
) -> Iterator[Any]:
    """Makes the read models of an empty ledger, with images, on a kind of database."""
    with ExitStack() as stack:

        def make(kind: str, name: str) -> Projections:
            if kind == "sqlite":
                copy = tmp_path / f"{name}.db"
                shutil.copyfile(sqlite_template, copy)
                url = f"sqlite:///{copy}"
            else:
                url = postgres_server.create_database(template=postgresql_template)
                stack.callback(postgres_server.drop_database, url)
            engine = open_engine(url)
            ledger = Ledger(engine, clock=some_clock)
            stack.callback(engine.dispose)
            stack.callback(ledger.close)
            return Projections(ledger, images=tmp_path / f"{name}-{kind}")

        yield make


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("seed", range(LEDGERS))
def test_an_image_brought_on_tells_what_database_and_oracle_tell(
    seed: int,
    kind: str,
    kept: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    brought_on = small_segments(monkeypatch)
    rng = Random(seed)  # noqa: S311 - a history to repeat
    chronicle = Chronicle(rng, cases=CASES)
    projections = kept(kind, str(seed))
    head, asked = 0, 0
    for transaction in chronicle.transactions:
        head = projections.ledger.append(transaction)[-1]
        if not rng.randrange(4):
            projections.catch_up(rng.randint(max(0, head - 20), head))
            images.keep(projections)
        if not rng.randrange(10):
            compare(
                projections, chronicle, AsOf(some_day(rng, chronicle), rng.randrange(1, head)), rng
            )
            asked += 1
    for _ in range(POINTS):
        compare(projections, chronicle, AsOf(some_day(rng, chronicle), rng.randrange(1, head)), rng)
    compare(projections, chronicle, AsOf(some_day(rng, chronicle), head), rng)
    manifest = images.keep(projections)
    assert manifest is not None
    assert manifest.position == head
    assert len(manifest.segments["case_state"]) > 1
    assert asked
    assert len(brought_on) >= POINTS // 2
    assert not caplog.messages  # of images that were made anew, since they did not fit


def compare(projections: Projections, chronicle: Chronicle, point: AsOf, rng: Random) -> None:
    compare_rows(projections, chronicle, point)
    taught = programmes_by_sql(projections, projections.at(point.known), point)
    assert programmes_of_schools(projections, point) == taught
    for _ in range(3):
        by = tuple(rng.sample(DIMENSIONS, rng.randrange(3)))
        categories = (None, "DISABLED", "PREVIOUS_YEARS", "ORG_WITHOUT_CENTRE", *LISTS)
        filters = Filters(
            lifecycle=rng.choice(("any", "GRADUATED")),
            category=rng.choice(categories),
            at_risk=rng.choice((None, "strict", "form")),
        )
        scope = rng.choice((Scope(), Scope(organisation="A"), Scope(regions=("67", "63"))))
        counted = snapshot(projections, point, filters=filters, scope=scope, by=by)
        by_sql = snapshot_by_sql(projections, point, filters=filters, scope=scope, by=by)
        assert counted == by_sql, (point, filters, scope, by)


def compare_rows(projections: Projections, chronicle: Chronicle, point: AsOf) -> None:
    told = rows_by_image(projections, point)
    assert told == rows_by_sql(projections, point), point
    oracle = LedgerOracle(chronicle, point.known)
    states = states_of(frames_at(projections, point).states)
    expected = {}
    for case_id in oracle.cases:
        if row := oracle.state(case_id, point.as_of):
            expected[row["number"]] = row
    assert states.keys() == expected.keys()
    for number, state in states.items():
        for name in state.keys() & expected[number].keys() - {"valid_from", "valid_to"}:
            if name not in {"known_from", "known_to"}:
                assert state[name] == in_bits(name, expected[number][name]), (name, point)


def in_bits(name: str, value: Any) -> Any:
    """A set of codes as a frame holds it."""
    if name not in SETS:
        return value
    return mask(SETS[name], *(code for code in value.split("|") if code))


def some_day(rng: Random, chronicle: Chronicle) -> date:
    """A day about one that some history names, or a little later."""
    named = days_of(rng.choice(list(chronicle.histories.values()))) or [date(2023, 9, 1)]
    return rng.choice(named) + rng.choice((-1, 0, 1, 200)) * ONE_DAY
