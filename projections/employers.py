"""The employers at a point: page by page, each one whole, and as what their workers count."""

from __future__ import annotations

from itertools import islice
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.dated import passport_on
from marshrut.employers.employer import employer_id, stretches
from marshrut.employers.events import Passport
from marshrut.imports.keys import key
from marshrut.ledger.ledger import Record
from projections.point import covers
from projections.runner import Projections


class Narrowing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which employers; ``name``: a part of it, in letters of either case."""

    inn: str | None = None
    name: str | None = None
    industry: str | None = None
    opk: bool | None = None


class Registered(NamedTuple):
    """An employer in the register: its name, its industry if it is known, whether it is ОПК."""

    name: str
    industry: str | None
    opk: bool


class EmployerFile(msgspec.Struct, frozen=True):
    """An employer as known at a point: what holds on the day, and the records of all of it."""

    inn: str
    passport: Passport
    records: list[Record]

    @property
    def version(self) -> int:
        """The version that was known."""
        version: int = self.records[-1].event.originator_version
        return version


def employers_at(
    projections: Projections, point: AsOf, *, narrowing: Narrowing, after: str = "", limit: int
) -> list[dict[str, Any]]:
    """The employers with an ИНН above ``after``, by ИНН.

    A part of a name is looked for here: of Cyrillic letters SQLite knows no other case.
    """
    table = projections.at(point.known).employer_state
    named = (table.c.inn, table.c.name, table.c.industry, table.c.opk, table.c.region_code)
    statement = select(*named).where(covers(table, point), table.c.inn > after)
    for name, value in msgspec.structs.asdict(narrowing).items():
        if name != "name" and value is not None:
            statement = statement.where(table.c[name] == value)
    statement = statement.order_by(table.c.inn)
    if narrowing.name is None:
        statement = statement.limit(limit)
    sought = key(narrowing.name or "")
    with projections.reading() as connection:
        rows = connection.execute(statement).mappings()
        return [
            dict(row) for row in islice(filter(lambda r: sought in key(r["name"]), rows), limit)
        ]


def employer_file(projections: Projections, point: AsOf, inn: str) -> EmployerFile | None:
    """The employer as known at the point; ``None`` where it was not known."""
    records = projections.ledger.records_of(employer_id(inn), upto=point.known)
    if not records:
        return None
    found = stretches([record.event for record in records])
    return EmployerFile(inn, passport_on(point.as_of, found), records)


def register_at(projections: Projections, point: AsOf) -> dict[str, Registered]:
    """All employers at the point, each by its ИНН, as what their workers count."""
    table = projections.at(point.known).employer_state
    columns = (table.c[name] for name in ("inn", *Registered._fields))
    statement = select(*columns).where(covers(table, point)).order_by(table.c.inn)
    with projections.reading() as connection:
        rows = connection.execute(statement)
        return {inn: Registered(*told) for inn, *told in rows}
