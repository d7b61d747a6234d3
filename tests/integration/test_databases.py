"""The tests' own databases: real, fresh each time, and gone with the run, however it ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from tests.support import postgres
from tests.support.databases import KINDS, PostgresServer, keys_url_for


def answer(url: str, question: str) -> object:
    """What the database at ``url`` answers, over a connection of its own."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        return connection.execute(text(question)).scalar()


def tables(url: str) -> set[str]:
    """The names of the tables in the database at ``url``."""
    return set(inspect(create_engine(url, poolclass=NullPool)).get_table_names())


def test_both_databases_are_empty_and_sort_by_code_point(database_url: str) -> None:
    assert make_url(database_url).get_backend_name() in KINDS
    assert tables(database_url) == set()
    assert answer(database_url, "SELECT CASE WHEN 'Ё' < 'А' THEN 'code point' END") == "code point"


def test_a_copy_keeps_what_its_template_had_and_a_new_database_does_not(
    postgres_server: PostgresServer,
) -> None:
    template = postgres_server.create_database()
    exists = "SELECT to_regclass('mark') IS NOT NULL"
    engine = create_engine(template, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (one int)"))
    copy = postgres_server.create_database(template=template)
    fresh = postgres_server.create_database()
    assert [answer(url, exists) for url in (template, copy, fresh)] == [True, True, False]


def test_a_dropped_database_is_gone_although_somebody_is_connected(
    postgres_server: PostgresServer,
) -> None:
    url = postgres_server.create_database()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        postgres_server.drop_database(url)
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT 1"))
    with pytest.raises(OperationalError, match="does not exist"):
        answer(url, "SELECT 1")


def test_a_role_may_be_asked_for_twice(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database()
    for password in (awkward := "it's: 100% of «it»", "first", awkward):
        postgres_server.create_role("test_of_roles", password)
    given = make_url(url).set(username="test_of_roles", password=awkward)
    assert answer(given.render_as_string(hide_password=False), "SELECT user") == "test_of_roles"


def test_keys_lie_in_a_file_of_their_own(database_url: str, tmp_path: Path) -> None:
    first, second = (make_url(keys_url_for(database_url, tmp_path)) for _ in range(2))
    ledger = make_url(database_url).database
    assert len({ledger, first.database, second.database}) == 3
    assert answer(str(first), "SELECT count(*) FROM sqlite_master") == 0


@pytest.mark.parametrize(
    "end",
    [lambda keeper: keeper.stdin.close(), lambda keeper: keeper.send_signal(signal.SIGTERM)],
    ids=["parent gone", "terminated"],
)
def test_the_server_goes_with_its_parent(end: Callable[[Popen[str]], None]) -> None:
    keeper = postgres.start_keeper(next(postgres.installations()), fsync=False)
    with keeper:
        assert keeper.stdout is not None
        home = Path(keeper.stdout.readline().strip())
        url = f"postgresql+psycopg2://postgres@/postgres?host={home}"
        assert answer(url, "SHOW fsync") == "off"
        end(keeper)
        keeper.wait()
    assert not home.exists()
    with pytest.raises(OperationalError):
        answer(url, "SELECT 1")


def test_a_server_that_fails_says_so_however_long_its_log_is(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("could not write\n" * 20_000)
    keeper = [sys.executable, "-I", "-c", FAILING, postgres.KEEPER, tmp_path]
    # Nobody reads a word before the keeper is gone, as where a command is waited for.
    with Popen(keeper, stderr=PIPE, text=True) as failing:
        assert failing.wait(timeout=60) == 1
        assert failing.stderr is not None
        assert failing.stderr.read().endswith("could not write\n")


FAILING = """
import runpy, sys
from pathlib import Path
keeper = runpy.run_path(sys.argv[1], run_name="keeper")
keeper["Server"](Path("/bin"), Path(sys.argv[2]), None).run("false")
"""


def test_a_durable_server_can_be_had() -> None:
    with postgres.own_postgres(fsync=True) as url:
        assert answer(url, "SHOW fsync") == "on"
        assert answer(url, "SHOW full_page_writes") == "on"


def test_the_server_of_the_wheel_starts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "installations", postgres.in_wheel)
    with postgres.own_postgres() as url:
        assert answer(url, "SELECT count(*) FROM pg_database") == 3


def test_no_server_is_an_error_that_says_what_was_tried_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "installation" / "bin"
    broken.mkdir(parents=True)
    (broken / "initdb").write_text("#!/bin/sh\necho the disk is full\nexit 3\n")
    (broken / "initdb").chmod(0o755)
    (broken / "pg_ctl").symlink_to(os.devnull)
    monkeypatch.setattr(postgres, "installations", lambda: iter([broken]))
    with pytest.raises(postgres.PostgresUnavailableError) as caught, postgres.own_postgres():
        pass
    message = str(caught.value)
    for part in ("MARSHRUT_TEST_DATABASE_URL", str(broken), "the disk is full"):
        assert part in message


def test_a_migrated_database_is_fresh_for_each_test(migrated_url: str) -> None:
    assert answer(migrated_url, "SELECT count(*) FROM ledger") == 0
    assert answer(migrated_url, "SELECT count(*) FROM alembic_version") == 1


def test_both_databases_hold_the_same_tables(both_urls: dict[str, str]) -> None:
    assert list(both_urls) == list(KINDS)
    sqlite, postgresql = (tables(url) for url in both_urls.values())
    assert "ledger" in sqlite
    assert sqlite == postgresql
