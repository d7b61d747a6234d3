"""Every connection to PostgreSQL is one that calls itself lost where it is."""

from __future__ import annotations

from contextlib import closing

from marshrut.ledger.engine import open_engine, reading
from marshrut.ledger.key_database import KeyDatabase
from marshrut.ledger.postgresql_driver import Connection, Cursor


def is_ours(connection) -> bool:
    driver = connection.connection.driver_connection
    with driver.cursor() as cursor:
        return isinstance(driver, Connection) and isinstance(cursor, Cursor)


def test_connections_of_the_ledger_and_of_the_keys(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    with engine.connect() as writing, reading(engine).connect() as read:
        assert is_ours(writing)
        assert is_ours(read)
    engine.dispose()
    with closing(KeyDatabase(postgresql_url)) as keys, keys.reading() as connection:
        assert is_ours(connection)
