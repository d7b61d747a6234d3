"""A registry of cases at a point: who is in it, since when, and by which events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
import polars as pl

from marshrut.asof import AsOf, last_day
from marshrut.registries.facts import facts_of, tables_of
from marshrut.registries.membership import members, supports
from marshrut.registries.sight import MOMENTS, Sight
from projections.case_list import CaseRow, numbered_page
from projections.frames import Frames, among, frames_at
from projections.registries.asked import Asked
from projections.registries.beside import beside_of
from projections.registries.course import Claim, edges, known_since, periods
from projections.registries.sight import at_moments, at_point
from projections.registries.world import World, world_of
from projections.runner import Projections


class RegistryRow(msgspec.Struct, frozen=True):
    """A case in a registry. ``since`` is its first day, ``until`` its last where one is known.

    ``days`` counts from the first day to the date, both included. ``events`` are the positions
    that brought the case in (decision 0009); ``facts`` are the columns of the registry.
    """

    case: CaseRow
    since: date
    until: date | None
    days: int
    events: list[int]
    facts: dict[str, Any]


def registry_numbers(projections: Projections, point: AsOf, asked: Asked) -> list[int]:
    """The numbers of the cases in the registry at the point, ascending."""
    found = _members(projections, frames_at(projections, point), asked).collect()
    numbers: list[int] = found["number"].sort().to_list()
    return numbers


def registry_counts(
    projections: Projections, point: AsOf, asked: Sequence[Asked]
) -> dict[str, int]:
    """How many cases are in each of the registries at the point."""
    frames = frames_at(projections, point)
    counts = [_members(projections, frames, each).select(pl.len()) for each in asked]
    found = pl.collect_all(counts)
    return {each.registry.code: n.item() for each, n in zip(asked, found, strict=True)}


def registry_rows(
    projections: Projections,
    point: AsOf,
    asked: Asked,
    *,
    numbers: Collection[int],
    after: int = 0,
    limit: int,
) -> list[RegistryRow]:
    """Of the cases with these numbers those above ``after``, the first ``limit``, as rows."""
    cases = numbered_page(projections, point, numbers=numbers, after=after, limit=limit)
    if not cases:
        return []
    ids = [case.case_id for case in cases]
    tables = tables_of(asked.registry)
    world = world_of(projections, point, ids, tables=tables, registry=asked.registry)
    return _rows(world, asked, cases)


def _members(projections: Projections, frames: Frames, asked: Asked) -> pl.LazyFrame:
    point, registry = frames.point, asked.registry
    who = among(
        projections,
        point,
        filters=asked.filters,
        scope=asked.scope,
        lifecycles=registry.lifecycles,
    )
    sight = at_point(frames, beside_of(projections, point, registry), who)
    return members(sight, registry, asked.ahead).select("number")


def _rows(world: World, asked: Asked, cases: Sequence[CaseRow]) -> list[RegistryRow]:
    point, registry = world.frames.point, asked.registry
    spells = periods(world, registry, asked.ahead)
    now = {
        number: next(p for p in found if p.covers(point.as_of))
        for number, found in spells.items()
        if any(p.covers(point.as_of) for p in found)
    }
    claims = {
        number: (Claim(number, point.as_of), next(edges(number, p))) for number, p in now.items()
    }
    since = known_since(world, registry, asked.ahead, [c for two in claims.values() for c in two])
    sight = sight_of(world, [case.number for case in cases])
    rests_on = _positions(supports(sight, registry, asked.ahead))
    facts = facts_of(sight, registry, asked.ahead)
    return [
        RegistryRow(
            case,
            now[case.number].start,
            last_day(now[case.number].end),
            (point.as_of - now[case.number].start).days + 1,
            sorted({since[c] for c in claims[case.number]} | rests_on.get(case.number, set())),
            facts[case.number],
        )
        for case in cases
    ]


def sight_of(world: World, numbers: Collection[int]) -> Sight:
    """The cases at the point of the world."""
    point = world.frames.point
    moments = [(number, point.as_of, point.known) for number in numbers]
    asked = pl.DataFrame(moments, schema=MOMENTS, orient="row").lazy()
    return at_moments(world.frames, world.beside, asked)


def _positions(found: pl.LazyFrame) -> dict[int, set[int]]:
    positions: dict[int, set[int]] = {}
    for number, position in found.select("number", "known_from").collect().iter_rows():
        positions.setdefault(number, set()).add(position)
    return positions
