"""Threads that append at the same time wait for the disk once, in one transaction.

A transaction holds the write lock until it is on the disk, so a writer at a time would be as
many writes as the disk takes waits. Here whoever comes while another waits for the lock goes
with them. Each work succeeds or fails by itself: savepoints cost two round trips a work, so there
are none until a work has failed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from marshrut.ledger.errors import translated

T = TypeVar("T")


class Together:
    """Does works in transactions of ``appending``, all that wait in the next one."""

    def __init__(self, appending: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._appending = appending
        self._waiting: deque[_Work] = deque()
        self._leading = Lock()

    def do(self, work: Callable[[Connection], T]) -> T:
        """Do the work under the write lock and come back when it is on the disk.

        Raises what the work raises, of which nothing stays then, or what the commit does. The
        work may be done on another thread, and once more where another's has failed beside it.
        """
        mine = _Work(work)
        self._waiting.append(mine)
        with self._leading:
            if not mine.done:
                self._lead(mine)
        if mine.error is not None:
            raise mine.error
        return cast("T", mine.result)

    def _lead(self, mine: _Work) -> None:
        taken: list[_Work] = []
        try:
            try:
                with self._appending() as connection:
                    while self._waiting:
                        taken.append(self._waiting.popleft())
                    for one in taken:
                        one.do(connection)
            except _WorkFailedError:
                self._again(taken)
        except BaseException as error:
            if not taken:  # no transaction: whoever waits tries for themselves
                self._waiting.remove(mine)
                raise
            for one in taken:
                one.error = one.error or error
        finally:
            for one in taken:
                one.done = True

    def _again(self, taken: list[_Work]) -> None:
        """Nothing stayed of any. Who failed alone knows why; of several each has a savepoint."""
        if len(taken) == 1:
            return
        with self._appending() as connection:
            for one in taken:
                with suppress(_WorkFailedError), connection.begin_nested():
                    one.do(connection)


class _WorkFailedError(Exception):
    """A work has failed, not the transaction."""


class _Work:
    """A work, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self._work = work
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def do(self, connection: Connection) -> None:
        """Do it, for the first time or again. Raises ``_WorkFailedError``."""
        self.error = None
        try:
            with translated():
                self.result = self._work(connection)
        except Exception as error:
            self.error = error
            raise _WorkFailedError from error
