"""What registries ask of others than cases: organisations without a centre, lists of professions.

All that was ever known by the point's position, so that many days and positions can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import polars as pl
from sqlalchemy import Date, Select, not_, or_, select, type_coerce

from marshrut.asof import AsOf
from marshrut.columns import FOREVER
from marshrut.records.lists import LISTS, NO_VACANCY, programmes_on
from marshrut.registries import Registry
from marshrut.registries.rules import RULES, schools, without_vacancies
from marshrut.registries.sight import Beside
from projections.frames.columns import UNENDED
from projections.runner import Projections

DAYS = {"from": pl.Date(), "to": pl.Date(), "known_from": pl.UInt32(), "known_to": pl.UInt32()}
"""From and to when something held, and from and to when that was known; no end: for ever."""

Rows = Iterable[tuple[Any, ...]]


def beside_of(projections: Projections, point: AsOf, registry: Registry) -> Beside:
    """What the registry asks of others than cases; of the rest, nothing is read."""
    asked = RULES[registry.code].rests_on.values()
    return Beside(
        _lacking(projections, point) if schools in asked else NOTHING.schools,
        _listed(projections, point) if without_vacancies in asked else NOTHING.lists,
    )


def _lacking(projections: Projections, point: AsOf) -> pl.LazyFrame:
    """The days on which organisations had no centre; a responsible person is none (domain 7.1)."""
    table = projections.at(point.known).organisation_state
    responsible = table.c.centre_kind.in_(("RESPONSIBLE_PERSON", "NONE"))
    without = or_(not_(table.c.has_centre), responsible)
    return _without_centre(_rows(projections, _known(table, point, table.c.code).where(without)))


def _listed(projections: Projections, point: AsOf) -> pl.LazyFrame:
    """The days on which programmes were on a list of the region in which an organisation was."""
    slot = projections.at(point.known)
    school, kept = slot.organisation_state, slot.record_state
    of_kind = (kept.c.kind == LISTS[NO_VACANCY], kept.c.open)
    lists = _known(kept, point, kept.c.region_code, kept.c.content).where(*of_kind)
    homes = _known(school, point, school.c.region_code, school.c.code)
    return _on_lists(_rows(projections, homes), _programmes(_rows(projections, lists)))


def _without_centre(rows: Rows) -> pl.LazyFrame:
    named = {"organisation": pl.String(), **DAYS}
    return _frame(named, rows).rename({"from": "lacks_from", "to": "lacks_to"})


def _on_lists(homes: Rows, lists: Rows) -> pl.LazyFrame:
    ours = _frame({"region": pl.String(), "organisation": pl.String(), **DAYS}, homes)
    theirs = _frame({"region": pl.String(), "programme_code": pl.String(), **DAYS}, lists)
    both = ours.join(theirs, on="region", suffix="_list")
    return both.select(
        "organisation",
        "programme_code",
        listed_from=pl.max_horizontal("from", "from_list"),
        listed_to=pl.min_horizontal("to", "to_list"),
        known_from=pl.max_horizontal("known_from", "known_from_list"),
        known_to=pl.min_horizontal("known_to", "known_to_list"),
        told_at=pl.col("known_from_list"),
    ).filter(pl.col("listed_from") < pl.col("listed_to"), pl.col("known_from") < pl.col("known_to"))


def _programmes(rows: Rows) -> Iterator[tuple[Any, ...]]:
    for region, content, *days in rows:
        fields = msgspec.json.decode(content)
        for programme in sorted(programmes_on(LISTS[NO_VACANCY], fields)):
            yield region, programme, *days


def _known(table: Any, point: AsOf, *named: Any) -> Select[Any]:
    days = (type_coerce(table.c[name], Date) for name in ("valid_from", "valid_to"))
    columns = (*named, *days, table.c.known_from, table.c.known_to)
    return select(*columns).where(table.c.known_from <= point.known)


def _rows(projections: Projections, statement: Select[Any]) -> list[tuple[Any, ...]]:
    with projections.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def _frame(schema: dict[str, pl.DataType], rows: Rows) -> pl.LazyFrame:
    frame = pl.DataFrame(list(rows), schema=schema, orient="row").lazy()
    return frame.with_columns(
        pl.col("to").fill_null(FOREVER), pl.col("known_to").fill_null(UNENDED)
    )


NOTHING = Beside(_without_centre(()), _on_lists((), ()))
"""Where nothing is asked of others than cases."""
