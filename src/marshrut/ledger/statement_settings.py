"""Settings that a PostgreSQL server is told with each statement, and forgets with it.

They go in one message with the statement, which the server runs as one transaction: no further
round trip, and nothing that the next user of a pooled connection could find.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event

SETTINGS = "statement_settings"
"""The execution option: values of settings by name."""


def with_settings(engine: Engine, **settings: str) -> Engine:
    """The same pool; each statement comes with these settings, dots written as two underscores."""
    named = {name.replace("__", "."): value for name, value in settings.items()}
    return engine.execution_options(**{SETTINGS: named})


def tell_settings(engine: Engine) -> None:
    """Let the engine know the option ``statement_settings``."""
    event.listen(engine, "do_execute", _execute)
    event.listen(engine, "do_executemany", _refuse)
    event.listen(engine, "do_execute_no_params", _execute_plain)


def _execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    settings = context.execution_options.get(SETTINGS) if context else None
    if not settings:
        return False
    told = b"".join(_setting(cursor, name, value) for name, value in settings.items())
    cursor.execute(told + cursor.mogrify(statement, parameters))
    return True


def _execute_plain(cursor: Any, statement: str, context: Any) -> bool:
    return _execute(cursor, statement, None, context)


def _refuse(_cursor: Any, _statement: str, _parameters: Any, context: Any) -> None:
    """Many statements at once would be told nothing, and so see nothing."""
    if context and context.execution_options.get(SETTINGS):
        raise NotImplementedError("one statement at a time is told its settings")


def _setting(cursor: Any, name: str, value: str) -> bytes:
    quoted: bytes = cursor.mogrify(f"SET LOCAL {name} = %s; ", (value,))
    return quoted
