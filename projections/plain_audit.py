"""What an event changed of an organisation, a programme or a series of reported values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from marshrut.events import Event
from marshrut.indicators.events import IndicatorValueReported
from marshrut.indicators.reported import ReportedSeries
from marshrut.organisations.events import OrganisationRegistered
from marshrut.organisations.organisation import stretches
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.history import ProgrammeHistory
from projections.flat import changed, flat

OF_PLAN = ("title", "valid_from", "valid_to")
"""What the registration of a programme is told by; all of it is read in the programme."""

Fields = dict[str, Any]


def plain_changes(events: Sequence[Any]) -> list[dict[str, Any]]:
    """What the last of the events of an aggregate changed, field by field."""
    said, last = SAID[type(events[0])], events[-1]
    return changed(said(events[:-1], last), said(events, last))


def _of_organisation(events: Sequence[Any], about: Any) -> Fields:
    """The passport on the day from which the event holds."""
    if not events:
        return {}
    day = getattr(about, "effective_on", date.min)
    passport = next(p for period, p in reversed(stretches([*events])) if period.start <= day)
    return dict(flat("", msgspec.to_builtins(passport)))


def _of_programme(events: Sequence[Any], about: Any) -> Fields:
    """The entry that the event is about; of the registration how it was made known."""
    history = ProgrammeHistory(events)
    if isinstance(about, ProgrammeRegistered):
        if not events:
            return {}
        names = ("code", "level", "region_code", "organisation", "template")
        told = {name: getattr(about, name) for name in names}
        return {**told, **{name: getattr(about.plan, name) for name in OF_PLAN}}
    entry = history.entries.get(about.entry_id)
    if entry is None:
        return {}
    stated = dict(flat("", msgspec.to_builtins(entry.content)))
    return stated | ({"state": "annulled"} if entry.annulled else {})


def _of_series(events: Sequence[Any], about: Any) -> Fields:
    """The report that the event is about, and where it stands."""
    series = ReportedSeries(about.originator_id)
    for event in events:
        series.replay(event)
    entry = series.entries.get(about.entry_id)
    if entry is None:
        return {}
    return {**dict(flat("", msgspec.to_builtins(entry.content))), "state": entry.state.value}


SAID: Mapping[type[Event], Callable[[Sequence[Any], Any], Fields]] = {
    OrganisationRegistered: _of_organisation,
    ProgrammeRegistered: _of_programme,
    IndicatorValueReported: _of_series,
}
"""What is said, by events and about what one of them is about; by the first event of a stream."""
