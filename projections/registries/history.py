"""The membership of one case through time, and the events without which it would not be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import msgspec
import polars as pl
from sqlalchemy import select

from marshrut.asof import AsOf, Period
from marshrut.cases.events import CaseEvent
from marshrut.ledger.ledger import Record
from marshrut.registries.facts import tables_of
from marshrut.registries.membership import supports
from marshrut.registries.sight import MOMENTS, Beside
from projections.accounts import Changes, account_of
from projections.frames.rows import Row
from projections.frames.told import rows_of
from projections.registries.asked import Asked
from projections.registries.beside import beside_of
from projections.registries.course import Claim, edges, known_since, periods
from projections.registries.sight import at_moments
from projections.registries.world import World, frames_of, world_of
from projections.runner import Projections


class Spell(msgspec.Struct, frozen=True):
    """Days in a registry, half-open, with the positions that brought the case in, and out."""

    period: Period
    entered_by: list[int]
    left_by: list[int]


def registry_history(
    projections: Projections, point: AsOf, asked: Asked, case_id: UUID
) -> list[Spell]:
    """Every membership of the case, as known at the point, the first one first."""
    tables = tables_of(asked.registry, with_columns=False)
    world = world_of(projections, point, [case_id], tables=tables, registry=asked.registry)
    found = [
        (number, period)
        for number, spells in periods(world, asked.registry, asked.ahead).items()
        for period in spells
    ]
    claims = [claim for number, period in found for claim in edges(number, period)]
    since = known_since(world, asked.registry, asked.ahead, claims)
    spells = []
    for number, period in found:
        entry, *leaving = edges(number, period)
        rests_on = _rests_on(world, asked, entry)
        left = [since[claim] for claim in leaving if claim in since]
        spells.append(Spell(period, sorted({since[entry], *rests_on}), left))
    return spells


def necessary_events(
    projections: Projections, point: AsOf, asked: Asked, case_id: UUID
) -> list[int]:
    """The positions without which, together, the case would not be in the registry at the point.

    The event with which the membership came to be known is taken away, then that with which it
    would have come to be known without it, and so on until nothing puts the case there. The events
    of organisations and of lists stay: where one of them is named, it is the last.
    """
    records = projections.ledger.records_of(case_id, upto=point.known)
    told = pl.collect_all(beside_of(projections, point, asked.registry))
    beside = Beside(*(rows.lazy() for rows in told))
    named: list[int] = []
    while records:
        world = World(frames_of(point, _rows(records)), beside)
        claim = Claim(records[0].position, point.as_of)
        since = known_since(world, asked.registry, asked.ahead, [claim])
        if claim not in since:
            break
        named.append(since[claim])
        left = without(records, {since[claim]})
        if len(left) == len(records):
            break
        records = left
    return sorted(named)


def without(records: Sequence[Record], positions: Collection[int]) -> list[Record]:
    """The records of a case but those at ``positions``, and what says more of their entries.

    Without its opening nothing of a case is left.
    """
    made: dict[UUID, int] = {}
    for record in records:
        made.setdefault(_entry(record), record.position)
    gone = {entry_id for entry_id, position in made.items() if position in positions}
    if _entry(records[0]) in gone:
        return []
    return [r for r in records if r.position not in positions and _entry(r) not in gone]


def _entry(record: Record) -> UUID:
    event = record.event
    assert isinstance(event, CaseEvent)  # noqa: S101 - narrows the type
    return event.entry_id


def _rows(records: Sequence[Record]) -> dict[str, list[Row]]:
    """The rows that the records make, as live processing makes them."""
    changes = Changes()
    account_of(records[0]).follow(records, changes)
    return rows_of(changes.opened)


def _rests_on(world: World, asked: Asked, entry: Claim) -> set[int]:
    """Since when the rows have been known on which the membership rests on its first day."""
    moment = [(entry.number, entry.on, world.frames.point.known)]
    asked_of = pl.DataFrame(moment, schema=MOMENTS, orient="row").lazy()
    sight = at_moments(world.frames, world.beside, asked_of)
    found = supports(sight, asked.registry, asked.ahead).select("known_from").collect()
    return set(found["known_from"].to_list())


class NamedEvent(msgspec.Struct, frozen=True):
    """An event as it is named by its position; ``recorded_at`` in microseconds since 1970."""

    position: int
    recorded_at: int
    topic: str
    actor: str


def named_events(
    projections: Projections, point: AsOf, positions: Iterable[int]
) -> list[NamedEvent]:
    """The events at these positions, the first one first."""
    table = projections.at(point.known).audit_event
    columns = (table.c[name] for name in NamedEvent.__struct_fields__)
    statement = select(*columns).where(table.c.position.in_(sorted(positions)))
    with projections.reading() as connection:
        rows = connection.execute(statement.order_by(table.c.position)).all()
    return [NamedEvent(*row) for row in rows]
