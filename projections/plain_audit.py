"""What an event changed of an aggregate that is no case: a school, an employer, an edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from marshrut.asof import Period as Days
from marshrut.dated import passport_on
from marshrut.employers import employer as employers
from marshrut.employers.events import EmployerRegistered
from marshrut.events import Event
from marshrut.indicators.events import IndicatorValueReported
from marshrut.indicators.reported import ReportedSeries
from marshrut.organisations.events import OrganisationRegistered
from marshrut.organisations.organisation import stretches
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.history import ProgrammeHistory
from marshrut.records.events import RecordOpened
from marshrut.records.record import Record
from marshrut.reports.events import PeriodClosed, ReportIssued
from marshrut.reports.period import Period
from marshrut.reports.report import Report
from projections.flat import changed, flat

OF_PLAN = ("title", "valid_from", "valid_to")
"""What the registration of a programme is told by; all of it is read in the programme."""

Fields = dict[str, Any]


def plain_changes(events: Sequence[Any]) -> list[dict[str, Any]]:
    """What the last of the events of an aggregate changed, field by field."""
    said, last = SAID[type(events[0])], events[-1]
    return changed(said(events[:-1], last), said(events, last))


def _dated(
    stretches_of: Callable[[Sequence[Event]], list[tuple[Days, Any]]],
) -> Callable[[Sequence[Any], Any], Fields]:
    """The passport on the day from which the event holds; what is of no day is since ever."""

    def said(events: Sequence[Any], about: Any) -> Fields:
        if not events:
            return {}
        day = getattr(about, "effective_on", None) or date.min
        return dict(flat("", msgspec.to_builtins(passport_on(day, stretches_of(events)))))

    return said


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


def _of_report(events: Sequence[Any], about: Any) -> Fields:
    """What the edition is of, and how far it has come."""
    if not events:
        return {}
    report = Report(about.originator_id)
    for event in events:
        report.replay(event)
    return {**dict(flat("", msgspec.to_builtins(report.content))), "state": report.state.value}


def _of_period(events: Sequence[Any], about: Any) -> Fields:
    """Whether the period is closed, by what was known, and to which days it takes editions."""
    if not events:
        return {}
    period = Period(about.originator_id)
    for event in events:
        period.replay(event)
    until = {f"until.{code or 'region'}": each.until for code, each in period.exceptions.items()}
    return {"state": period.state.value, "known_position": period.known_position, **until}


def _of_record(events: Sequence[Any], about: Any) -> Fields:
    """The entry that the event is about, and whether it stands."""
    record = Record(about.originator_id)
    for event in events:
        record.replay(event)
    entry = record.entries.get(about.entry_id)
    if entry is None:
        return {}
    told = {"effective_on": entry.effective_on, "state": entry.state}
    stands = {"entry_state": "annulled"} if entry.annulled else {}
    return {**told, **dict(flat("fields", dict(entry.fields))), **stands}


SAID: Mapping[type[Event], Callable[[Sequence[Any], Any], Fields]] = {
    OrganisationRegistered: _dated(stretches),
    EmployerRegistered: _dated(employers.stretches),
    ProgrammeRegistered: _of_programme,
    IndicatorValueReported: _of_series,
    ReportIssued: _of_report,
    PeriodClosed: _of_period,
    RecordOpened: _of_record,
}
"""What is said, by events and about what one of them is about; by the first event of a stream."""
