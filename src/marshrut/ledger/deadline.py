"""How long a question may take: past it the database is told to stop, and nothing more is asked.

Whoever asks sets it for what is done in its thread; elsewhere there is none. A write has none
either: it is whole or it is not, and it is small.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event

STEPS = 20_000
"""Of SQLite's machine between two looks at the clock: under a millisecond."""

_until: ContextVar[float | None] = ContextVar("until", default=None)


class TooLate(Exception):  # noqa: N818 - nothing is wrong but the time
    """The question has taken as long as any may."""


def set_deadline(seconds: float | None) -> None:
    """Whatever this thread asks must be answered within the seconds; ``None``: whenever."""
    _until.set(None if seconds is None else monotonic() + seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The same for a while."""
    token = _until.set(monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def is_past() -> bool:
    """Whether the time is over."""
    until = _until.get()
    return until is not None and monotonic() > until


def check_deadline() -> None:
    """Raise ``TooLate`` if it is."""
    if is_past():
        raise TooLate


def heed_deadline(engine: Engine) -> None:
    """Let no statement of the engine begin after the deadline, nor one on SQLite go on."""
    event.listen(engine, "before_cursor_execute", _before)


def heed_on_sqlite(connection: sqlite3.Connection) -> None:
    """Let the database look at the clock while it is at a statement."""
    connection.set_progress_handler(is_past, STEPS)


def _before(*_: Any) -> None:
    check_deadline()
