"""The trial of the walls in short, and that it finds holes in either of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.context import EXTENSION
from marshrut.ledger.engine import open_engine
from marshrut.ledger.limits import ALONE
from projections.population import Scope
from tests.support.databases import PostgresServer, migrate_at
from tests.support.http import Installation, installed
from tests.support.strangers import Strange
from tests.support.walled_world import write_world
from tests.trials.trial import Outcome
from tests.trials.walls import quiet, read, walk

STEPS, EVERYBODY = 120, 100


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strange]:
    """Over SQLite, where there is no second wall."""
    folder = tmp_path_factory.mktemp("strange")
    url = f"sqlite:///{folder / 'ledger.db'}"
    migrate_at(url)
    with quiet(), installed(url, folder) as installation:
        yield Strange(installation)


@pytest.fixture(scope="module")
def walled(
    postgres_server: PostgresServer,
    postgresql_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """Over PostgreSQL, with all that row-level security is about."""
    url = postgres_server.create_database(template=postgresql_template)
    with quiet(), installed(url, tmp_path_factory.mktemp("walled")) as installation:
        write_world(installation)
        yield installation
    postgres_server.drop_database(url)


def test_strangers_are_told_nothing(strange: Strange):
    outcome = Outcome()
    walk(strange, outcome, STEPS)
    assert outcome.faults == []
    assert sum(outcome.counted.values()) == STEPS
    assert min(outcome.counted.values()) > 0


def test_a_route_that_forgets_the_scope_is_found(strange: Strange, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Scope, "of", classmethod(lambda cls, _actor: cls()))
    outcome = Outcome()
    walk(strange, outcome, STEPS, only="/api/v1/cases ")
    assert any("GET /api/v1/cases: tells" in fault for fault in outcome.faults)


def test_each_reader_sees_its_own_rows_and_no_others(walled: Installation):
    outcome = Outcome()
    read(walled, outcome, EVERYBODY)
    assert outcome.faults == []
    assert outcome.counted["readers"] == 36
    assert outcome.counted["rows compared"] > 4_000


@pytest.mark.parametrize("table", ["case_state", "case_fact", "case_access", "record_state"])
def test_a_table_without_its_wall_is_found(walled: Installation, table: str):
    engine = open_engine(walled.database_url, limits=ALONE)
    alter = f"ALTER TABLE {table}_a %s ROW LEVEL SECURITY"
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(alter % "DISABLE")
        outcome = Outcome()
        read(walled, outcome, EVERYBODY)
        assert any(f"sees a foreign row of {table}:" in fault for fault in outcome.faults)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(alter % "ENABLE")
        engine.dispose()


def test_a_wall_that_keeps_out_its_own_is_found(walled: Installation):
    engine = open_engine(walled.database_url, limits=ALONE)
    service = walled.app.extensions[EXTENSION].current()
    assert service.keeper is not service.ledger
    more = "CREATE POLICY more ON case_fact_a AS RESTRICTIVE FOR SELECT USING (kind = 'steps')"
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(more)
        outcome = Outcome()
        read(walled, outcome, EVERYBODY)
        assert any("does not see a row of its own of case_fact" in f for f in outcome.faults)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP POLICY more ON case_fact_a")
        engine.dispose()
