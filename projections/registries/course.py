"""Membership of some cases through time: from which day to which, and by which events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from marshrut.asof import ONE_DAY, Period
from marshrut.columns import FOREVER
from marshrut.registries import Registry
from marshrut.registries.facts import tables_of
from marshrut.registries.membership import members
from marshrut.registries.sight import MOMENT, MOMENTS
from projections.registries.sight import at_moments
from projections.registries.world import World

Turn = tuple[int, date, int]
"""A moment: the number of a case, a day, a position."""


class Claim(NamedTuple):
    """That a case is in the registry on one day, and, if that is said, not on another."""

    number: int
    on: date
    but_not_on: date | None = None


def periods(world: World, registry: Registry, days: int) -> dict[int, list[Period]]:
    """The days on which each case is in the registry, by what is known at the point."""
    known = world.only(tables_of(registry, with_columns=False)).known
    moments = _candidates(known, days).with_columns(
        known=pl.lit(world.frames.point.known, pl.UInt32)
    )
    sight = at_moments(known.frames, known.beside, moments)
    inside = members(sight, registry, days).select(*MOMENT, inside=pl.lit(value=True))
    asked = moments.join(inside, on=list(MOMENT), how="left").sort("number", "day")
    found: dict[int, list[Period]] = defaultdict(list)
    begun: dict[int, date] = {}
    for number, day, is_in in asked.select("number", "day", "inside").collect().iter_rows():
        if is_in:
            begun.setdefault(number, day)
        elif number in begun:
            found[number].append(Period(begun.pop(number), day))
    for number, day in begun.items():
        found[number].append(Period(day))
    return dict(found)


def _candidates(world: World, days: int) -> pl.LazyFrame:
    """The days on which membership may change: nothing happens between two neighbours."""
    _, states, episodes, spans, facts = world.frames
    ahead = pl.duration(days=days)
    lacks, listed = _beside(world)
    turns = (
        *((rows, pl.col(end)) for rows in (states, episodes, spans) for end in _EDGES),
        *((rows, pl.col(due) - ahead) for rows, due in ((episodes, _STATED), (spans, "due_on"))),
        (facts, pl.col("effective_on")),
        (facts, pl.coalesce("period_end", "effective_on") + ONE_DAY),
        (lacks, pl.col("lacks_from")),
        (lacks, pl.col("lacks_to")),
        (listed, pl.col("listed_from")),
        (listed, pl.col("listed_to")),
    )
    return (
        pl.concat([rows.select("number", day=day.cast(pl.Date)) for rows, day in turns])
        .filter(pl.col("day").is_not_null(), pl.col("day") < FOREVER)
        .unique()
    )


def _beside(world: World) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """What stands beside the cases, by their numbers: wherever they have been."""
    named = ("organisation", "programme_code")
    home = world.frames.states.select("number", *(pl.col(n).cast(pl.String) for n in named))
    return (
        home.join(world.beside.schools, on="organisation"),
        home.join(world.beside.lists, on=named),
    )


_EDGES, _STATED = ("valid_from", "valid_to"), "expected_end_on"


def known_since(
    world: World, registry: Registry, days: int, claims: Collection[Claim]
) -> dict[Claim, int]:
    """The position from which each claim has been known without a break up to the point.

    A claim that does not hold at the point is left out.
    """
    positions = _positions(world.only(tables_of(registry, with_columns=False)))
    moments = {
        (claim.number, day, known)
        for claim in claims
        for day in (claim.on, claim.but_not_on)
        if day is not None
        for known in positions[claim.number]
    }
    inside = _inside(world, registry, days, moments)
    since = {}
    for claim in claims:
        held = _unbroken(claim, positions[claim.number], inside)
        if held is not None:
            since[claim] = held
    return since


def _unbroken(claim: Claim, positions: Iterable[int], inside: set[Turn]) -> int | None:
    first = None
    for known in sorted(positions, reverse=True):
        out = claim.but_not_on
        if (claim.number, claim.on, known) not in inside:
            break
        if out is not None and (claim.number, out, known) in inside:
            break
        first = known
    return first


def _inside(world: World, registry: Registry, days: int, moments: set[Turn]) -> set[Turn]:
    asked = pl.DataFrame(sorted(moments), schema=MOMENTS, orient="row").lazy()
    sight = at_moments(world.frames, world.beside, asked)
    return set(members(sight, registry, days).select(*MOMENT).collect().iter_rows())


def _positions(world: World) -> Mapping[int, set[int]]:
    """The positions at which what is known of each case changed."""
    _, *frames = world.frames
    changes = pl.concat(
        rows.select("number", position=edge)
        for rows in (*frames, *_beside(world))
        for edge in ("known_from", "known_to")
    )
    within = changes.filter(pl.col("position") <= world.frames.point.known).unique()
    found: dict[int, set[int]] = defaultdict(set)
    for number, position in within.collect().iter_rows():
        found[number].add(position)
    return found


def edges(number: int, period: Period) -> Iterator[Claim]:
    """That the membership begins on its first day, and that it ends where it does."""
    yield Claim(number, period.start, period.start - ONE_DAY)
    if period.end is not None:
        yield Claim(number, period.end - timedelta(days=1), period.end)
