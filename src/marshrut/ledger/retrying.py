"""Trying again where it is certain that nothing was done, or that doing it twice changes nothing.

A connection lost while a commit was under way has an unknown end: such a write is never repeated
here. Who sent it may, under the same ``Idempotency-Key``.
"""

from __future__ import annotations

from collections.abc import Callable
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

import psycopg2

from marshrut.ledger.errors import CONNECTION_LOST, sqlstate
from marshrut.ledger.metrics import RETRIES

T = TypeVar("T")

TRIES = 3
PAUSE = 0.05
"""Seconds before the second try at most; twice as long before the next."""

PATIENCE = 1.0
"""Seconds after which a failure is told at once."""

ROLLED_BACK = frozenset({"40001", "40P01"})
"""Serialisation failure, deadlock: the server says that nothing stays of the transaction."""

GONE = frozenset({"57P01", "57P02", "57P03", "53300"})
"""Shut down, crashed, starting, or too many connections: there is no session."""


def rolled_back(error: Exception) -> bool:
    """Whether nothing stays of the transaction, and another try may fare better."""
    return sqlstate(error) in ROLLED_BACK


def harmless(error: Exception) -> bool:
    """The same, or no connection could be had, or it broke: for what writes nothing."""
    original = getattr(error, "orig", None) or error
    if not isinstance(original, psycopg2.OperationalError | psycopg2.InterfaceError):
        return False
    state = sqlstate(error)
    return state is None or state in GONE | ROLLED_BACK or state.startswith("08")


def again(work: Callable[[], T], *, when: Callable[[Exception], bool], what: str) -> T:
    """Do the work, once more and then again where ``when`` says so of how it failed.

    Not after a failure that took its time: whoever waits has waited long enough.
    """
    for number in range(1, TRIES):
        begun = monotonic()
        try:
            return work()
        except CONNECTION_LOST as error:
            if monotonic() - begun > PATIENCE or not when(error):
                raise
        RETRIES.labels(what).inc()
        sleep(uniform(0, PAUSE * number))  # noqa: S311 - so that rivals part, not a secret
    return work()
