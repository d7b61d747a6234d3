"""What a process that loads lists has told before it was killed, held against the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.rows import StoredRecord
from tests.support.victims import digest_of, started

LISTS = 10_000
"""More than one of them ever loads: theirs begin at a multiple of it."""


class Tried(NamedTuple):
    """An append by the versions of its events and the digest of what is to be stored."""

    names: list[tuple[UUID, int]]
    digest: bytes


class Done(NamedTuple):
    """An append that was acknowledged, with its positions."""

    first: int
    last: int
    digest: bytes


@dataclass
class Said:
    """What was said and is not held against the ledger yet."""

    done: list[Done] = field(default_factory=list)
    unsure: list[Tried] = field(default_factory=list)
    tried: Tried | None = None
    events: int = 0
    loaded: int = 0
    faults: list[str] = field(default_factory=list)


class Importer:
    """One of them after another, in one line of lists: whoever is next repeats the last list."""

    def __init__(self, number: int, victim: Any, environ: dict[str, str], rows: int) -> None:
        self._victim, self._environ, self._rows = victim, environ, rows
        self._first = number * LISTS
        self.said = Said()
        self._process: BaseProcess | None = None
        self._last = False
        self._listening: Thread | None = None

    def start(self, *, lists: int = LISTS) -> None:
        """Begin with the list in which the one before was killed."""
        self._last = lists < LISTS
        first = self._first + self.said.loaded
        given = (self._environ, range(first, first + lists), self._rows)
        self._process, pipe = started(self._victim, *given)
        self._listening = Thread(target=self._listen, args=(pipe,))
        self._listening.start()

    def kill(self) -> None:
        """Kill it, in the middle of whatever it does."""
        assert self._process is not None
        self._last = True
        self._process.kill()
        self.wait()

    def wait(self) -> None:
        """Come back when it is gone and everything was heard."""
        assert self._process is not None
        assert self._listening is not None
        self._process.join()
        self._listening.join()

    def _listen(self, pipe: Connection) -> None:
        try:
            while True:
                self._hear(*pipe.recv())
        except (EOFError, OSError):
            self._broken_off()
            if not self._last:
                self.said.faults.append("a process that loads lists has ended by itself")
        finally:
            pipe.close()

    def _hear(self, word: str, *told: Any) -> None:
        said = self.said
        if word == "trying":
            self._broken_off()
            said.tried = Tried(*told)
        elif word == "done":
            assert said.tried is not None
            said.done.append(Done(*told, said.tried.digest))
            said.events += told[1] - told[0] + 1
            said.tried = None
        elif word == "loaded":
            said.loaded += 1
            if told[1] != self._rows:
                said.faults.append(f"of list {told[0]} {told[1]} rows were loaded")
        else:
            self._broken_off()

    def _broken_off(self) -> None:
        if self.said.tried is not None:
            self.said.unsure.append(self.said.tried)
            self.said.tried = None


def broken_promises(said: Said, reader: LedgerReader) -> Iterator[str]:
    """What was acknowledged and is not there, or was not, and is half there.

    Appends in flight must have been awaited.
    """
    done, said.done = said.done, []
    for append in done:
        span = f"positions {append.first} to {append.last}"
        rows = reader.between(after=append.first - 1, upto=append.last)
        if digest_of(rows) != append.digest:
            yield f"{span} were acknowledged, and something else is there"
        if len({row.recorded_at for row in rows}) > 1:
            yield f"{span} are of one transaction, and of several times"
    unsure, said.unsure = said.unsure, []
    for tried in unsure:
        there = _stored(tried, reader)
        together = bool(there) and there[-1].position - there[0].position == len(there) - 1
        if there and not (together and digest_of(there) == tried.digest):
            yield f"of an append of {len(tried.names)} events {len(there)} are there"


def _stored(tried: Tried, reader: LedgerReader) -> list[StoredRecord]:
    wanted = set(tried.names)
    rows = reader.of_many({originator for originator, _ in tried.names})
    found = [row for row in rows if (row.originator_id, row.originator_version) in wanted]
    return sorted(found, key=lambda row: row.position)
