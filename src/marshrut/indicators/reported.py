"""The values reported of one indicator for one organisation or region, and what is done to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from marshrut.events import Aggregate, Event, Stamp
from marshrut.indicators.events import (
    IndicatorValueAnnulled,
    IndicatorValueApproved,
    IndicatorValueCorrected,
    IndicatorValueReported,
    IndicatorValueReturned,
    Report,
    What,
)
from marshrut.indicators.reportable import Form, check_report
from marshrut.refusals import refuse

NAMESPACE = UUID("0c5a3c4e-9a1e-5d0c-8a57-61b0f6f1a9d2")


class Subject(NamedTuple):
    """What a series is about: an indicator of an organisation, or of a whole region."""

    indicator_id: str
    region_code: str
    organisation: str | None = None


class State(StrEnum):
    """How far a report has come."""

    REPORTED = "REPORTED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
    ANNULLED = "ANNULLED"


class Entry(msgspec.Struct, frozen=True):
    """A report as known. ``version`` is that of the event that brought it, and orders reports.

    ``authors`` have reported or corrected it, the last one as it reads; ``decided`` is the version
    of the approval or return, by ``decided_by``.
    """

    entry_id: UUID
    version: int
    content: Report
    authors: tuple[Stamp, ...]
    state: State = State.REPORTED
    decided: int | None = None
    decided_by: Stamp | None = None

    @property
    def counts(self) -> bool:
        """Whether questions may take it: it was neither returned nor annulled."""
        return self.state in {State.REPORTED, State.APPROVED}


def series_id(subject: Subject) -> UUID:
    """The id of the stream: the subject is its natural key."""
    indicator_id, region, organisation = subject
    return uuid5(NAMESPACE, "\n".join((indicator_id, region, organisation or "")))


def precedence(
    *, approved: int | None, period_from: date, period_to: date, version: int
) -> tuple[bool, int, int, int]:
    """The greatest is taken: approved, then of the shortest period, approved last, recorded last.

    ``approved`` and ``version``: when it was approved and reported, as versions of the series.
    """
    days = (period_to - period_from).days
    return approved is not None, -days, approved or 0, version


class ReportedSeries(Aggregate):
    """All reports on one subject. ``subject`` is told by the first event."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.subject = Subject("", "")
        self.entries: dict[UUID, Entry] = {}

    def apply(self, event: Any) -> None:
        """Take in one event."""
        if isinstance(event, IndicatorValueReported):
            self.subject = Subject(event.indicator_id, event.region_code, event.organisation)
            entry = Entry(event.entry_id, event.originator_version, event.content, (event.by,))
        else:
            entry = _after(self.entries[event.entry_id], event)
        self.entries[event.entry_id] = entry

    @classmethod
    def of(cls, subject: Subject) -> ReportedSeries:
        """The series of a subject on which nothing is reported yet."""
        series = cls(series_id(subject))
        series.subject = subject
        return series

    def report(
        self, content: Report, *, entry_id: UUID, forms: Mapping[What, Form], today: date, by: Stamp
    ) -> None:
        """Record a report. Raises ``Refused``: out of form, or ``DUPLICATE``."""
        self._judge(content, forms=forms, today=today)
        self.trigger(
            IndicatorValueReported,
            by=by,
            entry_id=entry_id,
            content=content,
            **self.subject._asdict(),
        )

    def approve(self, entry_id: UUID, *, by: Stamp, note: str | None = None) -> None:
        """Approve a report. Raises ``Refused``: ``ALREADY_DECIDED``, ``OWN_REPORT``."""
        self._check_decision(entry_id, State.APPROVED, by)
        self.trigger(IndicatorValueApproved, by=by, entry_id=entry_id, note=note)

    def send_back(self, entry_id: UUID, *, reason: str, by: Stamp) -> None:
        """Return a report, approved or not. Raises ``Refused`` as ``approve`` does."""
        self._check_decision(entry_id, State.RETURNED, by)
        self.trigger(IndicatorValueReturned, by=by, entry_id=entry_id, reason=reason)

    def correct(
        self,
        entry_id: UUID,
        changes: dict[str, Any],
        *,
        reason: str,
        forms: Mapping[What, Form],
        today: date,
        by: Stamp,
    ) -> None:
        """Replace fields: judged as a new report with the old left out (S7), to be decided anew."""
        content = corrected(self._standing(entry_id).content, changes)
        self._judge(content, forms=forms, today=today, instead_of=entry_id)
        self.trigger(
            IndicatorValueCorrected, by=by, entry_id=entry_id, changes=changes, reason=reason
        )

    def annul(self, entry_id: UUID, *, reason: str, by: Stamp) -> None:
        """Take a report back: it should never have been."""
        self._standing(entry_id)
        self.trigger(IndicatorValueAnnulled, by=by, entry_id=entry_id, reason=reason)

    def taken(self, day: date) -> frozenset[UUID]:
        """The reports that questions about ``day`` take: one for each thing, category, cohort."""
        best: dict[tuple[Any, ...], tuple[Any, UUID]] = {}
        for entry in self.entries.values():
            report = entry.content
            if entry.counts and report.period_from <= day <= report.period_to:
                about = (report.what, report.category, report.graduation_year)
                ranked = (
                    precedence(
                        approved=entry.decided,
                        period_from=report.period_from,
                        period_to=report.period_to,
                        version=entry.version,
                    ),
                    entry.entry_id,
                )
                best[about] = max(best.get(about, ranked), ranked)
        return frozenset(entry_id for _, entry_id in best.values())

    def _judge(
        self,
        content: Report,
        *,
        forms: Mapping[What, Form],
        today: date,
        instead_of: UUID | None = None,
    ) -> None:
        check_report(content, forms, today=today)
        for entry in self.entries.values():
            same = entry.state is not State.ANNULLED and entry.content == content
            if same and entry.entry_id != instead_of:
                raise refuse("DUPLICATE", existing=entry.entry_id, entry_id=entry.entry_id)

    def _check_decision(self, entry_id: UUID, to: State, by: Stamp) -> None:
        entry = self._standing(entry_id)
        if entry.state is to:
            raise refuse("ALREADY_DECIDED", value_state=to.value)
        if any(author.actor == by.actor for author in entry.authors):
            raise refuse("OWN_REPORT")

    def _standing(self, entry_id: UUID) -> Entry:
        entry = self.entries.get(entry_id)
        if entry is None:
            raise refuse("NOT_FOUND")
        if entry.state is State.ANNULLED:
            raise refuse("ENTRY_ANNULLED", entry_id=entry_id)
        return entry


def corrected(content: Report, changes: Mapping[str, Any]) -> Report:
    """The report with the named fields replaced; null clears."""
    fields = {**msgspec.to_builtins(content), **msgspec.to_builtins(changes)}
    given = {name: value for name, value in fields.items() if value is not None}
    return msgspec.convert(given, Report)


def _after(entry: Entry, event: Event) -> Entry:
    version, by = event.originator_version, event.by
    match event:
        case IndicatorValueApproved():
            return replace(entry, state=State.APPROVED, decided=version, decided_by=by)
        case IndicatorValueReturned():
            return replace(entry, state=State.RETURNED, decided=version, decided_by=by)
        case IndicatorValueCorrected(changes=changes):
            content, authors = corrected(entry.content, changes), (*entry.authors, by)
            return Entry(entry.entry_id, entry.version, content, authors)
        case _:
            return replace(entry, state=State.ANNULLED)
