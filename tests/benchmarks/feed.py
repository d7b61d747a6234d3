"""What systems with one axis of time would have kept: each case's state after each event.

From the read models: at every position at which a case's rows change, its state on that day by
what was then known, if it is another than before. That is all that such a system can hold: what
is entered late or corrected is to it as if it had happened when it was entered.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.commands.opened import opened
from api.commands.progress import progress
from api.settings import Settings
from marshrut.ledger.schema import ledger
from projections.runner import Projections

TOLD = (
    *("lifecycle", "organisation", "programme_code", "study_form", "graduation_year"),
    *("municipality", "categories", "status"),
)
HEADER = ("number", "position", "moment", "ended", *TOLD)
AT_ONCE = 10_000
FROM, TO, KNOWN_FROM, KNOWN_TO, WHAT = 1, 2, 3, 4, 5

Row = tuple[Any, ...]


def feed(made: Settings, path: Path) -> Path:
    """The file of the feed, made where it is not there yet."""
    if path.exists():
        return path
    building = path.with_suffix(".loading")
    with opened(made) as service, building.open("w", encoding="utf-8", newline="") as file:
        moments = recorded(Projections(service.ledger))
        writer = csv.writer(file)
        writer.writerow(HEADER)
        with progress("Feeding the others") as advance:
            for number, rows in cases(Projections(service.ledger)):
                writer.writerows(versions(number, rows, moments))
                advance(number, len(moments) - 1)
    building.rename(path)
    return path


def recorded(projections: Projections) -> array[int]:
    """When each position was recorded, in microseconds; there is no position 0."""
    statement = select(ledger.c.recorded_at).order_by(ledger.c.position)
    with projections.engine.connect() as connection:
        found = connection.execution_options(stream_results=True).execute(statement)
        return array("q", [0, *found.scalars().yield_per(AT_ONCE)])


def cases(projections: Projections) -> Iterator[tuple[int, list[Row]]]:
    """The rows of each case, by its number."""
    table = projections.state().slot.case_state
    edges = ("number", "valid_from", "valid_to", "known_from", "known_to")
    statement = select(*(table.c[name] for name in (*edges, *TOLD))).order_by(table.c.number)
    with projections.engine.connect() as connection:
        found = connection.execution_options(stream_results=True).execute(statement)
        rows = (tuple(row) for row in found.yield_per(AT_ONCE))
        for number, some in groupby(rows, key=itemgetter(0)):
            yield number, list(some)


def versions(number: int, rows: list[Row], moments: array[int]) -> Iterable[Row]:
    """The states of a case, one after another."""
    told: list[tuple[int, Row]] = []
    for position in sorted({edge for row in rows for edge in row[KNOWN_FROM:WHAT] if edge}):
        day = datetime.fromtimestamp(moments[position] // 1_000_000, UTC).date()
        state = next((row[WHAT:] for row in rows if covers(row, day, position)), None)
        if state is not None and (not told or told[-1][1] != state):
            told.append((position, state))
    ends = [position for position, _ in told[1:]] + [""]
    for (position, state), ended in zip(told, ends, strict=True):
        yield (number, position, moments[position], ended, *state)


def covers(row: Row, day: date, position: int) -> bool:
    """Whether the row held on the day, by what was known at the position."""
    valid = row[FROM] <= day and (row[TO] is None or row[TO] > day)
    return valid and row[KNOWN_FROM] <= position < (row[KNOWN_TO] or position + 1)
