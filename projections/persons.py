"""The persons of several cases, opened at reading; nothing keeps them in clear (S25)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from itertools import groupby
from uuid import UUID

from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import (
    CaseEvent,
    CaseMerged,
    CaseOpened,
    ContingentMoved,
    EntryAnnulled,
    EntryCorrected,
    Graduated,
    MonitoringClosed,
    PassportChanged,
)
from marshrut.cases.history import History
from marshrut.cases.person import Person
from marshrut.cases.sealed import person_on
from marshrut.ledger.ledger import Record
from marshrut.ledger.sealing import unseal
from marshrut.policy import Actor, in_scope

ENTRIES = (CaseOpened, PassportChanged, ContingentMoved, Graduated, MonitoringClosed, CaseMerged)
TELLING = tuple(event.TOPIC for event in (*ENTRIES, EntryCorrected, EntryAnnulled))
"""What says who a graduate is and in which school: few of the events of a case."""


class Persons(Mapping[UUID, Person | None]):
    """Persons by case; whoever takes one out shows it, and ``seen`` is told of the case.

    ``None`` stands for one who is by now in a school out of the reader's scope: a former school
    keeps its own days, without the person (semantics S15).
    """

    def __init__(
        self, opened: Mapping[UUID, Person | None], *, seen: Callable[[UUID], None]
    ) -> None:
        self._opened = opened
        self._seen = seen

    def __getitem__(self, case_id: UUID) -> Person | None:
        """The person, who is shown by that."""
        person = self._opened[case_id]
        if person is not None:
            self._seen(case_id)
        return person

    def __contains__(self, case_id: object) -> bool:
        """Whether the person was not erased; to ask that shows nobody."""
        return case_id in self._opened

    def __iter__(self) -> Iterator[UUID]:
        """The cases."""
        return iter(self._opened)

    def __len__(self) -> int:
        """How many."""
        return len(self._opened)

    def sorted_by(self, case_id: UUID) -> str:
        """By what the case stands in a list by names; those without one come last."""
        person = self._opened.get(case_id)
        return person.full_name.casefold() if person else "\uffff"


def persons_at(
    service: Service,
    case_ids: Collection[UUID],
    point: AsOf,
    *,
    reader: Actor,
    seen: Callable[[UUID], None],
) -> Persons:
    """The persons by case, as known at the point; those erased are missing. Raises ``KeysLost``.

    ``seen`` is told of each that is taken out.
    """
    today = service.today()

    @cache
    def is_ours(code: str) -> bool:
        school = service.organisation(code)
        region = school.on(today).region_code if school else None
        return in_scope(reader, organisation=code, region=region)

    keys = service.keys.get_many(case_ids)
    for case_id in set(case_ids) - keys.keys():
        service.keys.key_of(case_id)  # erased by an act, or lost: that is not the same
    persons: dict[UUID, Person | None] = {}
    records = service.ledger.records_of_many(keys, topics=TELLING)
    for case_id, group in groupby(records, key=lambda record: record.event.originator_id):
        own = _telling(group)
        open_seal = partial(unseal, key=keys[case_id], case_id=case_id)
        known = [event for position, event in own if position <= point.known]
        shown = is_ours(_present_school([event for _, event in own], today))
        persons[case_id] = person_on(known, point.as_of, open_seal=open_seal) if shown else None
    return Persons(persons, seen=seen)


def _telling(records: Iterable[Record]) -> list[tuple[int, CaseEvent]]:
    """The events that say who and where a graduate is, with their positions.

    Corrections of other entries are left out: what they correct was not read.
    """
    told: list[tuple[int, CaseEvent]] = []
    entries: set[UUID] = set()
    for position, _, event in records:
        if not isinstance(event, CaseEvent):
            continue
        if isinstance(event, ENTRIES):
            entries.add(event.entry_id)
        if event.entry_id in entries:
            told.append((position, event))
    return told


def _present_school(events: list[CaseEvent], today: date) -> str:
    """The school of the case; few have moved, and only these are worth a fold."""
    first = events[0]
    if isinstance(first, CaseOpened) and not any(isinstance(e, ContingentMoved) for e in events):
        return first.content.organisation
    return History(events).organisation(today)
