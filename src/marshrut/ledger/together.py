"""Threads that append at the same time wait for the disk once, in one transaction.

A transaction holds the write lock until it is on the disk, so a writer at a time would be as
many writes as the disk takes waits. Here whoever comes while another waits for the lock goes
with them. Each work succeeds or fails by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
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
        work may be done on another thread.
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
            with self._appending() as connection:
                while self._waiting:
                    taken.append(self._waiting.popleft())
                if len(taken) == 1:
                    mine.result = mine.work(connection)
                else:
                    for one in taken:
                        one.attempt(connection)
        except BaseException as error:
            if not taken:  # no transaction: whoever waits tries for themselves
                self._waiting.remove(mine)
                raise
            for one in taken:
                one.error = one.error or error
        finally:
            for one in taken:
                one.done = True


class _Work:
    """A work, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def attempt(self, connection: Connection) -> None:
        """Do it beside others: if it fails, nothing of it stays, and they are none the worse."""
        try:
            with translated(), connection.begin_nested():
                self.result = self.work(connection)
        except Exception as error:  # noqa: BLE001 - it is raised where the work came from
            self.error = error
