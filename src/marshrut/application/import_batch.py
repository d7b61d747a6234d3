"""Some rows of a list at once: read ahead for all of them, one transaction for their cases.

The cases are decided on one after another, as if each were saved before the next is looked at: a
row about a person whose case was just opened waits until that is saved, and several facts of one
case are decided on top of each other. Where somebody else writes one of the cases at the same
time, the rows are decided anew, each in a transaction of its own.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID, uuid4

from marshrut.application.commit import commit
from marshrut.application.commit_many import commit_many
from marshrut.application.imported_row import Row
from marshrut.application.read_ahead import ReadAhead
from marshrut.application.rehearsal import rehearsal
from marshrut.application.service import Service
from marshrut.ledger.case_lookup import DuplicateCase
from marshrut.ledger.errors import VersionConflict
from marshrut.refusals import Refused

ATTEMPTS = 3
RACES = frozenset({"STALE_VERSION", "DUPLICATE"})
"""What a row meets when someone else writes the same case at the same time."""


class FreshCases:
    """Ids of cases that have a key and nothing else yet; those left over harm nothing (S25)."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._keys: dict[UUID, bytes] = {}

    def provide(self, number: int) -> None:
        """Have so many ready, made in one transaction of the keys' database."""
        missing = [uuid4() for _ in range(number - len(self._keys))]
        if missing:
            self._keys |= self._service.keys.create_many(missing)

    def take(self) -> tuple[UUID, bytes]:
        """An id and its key."""
        self.provide(1)
        return self._keys.popitem()

    def give_back(self, case_id: UUID, key: bytes) -> None:
        """The id was not used after all."""
        self._keys[case_id] = key


class Judge(Protocol):
    """What there is to decide on the rows of a kind of list."""

    opens_cases: bool

    def identify(self, row: Row, service: Service) -> None:
        """Say what leads to the row's case."""

    def decide(self, row: Row, service: Service, *, fresh: UUID | None) -> None:
        """Decide on the case of an identified row; a new one gets the id ``fresh``."""


class Loader:
    """Takes the rows of a list, batch by batch. ``dry_run``: judged, and nothing saved."""

    def __init__(self, service: Service, judge: Judge, *, dry_run: bool) -> None:
        self._service = rehearsal(service) if dry_run else service
        self._judge = judge
        self._fresh = FreshCases(self._service)
        self._dry_run = dry_run

    def take(self, rows: Sequence[Row]) -> list[Row]:
        """Judge the rows and save their cases; the rows, with what came of them."""
        with _collector_paused():
            return self._take(rows)

    def _take(self, rows: Sequence[Row]) -> list[Row]:
        done: list[Row] = []
        waiting: list[Row] = []
        tokens: set[bytes] = set()
        ahead = self._read_ahead(rows)
        for row in rows:
            if row.identity and row.identity.tokens & tokens:
                done += self._saved(waiting)
                waiting, tokens = [], set()
            self._decide(row, ahead)
            waiting.append(row)
            if self._judge.opens_cases and row.identity and row.unit:
                tokens |= row.identity.tokens
        return done + self._saved(waiting)

    def _read_ahead(self, rows: Sequence[Row]) -> ReadAhead:
        ahead = ReadAhead(self._service)
        for row in rows:
            if not row.errors:
                self._judge.identify(row, ahead)
        found = [row.identity for row in rows if row.identity is not None]
        tokens = {token for identity in found for token in identity.tokens}
        natural_keys = {identity.natural for identity in found if identity.natural}
        ahead.read(natural_keys=natural_keys, tokens=tokens)
        self._fresh.provide(ahead.unknown)
        return ahead

    def _decide(self, row: Row, ahead: ReadAhead) -> None:
        if row.identity is None:
            return
        if not self._judge.opens_cases:
            self._judge.decide(row, ahead, fresh=None)
            if row.unit is None and row.visit is not None:
                row.visit.case.forget_after(row.found)
            return
        case_id, key = self._fresh.take()
        ahead.keys.know({case_id: key})
        self._judge.decide(row, ahead, fresh=case_id)
        if row.unit is None or row.unit.case.id != case_id:
            self._fresh.give_back(case_id, key)
        if row.visit is not None:
            known = {row.identity.natural, *row.identity.tokens}
            ahead.outdated(tokens=known, case_id=row.visit.case.id)

    def _saved(self, rows: list[Row]) -> list[Row]:
        if self._dry_run:
            return rows
        try:
            commit_many([row.unit for row in rows if row.unit is not None])
        except (VersionConflict, DuplicateCase):
            return [row if row.unit is None else self._alone(row) for row in rows]
        return rows

    def _alone(self, row: Row) -> Row:
        """Decide anew and save, once more where somebody else was faster again."""
        for attempt in range(1, ATTEMPTS + 1):
            row = row.again()
            self._decide(row, self._read_ahead([row]))
            if row.unit is None:
                break
            try:
                commit(row.unit, row.outcomes[0])
                break
            except Refused as refused:
                if refused.code not in RACES or attempt == ATTEMPTS:
                    row.refused(refused, column="full_name")
                    break
        return row


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Nothing of a batch is garbage before its end: looking for it takes a tenth of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
