"""A story played through the use cases, in memory: the events that the ledger will hold.

Nothing is read from the ledger on the way, as nobody else writes to the case; every rule is
asked all the same. New entries get ids from the case's own lots: the same in every loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from api.demo.acts import Decision, News
from api.demo.cast import Graduate, drawn_id
from api.demo.chances import lots
from api.demo.clock import DemoClock
from api.demo.staff import staff_of
from api.demo.tables import school_of
from marshrut.application.identity import natural_key, search_tokens
from marshrut.application.service import Service
from marshrut.application.visit import Visit
from marshrut.cases.case import Case, Writing
from marshrut.cases.contents import Opening, Passport
from marshrut.cases.events import CaseEvent, ContingentMoved, PassportChanged
from marshrut.cases.passports import begin_before
from marshrut.cases.person import Person, checked_person
from marshrut.cases.sealed import person_on
from marshrut.ledger.case_lookup_many import NewCase
from marshrut.ledger.sealing import unseal
from marshrut.refusals import Refused

OPENS_AT = time(9)
WORKING_SECONDS = 8 * 3600
PAUSE_SECONDS = (40, 900)
"""Between two acts of a day about the same case."""


class Recorded(NamedTuple):
    """Events of a case that became known at one moment."""

    at: datetime
    events: list[CaseEvent]


class Retold(NamedTuple):
    """A story as the ledger and the look-up have it, and what was refused on the way: nothing."""

    case: NewCase
    recorded: list[Recorded]
    refused: list[Refused]


@dataclass(kw_only=True)
class Retelling(Visit):
    """A case that is told: open in memory from its first event to its last."""

    ids: Random
    recorded: list[Recorded] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def writing(
        self, entry_id: UUID, *, source: str | None = None, sealed: dict[str, Any] | None = None
    ) -> Writing:
        """What comes with the write; a new entry gets an id that was drawn."""
        is_new = self.case.version == 0 or entry_id not in self.case.history.entries
        known = drawn_id(self.ids) if is_new else entry_id
        return super().writing(known, source=source, sealed=sealed)

    def take(self, decision: Decision, at: datetime) -> None:
        """Take a decision at a moment, as staff whose case it is then."""
        try:
            decision(self)
        except Refused as error:
            self.refused.append(error)
        events = [event for event in self.case.collect_events() if isinstance(event, CaseEvent)]
        if events:
            self.recorded.append(Recorded(at, events))
        for event in events:
            if isinstance(event, ContingentMoved) and event.content.to_organisation:
                self.request = staff_of(school_of(event.content.to_organisation))
            elif isinstance(event, PassportChanged):
                self.person = self.person_at(self.at.today)

    def person_at(self, day: date) -> Person:
        """The person on a day."""
        open_seal = partial(unseal, key=self.key, case_id=self.case.id)
        return person_on(self.case.events, day, open_seal=open_seal)


def retell(
    service: Service, clock: DemoClock, who: Graduate, story: Iterator[News], *, key: bytes
) -> Retold:
    """Play the story of a graduate whose case has ``key``; ``clock`` is the service's."""
    rng = lots(who.number, "moments")
    zone = service.zone(who.school.region)
    clock.now = _morning(rng, who.opened, zone)
    telling = Retelling(
        service=service,
        request=staff_of(who.school),
        case=Case(who.case_id),
        region=who.school.region,
        key=key,
        person=checked_person(msgspec.convert(who.person, Person), today=who.opened),
        ids=lots(who.number, "entries"),
    )
    _open(telling, who, at=clock.now)
    day = who.opened
    for news in story:
        if news.on == day:
            clock.now += timedelta(seconds=rng.randint(*PAUSE_SECONDS))
        else:
            day, clock.now = news.on, _morning(rng, news.on, zone)
        telling.take(news.decision, clock.now)
    return Retold(_findable(telling), telling.recorded, telling.refused)


def _morning(rng: Random, day: date, zone: ZoneInfo) -> datetime:
    """A moment of the working day in the region."""
    opens = datetime.combine(day, OPENS_AT, tzinfo=zone).astimezone(UTC)
    return opens + timedelta(microseconds=rng.randrange(WORKING_SECONDS * 1_000_000))


def _open(telling: Retelling, who: Graduate, *, at: datetime) -> None:
    opening = Opening(
        organisation=who.school.code,
        person_id=drawn_id(telling.ids),
        passport=Passport(
            programme_code=who.programme.code,
            programme_name=who.programme.name,
            study_form=who.study_form,
            funding=who.funding,
            base_education=who.base_education,
            graduation_year=who.year,
            group_name=who.group_name,
            expected_graduation_date=None if who.finished else who.graduated,
            **telling.person.marks(begins_on=begin_before(who.graduated)),
        ),
    )
    sealed = {"person": msgspec.to_builtins(telling.person)}
    writing = telling.writing(UUID(int=0), source="IMPORT" if who.finished else None, sealed=sealed)
    telling.case = Case.open(who.case_id, opening, writing)
    events = [event for event in telling.case.collect_events() if isinstance(event, CaseEvent)]
    telling.recorded.append(Recorded(at, events))


def _findable(telling: Retelling) -> NewCase:
    """By what the case is found in the end, after whatever changed of the person or passport."""
    history, today = telling.case.history, telling.at.today
    person = telling.person_at(date.max)
    token = natural_key(
        telling.service,
        organisation=history.organisation(today),
        passport=history.passport(today),
        who=person,
    )
    return NewCase(telling.case.id, token, search_tokens(telling.service, person))
