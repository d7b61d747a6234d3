"""All that is known, and ever was by a position, of some cases: the ground of their courses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple
from uuid import UUID

import polars as pl
from sqlalchemy import Date, not_, or_, select, type_coerce

from marshrut.asof import AsOf
from marshrut.columns import FOREVER
from projections.frames import Frames
from projections.frames.columns import TABLES, UNENDED
from projections.frames.encoding import decode, encode, first_vocabulary
from projections.frames.reading import raw_frame, read_raw
from projections.runner import Projections

SCHOOL = {
    "organisation": pl.String(),
    "lacks_from": pl.Date(),
    "lacks_to": pl.Date(),
    "known_from": pl.UInt32(),
    "known_to": pl.UInt32(),
}
"""The days on which an organisation had no centre, and from and to when that was known."""

ENDINGS = {"valid_to": FOREVER, "lacks_to": FOREVER, "known_to": UNENDED}


class World(NamedTuple):
    """Rows known at the point's position or before; ``frames.point`` is the point."""

    frames: Frames
    schools: pl.LazyFrame

    @property
    def known(self) -> World:
        """Without what had been replaced by the point's position."""
        kept = pl.col("known_to") > self.frames.point.known
        return World(
            Frames(self.frames.point, *(rows.filter(kept) for rows in self.frames[1:])),
            self.schools.filter(kept),
        )

    def only(self, tables: Collection[str]) -> World:
        """Without the rows of other tables: what they tell cannot change the answer."""
        rows = zip(TABLES, self.frames[1:], strict=True)
        kept = (each if name in tables else _nothing(name) for name, each in rows)
        return World(Frames(self.frames.point, *kept), self.schools)


def world_of(
    projections: Projections,
    point: AsOf,
    case_ids: Collection[UUID],
    *,
    tables: Collection[str],
    with_schools: bool,
) -> World:
    """The rows of the cases in the tables; the organisations' only where they are asked."""
    slot = projections.at(point.known)
    raw = {}
    with projections.reading() as connection:
        for name in tables:
            table = getattr(slot, name)
            theirs = (table.c.case_id.in_(case_ids), table.c.known_from <= point.known)
            raw[name] = read_raw(connection, table, name, *theirs)
    return World(frames_of(point, raw), lacking(projections, point, wanted=with_schools))


def frames_of(point: AsOf, raw: Mapping[str, pl.DataFrame]) -> Frames:
    """Frames of rows as the database tells them, by table; of others there are none."""
    found = (_frame(name, raw[name]) if name in raw else _nothing(name) for name in TABLES)
    return Frames(point, *found)


@cache
def _nothing(name: str) -> pl.LazyFrame:
    return _frame(name, raw_frame(name, ()))


def _frame(name: str, raw: pl.DataFrame) -> pl.LazyFrame:
    vocabulary = first_vocabulary()
    return decode(name, encode(name, raw, vocabulary).lazy(), vocabulary)


def lacking(projections: Projections, point: AsOf, *, wanted: bool = True) -> pl.LazyFrame:
    """The days on which organisations had no centre, as known at the point or before.

    A responsible person is none (domain 7.1). Nothing is read where it is not ``wanted``.
    """
    table = projections.at(point.known).organisation_state
    responsible = table.c.centre_kind.in_(("RESPONSIBLE_PERSON", "NONE"))
    days = (type_coerce(table.c[name], Date) for name in ("valid_from", "valid_to"))
    statement = select(table.c.code, *days, table.c.known_from, table.c.known_to).where(
        table.c.known_from <= point.known, or_(not_(table.c.has_centre), responsible)
    )
    rows: list[tuple[object, ...]] = []
    if wanted:
        with projections.reading() as connection:
            rows = [tuple(row) for row in connection.execute(statement)]
    frame = pl.DataFrame(rows, schema=SCHOOL, orient="row").lazy()
    return frame.with_columns(
        pl.col(name).fill_null(ENDINGS[name]) for name in ("lacks_to", "known_to")
    )
