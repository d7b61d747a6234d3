"""From the events of an edition, and of a period, to rows of ``report_state`` and so on: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from marshrut.asof import day_after
from marshrut.events import Event
from marshrut.reports.events import Edition
from marshrut.reports.period import Period
from marshrut.reports.report import Report
from projections.work_rows import Values

ORGANISATION = "organisation"


def series_of(content: Edition) -> str:
    """Filters and parameters as one text, alike for the editions of a series."""
    told = {**content.filters, **content.parameters}
    told.pop(ORGANISATION, None)
    return msgspec.json.encode(told, order="sorted").decode()


def report_pieces(events: Sequence[Event]) -> Iterator[tuple[tuple[()], Report]]:
    """The one piece: the edition as known."""
    report = Report(events[0].originator_id)
    for event in events:
        report.replay(event)
    yield (), report


def report_row(identity: UUID, report: Report) -> Values:
    """The row of ``report_state``: it is about the day of which the edition tells."""
    content, issuer, decider = report.content, report.issued_by, report.decided_by
    assert issuer is not None  # noqa: S101 - the first event has told
    return (
        identity,
        content.as_of,
        day_after(content.as_of),
        content.form,
        str(content.edition),
        content.regions[0] if content.regions else None,
        content.organisation,
        series_of(content),
        content.known_position,
        report.state.value,
        report.version,
        content.issued_at,
        issuer.actor,
        issuer.role,
        decider.actor if decider else None,
    )


def period_pieces(events: Sequence[Any]) -> Iterator[tuple[tuple[()], Period]]:
    """The one piece: the period as known."""
    period = Period(events[0].originator_id)
    for event in events:
        period.replay(event)
    yield (), period


def period_row(identity: UUID, period: Period) -> Values:
    """The row of ``period_state``: it is about the cut-off."""
    region, cadence, as_of = period.subject
    decider = period.decided_by
    assert decider is not None  # noqa: S101 - the first event has told
    return (
        identity,
        as_of,
        day_after(as_of),
        region,
        cadence,
        period.state.value,
        period.known_position,
        len(period.exceptions),
        period.version,
        decider.actor,
    )
