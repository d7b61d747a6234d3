"""From the events of a record to rows of ``record_state``: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from marshrut.asof import Period
from marshrut.events import Event
from marshrut.records.kinds import kinds
from marshrut.records.receiving import Receiving, receiving
from marshrut.records.record import Record, Said, Whose
from projections.work_rows import Values


class Piece(NamedTuple):
    """What is said of a record for some days; what it is and whose never changes."""

    kind: str
    whose: Whose
    period: Period
    said: Said


def record_pieces(events: Sequence[Event]) -> Iterator[tuple[tuple[date], Piece]]:
    """A piece for each stretch of days, by its first day."""
    record = Record(events[0].originator_id)
    for event in events:
        record.replay(event)
    for period, said in record.stretches():
        yield (period.start,), Piece(record.kind, record.whose, period, said)


def receiving_pieces(
    events: Sequence[Event],
) -> Iterator[tuple[tuple[date], tuple[Period, Receiving]]]:
    """The days on which the record opens a case to the region that receives its graduate."""
    for key, piece in record_pieces(events):
        opened = receiving(kinds()[piece.kind], piece.said)
        if opened is not None:
            yield key, (piece.period, opened)


def receiving_row(identity: UUID, piece: tuple[Period, Receiving]) -> Values:
    """The row of ``case_access`` for these days."""
    period, opened = piece
    return (identity, opened.case_id, period.start, period.end, None, opened.region_code)


def record_row(identity: UUID, piece: Piece) -> Values:
    """The row of ``record_state`` for days on which the same is said."""
    kind, whose, period, said = piece
    return (
        identity,
        period.start,
        period.end,
        kind,
        *whose,
        said.state,
        kinds()[kind].state(said.state).open,
        said.confirmed_on,
        msgspec.json.encode(said.fields, order="sorted").decode(),
    )
