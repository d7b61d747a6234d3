"""A pool that asks a PostgreSQL that is in use nothing but what it was asked for.

A ping at every checkout, and a level of isolation set and reset by statements, are round trips
that cost a short read more than the read itself.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg2
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError

from marshrut.ledger import postgresql_driver
from marshrut.ledger.metrics import CONNECTIONS

STATEMENTS = "single_statements"
"""The execution option of connections on which every statement is a transaction of its own."""

IDLE_SECONDS = 1.0
"""A connection used later than this ago is pinged: the server may have been restarted."""


def save_round_trips(engine: Engine) -> None:
    """Let the engine ping idle connections only, and know the option ``single_statements``.

    Its connections are those that call themselves lost where they are.
    """

    def checked_out(connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("used")
        if used is None or monotonic() - used < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg2.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "do_connect", _ours)
    event.listen(engine, "checkout", checked_out)
    event.listen(engine, "checkout", _taken)
    event.listen(engine, "checkin", _checked_in)
    event.listen(engine, "engine_connect", _connected)


def _ours(_dialect: Any, _record: Any, _given: Any, named: dict[str, Any]) -> None:
    named["connection_factory"] = postgresql_driver.Connection


def _connected(connection: Connection) -> None:
    if connection.get_execution_options().get(STATEMENTS):
        connection.connection.driver_connection.autocommit = True  # type: ignore[union-attr]


def _taken(_connection: Any, _record: Any, _proxy: Any) -> None:
    CONNECTIONS.inc()


def _checked_in(connection: Any, record: Any) -> None:
    CONNECTIONS.dec()
    record.info["used"] = monotonic()
    if connection is not None and not connection.closed and connection.autocommit:
        connection.autocommit = False
