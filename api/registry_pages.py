"""The rows of any registry: of cases, of programmes, of employers, of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from api.registry_about import About, Made, about_registry
from api.registry_tables import (
    Persons,
    employer_table,
    programme_table,
    record_table,
    registry_table,
)
from api.tables import Table
from marshrut.asof import AsOf
from marshrut.registries import Registry, registries
from projections.case_list import LONGEST_PAGE, CaseRow
from projections.population import Filters, Scope
from projections.registries import (
    Asked,
    RecordRow,
    RegistryRow,
    filters_of_records,
    programmes_at_risk,
    record_members,
    record_rows,
    registry_counts,
    registry_numbers,
    registry_rows,
    unfair_employers,
)
from projections.runner import Projections

MOST_EXPORTED = 100_000
"""Rows of a file that is answered at once; the command line writes larger ones."""

Rows = list[dict[str, Any]]
PROGRAMMES, EMPLOYERS = "programmes", "employers"
TABLES: Mapping[str, Callable[[Registry, About, Rows], Table]] = {
    PROGRAMMES: programme_table,
    EMPLOYERS: employer_table,
}
"""How the rows of a registry that is not of cases are shown."""


class Plain(NamedTuple):
    """All rows of a registry that is not of cases, and what was left out of it."""

    rows: Rows
    left_out: dict[str, int]


def _programmes(projections: Projections, point: AsOf, asked: Asked, least: int) -> Plain:
    found = programmes_at_risk(
        projections, point, filters=asked.filters, scope=asked.scope, least=least
    )
    left_out = {"programmes": found.small_programmes, "graduates": found.small_graduates}
    return Plain([msgspec.structs.asdict(row) for row in found.rows], left_out)


def _employers(projections: Projections, point: AsOf, asked: Asked, _: int) -> Plain:
    found = unfair_employers(projections, point, filters=asked.filters, scope=asked.scope)
    return Plain([msgspec.structs.asdict(row) for row in found], {})


PLAIN: Mapping[str, Callable[[Projections, AsOf, Asked, int], Plain]] = {
    PROGRAMMES: _programmes,
    EMPLOYERS: _employers,
}


def plain_rows(projections: Projections, point: AsOf, asked: Asked, least: int | None) -> Plain:
    """The rows of a registry of programmes or of employers."""
    make = PLAIN[asked.registry.basis]
    return make(projections, point, asked, least or asked.registry.least or 0)


def counts(projections: Projections, point: AsOf, asked: Callable[[str], Asked]) -> dict[str, int]:
    """How many rows each registry has."""
    all_of_them = [asked(code) for code in registries()]
    of_cases = [each for each in all_of_them if each.registry.of_cases]
    found = registry_counts(projections, point, of_cases)
    for each in all_of_them:
        if each.registry.of_records:
            found[each.registry.code] = len(record_members(projections, point, each))
        elif not each.registry.of_cases:
            found[each.registry.code] = len(plain_rows(projections, point, each, None).rows)
    return {code: found[code] for code in registries()}


def asked_of(registry: Registry, filters: Filters, scope: Scope, days: int | None = None) -> Asked:
    """What is asked of the registry: of records, only the filters that can be."""
    shown = filters_of_records(filters) if registry.of_records else filters
    return Asked(registry=registry, filters=shown, scope=scope, days=days)


def whole_table(
    projections: Projections,
    point: AsOf,
    asked: Asked,
    *,
    least: int | None,
    made: Made,
    persons: Callable[[Sequence[CaseRow]], Persons] | None = None,
) -> Table:
    """All rows of the registry as a table; ``persons`` opens those of some cases."""
    registry = asked.registry
    about = about_registry(projections, point, asked, made, least)
    if registry.of_records:
        return record_table(registry, about, all_records(projections, point, asked))
    if not registry.of_cases:
        plain = plain_rows(projections, point, asked, least).rows
        return TABLES[registry.basis](registry, about, plain)
    rows = all_rows(projections, point, asked)
    opened: dict[Any, Any] = {}
    for some in _pages(rows):
        opened |= persons([row.case for row in some]) if persons else {}
    return registry_table(registry, about, rows, opened if persons else None)


def all_rows(projections: Projections, point: AsOf, asked: Asked) -> list[RegistryRow]:
    """Every row of a registry of cases, read page by page."""
    numbers = registry_numbers(projections, point, asked)
    pages = (
        registry_rows(projections, point, asked, numbers=some, limit=LONGEST_PAGE)
        for some in _pages(numbers)
    )
    return list(chain.from_iterable(pages))


def all_records(projections: Projections, point: AsOf, asked: Asked) -> list[RecordRow]:
    """Every row of a registry of records."""
    lines = record_members(projections, point, asked)
    pages = (record_rows(projections, point, asked.registry, some) for some in _pages(lines))
    return list(chain.from_iterable(pages))


def _pages(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + LONGEST_PAGE] for start in range(0, len(rows), LONGEST_PAGE)]
