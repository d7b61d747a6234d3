"""What a ledger's events say up to a position: its cases and its organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from marshrut.cases.events import CaseEvent
from marshrut.events import Event
from marshrut.organisations.events import OrganisationChanged, OrganisationRegistered
from marshrut.records.events import (
    RecordChanged,
    RecordEntryAnnulled,
    RecordEntryCorrected,
    RecordOpened,
)
from tests.support.oracle import oracle_of
from tests.support.profession_lists import CATEGORY, listed_as

# Domain 7.1: a mere person in charge is no centre.
RECORDED = RecordOpened | RecordChanged | RecordEntryCorrected | RecordEntryAnnulled
NO_CENTRE = {"RESPONSIBLE_PERSON", "NONE"}


class Known:
    """The ledger as known at one position; ``records`` are (position, event), in order."""

    def __init__(self, records: Iterable[tuple[int, Event]], *, known: int | None = None) -> None:
        histories: dict[UUID, list[CaseEvent]] = defaultdict(list)
        self.numbers: dict[UUID, int] = {}
        self._registered: dict[str, OrganisationRegistered] = {}
        self.records: dict[UUID, list[tuple[int, Event]]] = defaultdict(list)
        """The events of records, by position."""
        self._changes: dict[UUID, list[OrganisationChanged]] = defaultdict(list)
        for position, event in records:
            if known is not None and position > known:
                continue
            if isinstance(event, CaseEvent):
                histories[event.originator_id].append(event)
                self.numbers.setdefault(event.originator_id, position)
            elif isinstance(event, OrganisationRegistered):
                self._registered[event.code] = event
            elif isinstance(event, RECORDED):
                self.records[event.originator_id].append((position, event))
            elif isinstance(event, OrganisationChanged):
                self._changes[event.originator_id].append(event)
        self.answers: dict[tuple[Any, ...], Any] = {}
        """What has been answered already, by question."""
        self.read: dict[date, Any] = {}
        """What has been read of the cases for a day already."""
        self.organisation = cache(self._organisation)
        self.cases = {case_id: oracle_of(events) for case_id, events in histories.items()}

    @property
    def codes(self) -> list[str]:
        """The codes of the organisations that are known."""
        return list(self._registered)

    def _organisation(self, code: str, day: date) -> dict[str, Any]:
        """The fields of an organisation on the day; none where it is not known."""
        registered = self._registered.get(code)
        if registered is None:
            return {}
        passport = registered.passport
        fields = {name: getattr(passport, name) for name in passport.__struct_fields__}
        changes = self._changes[registered.originator_id]
        for change in sorted(changes, key=lambda e: (e.effective_on, e.originator_version)):
            if change.effective_on <= day:
                fields |= change.changes
        return fields

    def listed(self, organisation: str, programme: str, day: date) -> set[str]:
        """The categories of the lists that name the programme in the organisation's region."""
        region = self.organisation(organisation, day).get("region_code")
        return listed_as(self._lists, region, programme, day) if region else set()

    @cached_property
    def _lists(self) -> list[list[Event]]:
        streams = ([event for _, event in told] for told in self.records.values())
        return [each for each in streams if getattr(each[0], "kind", None) in CATEGORY]

    def lacks_centre(self, code: str, day: date) -> bool:
        """Whether the organisation is known to have no career centre on the day."""
        fields = self.organisation(code, day)
        return bool(fields) and (not fields["has_centre"] or fields["centre_kind"] in NO_CENTRE)
