"""From a programme's events to rows of ``programme_state``: pure, without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from marshrut.asof import Period
from marshrut.events import Event
from marshrut.programmes.history import ProgrammeHistory
from projections.work_rows import Values


def programme_pieces(events: Sequence[Event]) -> Iterator[tuple[tuple[Any, ...], Values]]:
    """The rows of a programme as known by the events, without its code, by their first day."""
    history = ProgrammeHistory(events)
    starts = [date.min, *history.days()]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield (start,), _row(history, Period(start, end))


def _row(history: ProgrammeHistory, period: Period) -> Values:
    registered, plan = history.registration, history.plan(period.start)
    whose = (registered.level, registered.region_code, registered.organisation, registered.template)
    return (
        period.start,
        period.end,
        *whose,
        plan.title,
        plan.short_title,
        history.status(period.start).value,
        history.revision(period.start),
        plan.valid_from,
        plan.valid_to,
    )


def programme_values(code: str, row: Values) -> Values:
    """The row of ``programme_state``."""
    return (code, *row)
