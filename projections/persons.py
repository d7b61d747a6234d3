"""The persons of several cases, opened at reading; nothing keeps them in clear (S25)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from itertools import groupby
from uuid import UUID

from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent
from marshrut.cases.person import Person
from marshrut.cases.sealed import person_on
from marshrut.ledger.sealing import unseal


def persons_at(service: Service, case_ids: Collection[UUID], point: AsOf) -> dict[UUID, Person]:
    """The persons by case, as known at the point; those erased are missing."""
    keys = service.keys.get_many(case_ids)
    persons: dict[UUID, Person] = {}
    records = service.ledger.records_of_many(keys, upto=point.known)
    for case_id, group in groupby(records, key=lambda record: record.event.originator_id):
        events = [record.event for record in group if isinstance(record.event, CaseEvent)]
        open_seal = partial(unseal, key=keys[case_id], case_id=case_id)
        persons[case_id] = person_on(events, point.as_of, open_seal=open_seal)
    return persons
