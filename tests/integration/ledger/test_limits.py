"""Times that PostgreSQL holds to, and what is tried again: only what certainly was not done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import OperationalError

from marshrut.ledger.engine import open_engine, reading
from marshrut.ledger.errors import took_too_long
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.limits import UNLIMITED, Limits, postgresql_arguments, unhurried
from marshrut.ledger.metrics import RETRIES
from marshrut.ledger.postgresql import LOCK
from marshrut.ledger.retrying import TRIES, again, harmless
from tests.support.appends import annulled, open_ledger

HURRIED = Limits(statement_seconds=1, lock_seconds=1, idle_in_transaction_seconds=7)
ROLL_BACK = text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$")
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
END_ALL_HERE = text(f"{END_ALL} AND datname = current_database()")
END_OWN = text("SELECT pg_terminate_backend(pg_backend_pid())")


@contextmanager
def connected(url: str, limits: Limits) -> Iterator[Connection]:
    engine = open_engine(url, limits=limits)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def setting(connection: Connection, name: str) -> object:
    return connection.execute(text(f"SHOW {name}")).scalar()


def test_a_statement_and_a_wait_end_in_time(postgresql_url: str) -> None:
    lock = text(f"SELECT pg_advisory_xact_lock({LOCK})")
    with (
        connected(postgresql_url, UNLIMITED) as holder,
        connected(postgresql_url, HURRIED) as asker,
    ):
        holder.execute(lock)
        for statement in (text("SELECT pg_sleep(60)"), lock):
            with pytest.raises(OperationalError) as ended:
                asker.execute(statement)
            assert took_too_long(ended.value)
            asker.rollback()
        unhurried(asker)
        assert setting(asker, "statement_timeout") == "0"
        asker.rollback()
        assert setting(asker, "statement_timeout") == "1s"
        assert setting(asker, "idle_in_transaction_session_timeout") == "7s"


def test_what_the_url_says_stands(postgresql_url: str) -> None:
    said = {"options": "-c statement_timeout=5s", "connect_timeout": "9"}
    url = make_url(postgresql_url).update_query_dict(said)
    with connected(url.render_as_string(hide_password=False), HURRIED) as connection:
        assert setting(connection, "statement_timeout") == "5s"
        assert setting(connection, "lock_timeout") == "1s"
    arguments = postgresql_arguments(url, HURRIED)
    assert "connect_timeout" not in arguments
    assert arguments["keepalives"] == 1


@pytest.fixture
def ledger(postgresql_url: str) -> Iterator[Ledger]:
    """A ledger on PostgreSQL."""
    with open_ledger(postgresql_url) as opened:
        yield opened


def positions(ledger: Ledger) -> list[int]:
    return [row.position for row in ledger.reader.between(after=0)]


def retried(what: str) -> float:
    value: float = RETRIES.labels(what)._value.get()
    return value


def appending(ledger: Ledger, spoil: Callable[[Connection, int], None]) -> Callable[..., list[int]]:
    """A work that appends an event and is spoilt then; it counts its tries."""
    tries: list[int] = []

    def work(connection: Connection) -> list[int]:
        ledger.append([annulled(uuid4(), 1)], connection=connection)
        tries.append(len(tries))
        spoil(connection, len(tries))
        return tries

    return work


def test_what_the_server_rolls_back_is_done_again(ledger: Ledger) -> None:
    def spoil(connection: Connection, tries: int) -> None:
        if tries < TRIES:
            connection.execute(ROLL_BACK)

    before = retried("append")
    assert len(ledger.appending_together(appending(ledger, spoil))) == TRIES
    assert positions(ledger) == [1]
    assert retried("append") - before == TRIES - 1


def test_it_is_not_done_again_for_ever(ledger: Ledger) -> None:
    tried: list[int] = []

    def spoil(connection: Connection, tries: int) -> None:
        tried.append(tries)
        connection.execute(ROLL_BACK)

    with pytest.raises(OperationalError):
        ledger.appending_together(appending(ledger, spoil))
    assert (len(tried), positions(ledger)) == (TRIES, [])


def test_connections_that_the_server_has_ended_are_replaced(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1)])
    with open_ledger(ledger.engine.url.render_as_string(hide_password=False)) as other:
        with reading(other.engine).connect() as connection:
            connection.execute(END_ALL_HERE)
        assert len(ledger.appending_together(appending(ledger, lambda *_: None))) == 1
        with reading(other.engine).connect() as connection:
            connection.execute(END_ALL_HERE)
        assert again(lambda: positions(ledger), when=harmless, what="read") == [1, 2]


def test_what_may_have_been_committed_is_never_done_again(ledger: Ledger) -> None:
    tried: list[int] = []

    def spoil(connection: Connection, tries: int) -> None:
        tried.append(tries)
        connection.execute(END_OWN)

    with pytest.raises(OperationalError):
        ledger.appending_together(appending(ledger, spoil))
    assert (tried, positions(ledger)) == ([1], [])


def test_the_connection_kept_for_appends_is_looked_at_after_a_pause(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marshrut.ledger.lane.IDLE_SECONDS", 0.0)
    ledger.append([annulled(uuid4(), 1)])
    with open_ledger(ledger.engine.url.render_as_string(hide_password=False)) as other:
        with reading(other.engine).connect() as connection:
            connection.execute(END_ALL_HERE)
        assert ledger.append([annulled(uuid4(), 1)]) == [2]
