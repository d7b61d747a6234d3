"""Making every case findable again: natural keys and search tokens, from the persons themselves.

The ledger holds the persons under seal, so this takes their keys. It is due after a restore, and
safe at any other time: rows that are right come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete

from marshrut.application.cases import KEYED
from marshrut.application.identity import natural_key, search_tokens
from marshrut.application.service import Service
from marshrut.cases.casework import Step, Transition
from marshrut.cases.contents import Opening
from marshrut.cases.events import CaseEvent, CaseOpened, PersonalDataErased, StepMoved, StepRecorded
from marshrut.cases.history import History
from marshrut.cases.sealed import person_on
from marshrut.ledger.case_lookup import replace_search_tokens
from marshrut.ledger.case_lookup_many import NewCase, owners_of, register_new_cases
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record
from marshrut.ledger.look_ups import LookUps
from marshrut.ledger.schema_access import natural_key as natural_keys
from marshrut.ledger.schema_access import search_token
from marshrut.ledger.sealing import SealBroken, unseal

CASES_AT_ONCE = 100
"""The write lock is held for so many: a tenth of a second."""

Progress = Callable[[int, int], None]
"""Called with the position reached and the position wanted."""


class Reindexed(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases can be found, how many persons were erased, and who cannot be found.

    ``closed``: cases whose key is not there, or does not open them. ``doubles``: cases that have
    their person, school, programme and year in common with an earlier one.
    """

    cases: int
    erased: int
    closed: tuple[UUID, ...]
    doubles: tuple[UUID, ...]


def reindex(service: Service, *, progress: Progress | None = None) -> Reindexed:
    """Make the look-up rows of all cases anew, some at a time, each at once with its former ones.

    Whoever writes meanwhile waits for a batch. Raises ``WrongMasterKey``.
    """
    upto = service.ledger.head().position
    run = _Run(service)
    for position, case_ids in _opened(service, upto):
        run.take(case_ids)
        if progress:
            progress(position, upto)
    doubles, run.doubles = run.doubles, []
    # A key may have been another's, whose own has changed since: it is free by now.
    for start in range(0, len(doubles), CASES_AT_ONCE):
        run.take(doubles[start : start + CASES_AT_ONCE])
    with service.ledger.appending() as connection:
        LookUps(service.engine).made(connection, upto)
    return Reindexed(
        cases=run.cases,
        erased=run.erased,
        closed=tuple(run.closed),
        doubles=tuple(run.doubles),
    )


def _opened(service: Service, upto: int) -> Iterator[tuple[int, list[UUID]]]:
    """The cases, the first opened first, with the position to which all are told."""
    after = 0
    reader, topics = service.ledger.reader, (CaseOpened.TOPIC,)
    while rows := reader.between(after=after, upto=upto, limit=CASES_AT_ONCE, topics=topics):
        after = rows[-1].position
        yield after, [row.originator_id for row in rows]


class _Run:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._regions: dict[str, str | None] = {}
        self.cases = 0
        self.erased = 0
        self.closed: list[UUID] = []
        self.doubles: list[UUID] = []

    def take(self, case_ids: Sequence[UUID]) -> None:
        """Make the rows of these cases anew; nobody changes the cases meanwhile."""
        with self._service.ledger.appending() as connection:
            found = list(self._found(case_ids))
            _forget(connection, case_ids)
            _, doubles = parted = _parted(connection, found)
            register_new_cases(connection, cases=parted[0])
            for case in doubles:
                replace_search_tokens(connection, case_id=case.case_id, tokens=case.tokens)
        self.cases += len(parted[0])
        self.doubles += [case.case_id for case in doubles]

    def _found(self, case_ids: Sequence[UUID]) -> Iterator[NewCase]:
        keys = self._service.keys.get_many(case_ids)
        records = self._service.ledger.records_of_many(case_ids)
        by_case = groupby(records, key=lambda record: record.event.originator_id)
        streams = {case_id: list(stream) for case_id, stream in by_case}
        for case_id in case_ids:
            key, known = keys.get(case_id), streams[case_id]
            if any(isinstance(record.event, PersonalDataErased) for record in known):
                self.erased += 1  # by the ledger, whatever an old copy of the keys still has
            elif key is not None:
                yield from self._opened(case_id, known, key)
            elif self._service.keys.erasure(case_id) is not None:
                self.erased += 1
            else:
                self.closed.append(case_id)

    def _opened(self, case_id: UUID, known: Sequence[Record], key: bytes) -> Iterator[NewCase]:
        service = self._service
        events = [record.event for record in known if isinstance(record.event, CaseEvent)]
        try:
            open_seal = partial(unseal, key=key, case_id=case_id)
            who = person_on(events, date.max, open_seal=open_seal)
        except SealBroken:
            self.closed.append(case_id)
            return
        history = History(events)
        day = self._settled_on(known, history)
        token = natural_key(
            service,
            organisation=history.organisation(day),
            passport=history.passport(day),
            who=who,
        )
        yield NewCase(case_id, token, search_tokens(service, who))

    def _settled_on(self, known: Sequence[Record], history: History) -> date:
        """The day on which the natural key was last settled, in the region of the case.

        Another programme from a later day on does not change it before the next news of the case.
        """
        settled = next(r for r in reversed(known) if _settles(r.event, history))
        moment = moment_of(settled.recorded_at)
        code = history.organisation(moment.astimezone(self._service.zone()).date())
        if code not in self._regions:
            school = self._service.organisation(code)
            self._regions[code] = school.on(date.max).region_code if school else None
        return moment.astimezone(self._service.zone(self._regions[code])).date()


def _settles(event: object, history: History) -> bool:
    """Whether the natural key was made anew with the event (``identity``)."""
    if not isinstance(event, CaseEvent):
        return False
    content = history.entries[event.entry_id].content
    if isinstance(content, (Opening, *KEYED)):
        return True
    if isinstance(event, StepMoved) and isinstance(content, Transition):
        content = history.entries[content.step_entry_id].content
    moved = isinstance(event, StepRecorded | StepMoved)
    return moved and isinstance(content, Step) and content.step_code == "DIPLOMA"


def _forget(connection: Connection, case_ids: Collection[UUID]) -> None:
    for table in (natural_keys, search_token):
        connection.execute(delete(table).where(table.c.case_id.in_(case_ids)))


def _parted(
    connection: Connection, found: Sequence[NewCase]
) -> tuple[list[NewCase], list[NewCase]]:
    """Those whose natural key is free, and those where an earlier case has it."""
    taken = set(owners_of(connection, natural_keys=[case.natural_key for case in found]))
    free: list[NewCase] = []
    doubles: list[NewCase] = []
    for case in found:
        (doubles if case.natural_key in taken else free).append(case)
        taken.add(case.natural_key)
    return free, doubles
