"""Records at a point: page by page, each with what is said of it on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Table, func, select

from marshrut.asof import AsOf
from projections.point import covers
from projections.runner import Projections

MANY = 2_000
"""Rows that are looked through at once where fields are asked for."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are in sight: all, of some regions, of one organisation.

    ``also_of``: the region of which all are, beside those of the organisation. ``receiver``: the
    field by which records of other regions are addressed to one of these.
    """

    organisation: str | None = None
    regions: tuple[str, ...] = ()
    also_of: str | None = None
    receiver: str | None = None


class Narrowing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which of them; ``field`` has the ``value``, or has it among its values."""

    organisation: str | None = None
    region_code: str | None = None
    state: str | None = None
    open: bool | None = None
    field: str | None = None
    value: str | None = None


class RecordLine(msgspec.Struct, frozen=True, kw_only=True):
    """A record on a day, by its number: the position at which it was opened."""

    number: int
    record_id: UUID
    kind: str
    region_code: str
    organisation: str | None
    state: str
    open: bool
    since: date
    confirmed_on: date
    fields: Mapping[str, Any]


def record_page(
    projections: Projections,
    point: AsOf,
    kind: str,
    *,
    sight: Sight,
    narrowing: Narrowing,
    after: int = 0,
    limit: int | None = None,
) -> list[RecordLine]:
    """The records of the kind on the day with numbers above ``after``, by number."""
    found = records_at(projections, point, kind, sight=sight, narrowing=narrowing, after=after)
    return list(islice(found, limit))


def records_at(
    projections: Projections,
    point: AsOf,
    kind: str,
    *,
    sight: Sight,
    narrowing: Narrowing,
    after: int = 0,
) -> Iterator[RecordLine]:
    """All of them, read as they are asked for."""
    fits = _fits(narrowing)
    while True:
        some = _read(projections, point, (kind, sight, narrowing), after)
        yield from (each for each in some if _is_seen(each, sight) and fits(each))
        if len(some) < MANY:
            return
        after = some[-1].number


def record_at(projections: Projections, point: AsOf, record_id: UUID) -> RecordLine | None:
    """The record on the day; ``None`` before its first day, or where it was annulled."""
    table = projections.at(point.known).record_state
    statement = _lines(table, point).where(table.c.record_id == record_id)
    with projections.reading() as connection:
        row = connection.execute(statement).first()
    return None if row is None else _line(row)


def _read(
    projections: Projections, point: AsOf, asked: tuple[str, Sight, Narrowing], after: int
) -> list[RecordLine]:
    kind, sight, narrowing = asked
    table = projections.at(point.known).record_state
    statement = _lines(table, point).where(
        table.c.kind == kind, *in_sight(table, sight), *_narrowed(table, narrowing)
    )
    number = statement.selected_columns[0]
    statement = statement.where(number > after).order_by(number).limit(MANY)
    with projections.reading() as connection:
        return [_line(row) for row in connection.execute(statement)]


def _lines(table: Table, point: AsOf) -> Any:
    first = table.alias("first")
    number = (
        select(func.min(first.c.known_from))
        .where(first.c.record_id == table.c.record_id)
        .scalar_subquery()
    )
    named = ("record_id", "kind", "region_code", "organisation", "state", "open", "valid_from")
    columns = (table.c[name] for name in (*named, "confirmed_on", "content"))
    return select(number, *columns).where(covers(table, point))


def _line(row: Any) -> RecordLine:
    number, record_id, kind, region, organisation, state, is_open, since, confirmed, content = row
    return RecordLine(
        number=number,
        record_id=record_id,
        kind=kind,
        region_code=region,
        organisation=organisation,
        state=state,
        open=is_open,
        since=since,
        confirmed_on=confirmed,
        fields=msgspec.json.decode(content),
    )


def in_sight(table: Table, sight: Sight) -> list[ColumnElement[bool]]:
    """The rows of records in sight."""
    if sight.organisation is not None:
        own: ColumnElement[bool] = table.c.organisation == sight.organisation
        return [own if sight.also_of is None else own | (table.c.region_code == sight.also_of)]
    if sight.receiver is not None:
        return []  # to whom a record is addressed is told in its fields: see ``_is_seen``
    return [table.c.region_code.in_(sight.regions)] if sight.regions else []


def _is_seen(line: RecordLine, sight: Sight) -> bool:
    if sight.receiver is None or not sight.regions:
        return True
    return bool({line.region_code, line.fields.get(sight.receiver)} & {*sight.regions})


def _narrowed(table: Table, narrowing: Narrowing) -> list[ColumnElement[bool]]:
    asked = {
        name: getattr(narrowing, name) for name in ("organisation", "region_code", "state", "open")
    }
    return [table.c[name] == value for name, value in asked.items() if value is not None]


def _fits(narrowing: Narrowing) -> Callable[[RecordLine], bool]:
    field, value = narrowing.field, narrowing.value
    if field is None or value is None:
        return lambda _: True
    return lambda line: value in told(line.fields.get(field))


def told(value: Any) -> list[str]:
    """What a field can be asked for: its value, or each of its values, as text."""
    match value:
        case None:
            return []
        case bool():
            return ["true" if value else "false"]
        case list():
            return [each for item in value for each in told(item)]
        case dict():
            counted = all(isinstance(number, int) for number in value.values())
            names = [*value] if counted else []  # codes that are counted, not names of columns
            return [*names, *(each for item in value.values() for each in told(item))]
        case _:
            return [str(value)]
