"""A service that has read in a few statements what many rows are about to ask one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.application.service import Service
from marshrut.cases.case import Case
from marshrut.cases.events import CaseEvent
from marshrut.ledger.blind import BlindIndex
from marshrut.ledger.case_lookup_many import cases_by_token, owners_of
from marshrut.ledger.keys import KeyStore
from marshrut.organisations.organisation import Organisation
from marshrut.records.record import Record


class KeysAtHand(KeyStore):
    """Keys of cases that are about to be asked for, new ones among them."""

    def __init__(self, keys: KeyStore) -> None:
        vars(self).update(vars(keys))
        self._keys = keys
        self._known: dict[UUID, bytes] = {}

    def know(self, keys: Mapping[UUID, bytes]) -> None:
        """Have these keys at hand."""
        self._known |= keys

    def get(self, case_id: UUID) -> bytes | None:
        """The key of the case; one that is not at hand is asked for."""
        return self._known.get(case_id) or self._keys.get(case_id)

    def create_many(self, case_ids: Collection[UUID]) -> dict[UUID, bytes]:
        """Make keys as the keys behind do."""
        return self._keys.create_many(case_ids)


class RememberingBlind(BlindIndex):
    """Tokens of a batch, each made once: names repeat, and several checks ask for the same."""

    def __init__(self, blind: BlindIndex) -> None:
        vars(self).update(vars(blind))
        self._made: dict[tuple[str, ...], bytes] = {}
        self._persons: dict[tuple[str, date], bytes] = {}

    def person(self, *, full_name: str, birth_date: date) -> bytes:
        """The token of a person known by name and day of birth."""
        asked = (full_name, birth_date)
        if asked not in self._persons:
            self._persons[asked] = super().person(full_name=full_name, birth_date=birth_date)
        return self._persons[asked]

    def _token(self, purpose: str, *parts: str) -> bytes:
        asked = (purpose, *parts)
        token = self._made.get(asked)
        if token is None:
            token = self._made[asked] = super()._token(purpose, *parts)
        return token


class ReadAhead(Service):
    """A service for the seconds of one batch.

    What it read may be outdated when the batch is saved; that is a conflict of versions, as ever.
    """

    keys: KeysAtHand

    def __init__(self, service: Service) -> None:
        vars(self).update(vars(service))
        self.keys = KeysAtHand(service.keys)
        self.blind = RememberingBlind(service.blind)
        self._todays: dict[str | None, date] = {}
        self._owners: dict[bytes, UUID | None] = {}
        self._found: dict[bytes, set[UUID]] = {}
        self._events: dict[UUID, list[CaseEvent]] = defaultdict(list)
        self._cases: dict[UUID, Case] = {}
        self._organisations: dict[str, Organisation | None] = {}
        self._records: dict[UUID, Record | None] = {}

    def read(self, *, natural_keys: Collection[bytes], tokens: Collection[bytes]) -> None:
        """Read which cases these lead to, and the cases with their keys."""
        with self.engine.connect() as connection:
            owners = owners_of(connection, natural_keys=natural_keys)
            found = cases_by_token(connection, tokens=tokens)
        self._owners = {key: owners.get(key) for key in natural_keys}
        self._found = {token: found.get(token, set()) for token in tokens}
        cases = set(owners.values()).union(*found.values())
        for record in self.ledger.records_of_many(cases):
            event: Any = record.event
            self._events[event.originator_id].append(event)
        self.keys.know(self.keys.get_many(cases))

    def read_cases(self, case_ids: Collection[UUID]) -> None:
        """Read these cases with their keys."""
        for record in self.ledger.records_of_many(case_ids):
            if isinstance(record.event, CaseEvent):
                self._events[record.event.originator_id].append(record.event)
        self.keys.know(self.keys.get_many(case_ids))

    @property
    def unknown(self) -> int:
        """How many of the natural keys read no case has."""
        return sum(owner is None for owner in self._owners.values())

    def today(self, region: str | None = None) -> date:
        """The date in the region when the batch first asked."""
        if region not in self._todays:
            self._todays[region] = super().today(region)
        return self._todays[region]

    def case_with(self, natural_key: bytes) -> UUID | None:
        """The case that had the natural key when it was read."""
        if natural_key in self._owners:
            return self._owners[natural_key]
        return super().case_with(natural_key)

    def cases_found_by(self, token: bytes) -> set[UUID]:
        """The cases that the token led to when it was read."""
        return self._found[token] if token in self._found else super().cases_found_by(token)

    def case(self, case_id: UUID) -> Case | None:
        """The case as it was read; the same object each time, until it is ``outdated``."""
        if case_id not in self._events:
            return super().case(case_id)
        if case_id not in self._cases:
            case = Case(case_id)
            for event in self._events[case_id]:
                case.replay(event)
            self._cases[case_id] = case
        return self._cases[case_id]

    def organisation(self, code: str) -> Organisation | None:
        """The organisation as it was when it was first asked for."""
        if code not in self._organisations:
            self._organisations[code] = super().organisation(code)
        return self._organisations[code]

    def record(self, record_id: UUID) -> Record | None:
        """The record as it was when it was first asked for."""
        if record_id not in self._records:
            self._records[record_id] = super().record(record_id)
        return self._records[record_id]

    def outdated(self, *, tokens: Iterable[bytes | None], case_id: UUID) -> None:
        """Forget what leads to a case that was decided on, and the case: read them again."""
        for token in filter(None, tokens):
            self._owners.pop(token, None)
            self._found.pop(token, None)
        self._events.pop(case_id, None)
        self._cases.pop(case_id, None)
