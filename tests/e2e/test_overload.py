"""A database that takes too long or goes away: told to try again, and never a defect."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from api.app import serve_ledger
from api.context import EXTENSION
from api.services import Services
from api.settings import SERVING, load_settings
from marshrut.ledger.postgresql import LOCK
from tests.support.http import Client, Installation, answered, installed, open_case, opening

END_ALL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
def hurried(postgresql_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation in which nothing may take more than a second, on two connections."""
    limits = replace(SERVING, statement_seconds=1, lock_seconds=1, pool_size=1, pool_seconds=0)
    with installed(postgresql_url, tmp_path) as made:
        made.app.extensions[EXTENSION].close()
        serve_ledger(made.app, replace(load_settings(made.environ), limits=limits))
        yield made


def test_what_takes_too_long_is_put_off(hurried: Installation) -> None:
    staff, auditor = hurried.staff(), hurried.auditor()
    other = create_engine(hurried.database_url)
    with other.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        put_off = staff.post("cases", opening())
        connection.exec_driver_sql("LOCK TABLE projection")
        unread = auditor.get("snapshot")
    services: Services = hurried.app.extensions[EXTENSION]
    engine = services.current().engine
    with engine.connect(), engine.connect():
        crowded = staff.get("ledger/head")
    for answer in (put_off, unread, crowded):
        assert (answer.status_code, answered(answer)["code"]) == (503, "OVERLOADED")
        assert answer.headers["Retry-After"] == "5"
    assert staff.post("cases", opening()).status_code == 201
    other.dispose()


def test_a_read_outlives_the_end_of_every_connection(hurried: Installation) -> None:
    staff = hurried.staff()
    case = open_case(staff)["case_id"]
    other = create_engine(hurried.database_url)
    for path in (f"cases/{case}", "snapshot"):
        assert staff.get(path).status_code == 200
        with other.begin() as connection:
            connection.execute(END_ALL)
        assert staff.get(path).status_code == 200
    other.dispose()


def test_who_is_too_far_behind_is_not_ready(hurried: Installation) -> None:
    services: Services = hurried.app.extensions[EXTENSION]
    nobody = Client(hurried.app, None)
    time.sleep(1.01)
    for bound, status, lacks in ((0, 200, None), (3_600, 200, None), (1, 503, "lag")):
        services.settings = replace(services.settings, ready_lag_seconds=bound)
        answer = nobody.get("/readyz")
        told = answered(answer)
        assert (answer.status_code, told.get("lacks")) == (status, lacks)
        assert told["lag_positions"] == 3
        assert told["lag_seconds"] > 1


def test_an_embedded_installation_is_ready_however_far_behind(
    sqlite_url: str, tmp_path: Path
) -> None:
    with installed(sqlite_url, tmp_path) as made:
        services: Services = made.app.extensions[EXTENSION]
        services.settings = replace(services.settings, ready_lag_seconds=1)
        time.sleep(1.01)
        answer = Client(made.app, None).get("/readyz")
        assert (answer.status_code, answered(answer)["lag_positions"]) == (200, 3)
