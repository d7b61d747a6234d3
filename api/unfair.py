"""The warning of an employer whom the authority has found to be unfair (S003-10): never a block.

It is told by what was known when it was written, so that a retry is answered the same (S19).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from api.context import projections, service
from api.texts import Message, message
from marshrut.application.records import SavedRecord
from marshrut.application.requests import Written
from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.cases.named_employers import Named, named_employers
from marshrut.employers.employer import employer_id
from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record as Recorded
from marshrut.organisations.organisation import organisation_id, stretches
from marshrut.records.kinds import Field, Kind
from marshrut.records.record import Record
from marshrut.refusals import finding
from projections.records import record_at
from projections.vacancy_bank import UNFAIR, VACANCY, unfair_employers_at

MOST_EVENTS = 4
"""Of one case in one write."""


def warned_in_record(kind: Kind, saved: SavedRecord) -> list[Message]:
    """What there is to beware of in what was written of a record."""
    known = service().ledger.records_of(saved.record_id, upto=saved.position)
    record = Record(saved.record_id)
    for each in known:
        record.replay(each.event)
    region = record.whose.region_code
    day = _day_of(known[-1], region)
    said = record.on(day)
    if said is None or kind.code == UNFAIR:
        return []
    named = {inn for field in kind.fields for inn in _employers(field, said.fields)}
    return _warnings(named & _unfair(day, saved.position, region)) if named else []


def warned_in_case(written: Written) -> list[Message]:
    """What there is to beware of in what was written of a case."""
    events = _events(written)
    named = named_employers(each.event for each in events if isinstance(each.event, CaseEvent))
    if not any(named):
        return []
    region = _region(written, moment_of(events[-1].recorded_at).date())
    if region is None:
        return []
    day = _day_of(events[-1], region)
    unfair = _unfair(day, written.position, region)
    inns = named.inns | {inn for inn in unfair if employer_id(inn) in named.employers}
    return _warnings(unfair & (inns | _of_vacancies(named, AsOf(day, written.position))))


def _events(written: Written) -> list[Recorded]:
    """The events of the entry in the write: those of one transaction share the moment (S10)."""
    first = max(written.position - MOST_EVENTS, 0)
    near = service().ledger.records_between(after=first, upto=written.position)
    return [
        each
        for each in near
        if each.recorded_at == near[-1].recorded_at
        and isinstance(each.event, CaseEvent)
        and (each.event.originator_id, each.event.entry_id) == (written.case_id, written.entry_id)
    ]


def _region(written: Written, day: date) -> str | None:
    """The region of the school of the case, as it was known."""
    known = service().ledger.records_of(written.case_id, upto=written.position)
    history = History(r.event for r in known if isinstance(r.event, CaseEvent))
    code = history.organisation(day)
    found = service().ledger.records_of(organisation_id(code), upto=written.position)
    periods = stretches([each.event for each in found]) if found else []
    return next((told.region_code for period, told in periods if period.covers(day)), None)


def _of_vacancies(named: Named, point: AsOf) -> set[str]:
    lines = (record_at(projections(), point, each) for each in named.vacancies)
    return {str(line.fields["employer_inn"]) for line in lines if line and line.kind == VACANCY}


def _day_of(written: Recorded, region: str) -> date:
    return moment_of(written.recorded_at).astimezone(service().zone(region)).date()


def _unfair(day: date, position: int, region: str) -> set[str]:
    return unfair_employers_at(projections(), AsOf(day, position), region)


def _warnings(inns: Collection[str]) -> list[Message]:
    return [message(finding("UNFAIR_EMPLOYER", employer_inn=inn)) for inn in sorted(inns)]


def _employers(field: Field, said: Mapping[str, Any]) -> Iterator[str]:
    """The ИНН that the field holds, itself or line by line."""
    value = said.get(field.name)
    if value is None:
        return
    if field.shape == "inn":
        yield value
    for column in field.lines:
        for line in value:
            yield from _employers(column, line)
