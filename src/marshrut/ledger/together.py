"""Threads that append at the same time wait for the disk once, in one transaction.

A transaction holds the write lock until it is on the disk, so a writer at a time would be as
many writes as the disk takes waits. Here whoever comes while another waits for the lock goes
with them. Each work succeeds or fails by itself: savepoints cost two round trips a work, so there
are none until a work has failed. Of what the server rolls back for the sake of others nothing
stays either: all of it is done again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from marshrut.ledger.errors import translated
from marshrut.ledger.retrying import again, rolled_back

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
                again(partial(self._at_once, taken), when=rolled_back, what="append")
            except _WorkFailedError:
                if len(taken) > 1:  # who failed alone knows why
                    again(partial(self._apart, taken), when=rolled_back, what="append")
        except BaseException as error:
            if not taken:  # no transaction: whoever waits tries for themselves
                self._waiting.remove(mine)
                raise
            for one in taken:
                one.error = one.error or error
        finally:
            for one in taken:
                one.done = True

    def _at_once(self, taken: list[_Work]) -> None:
        with self._appending() as connection:
            while self._waiting:
                taken.append(self._waiting.popleft())
            for one in taken:
                one.do(connection)

    def _apart(self, taken: list[_Work]) -> None:
        """One has failed, and nothing stayed of any: now each has a savepoint."""
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
        """Do it, for the first time or again. Raises ``_WorkFailedError``, unless all is over."""
        self.error = None
        try:
            with translated():
                self.result = self._work(connection)
        except Exception as error:
            if rolled_back(error):
                raise
            self.error = error
            raise _WorkFailedError from error
