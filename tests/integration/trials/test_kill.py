"""The trial of kills in short, and that it finds who acknowledges what is not on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from marshrut.ledger.migrate import migrate
from tests.support.databases import PostgresServer, wall_at
from tests.support.postgres import KeptPostgres
from tests.support.victims import load_hastily
from tests.trials.kill import Load, victims
from tests.trials.trial import Outcome

LITTLE = Load(rows=40, workers=1, events=150)


def test_nothing_acknowledged_is_lost_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    outcome = Outcome()
    with victims(sqlite_url, tmp_path, load=LITTLE) as trial:
        trial.go(3, outcome, "SQLite")
    assert outcome.faults == []
    assert outcome.counted["kills on SQLite"] == 3
    assert outcome.counted["acknowledged events"] > 3 * LITTLE.events


def test_nothing_acknowledged_is_lost_on_postgresql(
    kept_server: KeptPostgres, tmp_path: Path
) -> None:
    outcome, databases = Outcome(), PostgresServer(kept_server.admin_url)
    url = databases.create_database()
    migrate(url)
    wall_at(databases, url)
    with victims(url, tmp_path, server=kept_server, load=LITTLE) as trial:
        trial.go(8, outcome, "PostgreSQL")
    assert outcome.faults == []
    assert outcome.counted["kills on PostgreSQL"] == 8
    databases.close()


def test_who_acknowledges_before_the_disk_has_it_is_found(sqlite_url: str, tmp_path: Path) -> None:
    # One importer: nearly all the time it has told of what is not there yet, so a kill finds it so.
    outcome = Outcome()
    hasty = LITTLE._replace(importer=load_hastily, importers=1)
    with victims(sqlite_url, tmp_path, load=hasty) as trial:
        trial.go(3, outcome, "it")
    assert any("were acknowledged, and something else is there" in told for told in outcome.faults)


@pytest.fixture(autouse=True)
def no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
