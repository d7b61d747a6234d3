"""The primary status of one case in both times: rectangles of days × positions (semantics S16).

Each says that on these days, by what was known from one position until another, the case had the
status. Together they cover every day since the first in question, at every position since the
case was opened, and no two of them overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select

from projections.runner import Projections


class StatusRectangle(msgspec.Struct, frozen=True, kw_only=True):
    """Days and positions, half-open both; ``None`` is open."""

    status: str
    group: str
    entry_id: UUID | None
    valid_from: date
    valid_to: date | None
    known_from: int
    known_to: int | None


def status_rectangles(
    projections: Projections, case_id: UUID, *, known: int
) -> list[StatusRectangle]:
    """The rectangles known up to the position, by when they became known, then by day."""
    table = projections.at(known).case_state
    columns = (
        table.c.status.label("status"),
        table.c.status_group.label("group"),
        table.c.status_entry.label("entry_id"),
        *(table.c[name] for name in ("valid_from", "valid_to", "known_from", "known_to")),
    )
    statement = select(*columns).where(table.c.case_id == case_id, table.c.known_from <= known)
    with projections.reading() as connection:
        rows = connection.execute(statement).mappings().all()
    found = [_as_known(StatusRectangle(**row), known) for row in rows]
    return _joined_in_time(_joined_in_days(found))


def _as_known(each: StatusRectangle, known: int) -> StatusRectangle:
    """The rectangle as it was at the position: what ended later had not ended."""
    if each.known_to is not None and each.known_to > known:
        return msgspec.structs.replace(each, known_to=None)
    return each


def _joined_in_days(found: Iterable[StatusRectangle]) -> list[StatusRectangle]:
    """Neighbours in days that say the same and became known, and stopped being known, together."""
    ordered = sorted(found, key=lambda it: (it.known_from, it.known_to or 0, it.valid_from))
    joined: list[StatusRectangle] = []
    for each in ordered:
        last = joined[-1] if joined else None
        together = last is not None and _known(last) == _known(each)
        if last is not None and together and _same(last, each) and last.valid_to == each.valid_from:
            joined[-1] = msgspec.structs.replace(last, valid_to=each.valid_to)
        else:
            joined.append(each)
    return joined


def _joined_in_time(found: Sequence[StatusRectangle]) -> list[StatusRectangle]:
    """Those of the same days that say the same, one known until the other was."""
    ordered = sorted(found, key=lambda it: (it.valid_from, it.valid_to or date.max, it.known_from))
    joined: list[StatusRectangle] = []
    for each in ordered:
        last = joined[-1] if joined else None
        alike = last is not None and _days(last) == _days(each)
        if last is not None and alike and _same(last, each) and last.known_to == each.known_from:
            joined[-1] = msgspec.structs.replace(last, known_to=each.known_to)
        else:
            joined.append(each)
    return sorted(joined, key=lambda it: (it.known_from, it.valid_from))


def _same(one: StatusRectangle, other: StatusRectangle) -> bool:
    return (one.status, one.entry_id) == (other.status, other.entry_id)


def _days(each: StatusRectangle) -> tuple[date, date | None]:
    return each.valid_from, each.valid_to


def _known(each: StatusRectangle) -> tuple[int, int | None]:
    return each.known_from, each.known_to
