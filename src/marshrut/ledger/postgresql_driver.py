"""Connections of the driver that call a lost connection so, whatever it was lost in the middle of.

Where the server is gone before it has told why, psycopg2 raises a bare ``DatabaseError``, which is
also the base of every violated constraint; nobody could tell by its kind that it is worth trying
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2.extensions import connection, cursor


@contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except psycopg2.DatabaseError as error:
        if type(error) is psycopg2.DatabaseError:
            raise psycopg2.OperationalError(*error.args) from error
        raise


class Cursor(cursor):  # type: ignore[misc]
    """The driver's cursor, for all that is sent to the server."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's name
        """Raises ``OperationalError`` where the connection is lost."""
        with _lost():
            super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        """Likewise."""
        with _lost():
            super().executemany(query, vars_list)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        """Likewise."""
        with _lost():
            super().copy_expert(sql, file, size)


class Connection(connection):  # type: ignore[misc]
    """The driver's connection, likewise."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.cursor_factory = Cursor

    def commit(self) -> None:
        """Raises ``OperationalError`` where the connection is lost: perhaps it was committed."""
        with _lost():
            super().commit()

    def rollback(self) -> None:
        """Likewise."""
        with _lost():
            super().rollback()

    def poll(self) -> Any:
        """Likewise."""
        with _lost():
            return super().poll()
