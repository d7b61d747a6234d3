"""From the events of a series of reported values to rows of ``reported_value``: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from marshrut.asof import day_after
from marshrut.events import Event
from marshrut.indicators.reported import Entry, ReportedSeries, State, Subject
from projections.work_rows import Values


class Piece(NamedTuple):
    """A report as known, and what it is about."""

    subject: Subject
    entry: Entry


def reported_pieces(events: Sequence[Event]) -> Iterator[tuple[tuple[UUID], Piece]]:
    """A piece for each report, annulled ones too: they are listed, and counted nowhere."""
    series = ReportedSeries(events[0].originator_id)
    for event in events:
        series.replay(event)
    for entry in series.entries.values():
        yield (entry.entry_id,), Piece(series.subject, entry)


def reported_row(identity: UUID, piece: Piece) -> Values:
    """The row of ``reported_value``: it is about the days of its period."""
    subject, entry = piece
    report, author = entry.content, entry.authors[-1]
    return (
        identity,
        entry.entry_id,
        report.period_from,
        day_after(report.period_to),
        *subject,
        report.what.value,
        report.category,
        report.graduation_year,
        report.value,
        report.numerator,
        report.denominator,
        report.yes,
        report.text,
        entry.state.value,
        entry.version,
        entry.decided if entry.state is State.APPROVED else None,
        author.actor,
        author.role,
        entry.decided_by.actor if entry.decided_by else None,
        report.evidence.kind,
    )
