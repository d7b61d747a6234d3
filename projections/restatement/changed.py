"""The cases that may have moved: of which something else is known, or stands, at the later point.

They are few, whatever the number of cases; all that follows is about these alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure
from marshrut.forms.definitions import Table
from projections.forms.asked import LIFECYCLES, Asked
from projections.forms.cases import counted_cases, industries_at
from projections.forms.measures import given_measures
from projections.frames import Frames, among, frames_at
from projections.frames.encoding import key_of
from projections.listed import listed_at
from projections.organisations import organisations_at
from projections.population import Scope
from projections.restatement.compared import Compared
from projections.runner import Projections

OF_SCHOOLS = ("region_code", "has_centre", "centre_kind")
"""What questions ask of a school."""

RECTANGLE = ("number", "valid_from", "known_from")
"""What tells a row of states from any other."""

OF_MEASURES = ("number", "kind", "code", "counted", "effective_on")
"""What tables ask of measures."""

T = TypeVar("T")


class Sides(NamedTuple):
    """The frames at both points."""

    before: Frames
    after: Frames

    def of(self, numbers: pl.Series) -> Sides:
        """The states of these cases alone, held in memory."""
        chosen = pl.col("number").is_in(numbers.implode())
        return Sides(
            *(side._replace(states=side.states.filter(chosen).collect().lazy()) for side in self)
        )


def sides_of(projections: Projections, asked: Compared) -> Sides:
    """The frames at both points, of all cases."""
    return Sides(*(frames_at(projections, each.point) for each in asked))


def asked_about(projections: Projections, asked: Compared, sides: Sides) -> Sides:
    """The states and measures of the cases that any table may count, held in memory.

    Tables look at them again and again: at those of a school, not at a country's.
    """
    return Sides(*(_asked_about(projections, *each) for each in zip(asked, sides, strict=True)))


def counted(projections: Projections, asked: Asked, frames: Frames, table: Table) -> pl.LazyFrame:
    """The cases that a table counts, of frames with none but those asked about.

    Nobody beyond the bounds of the question is in them: to ask which schools these are, for every
    table anew, takes longer than to count.
    """
    return counted_cases(projections, frames, asked._replace(scope=Scope()), table)


def _asked_about(projections: Projections, asked: Asked, frames: Frames) -> Frames:
    where = among(
        projections,
        asked.point,
        filters=asked.filters,
        scope=asked.scope,
        lifecycles=set().union(*LIFECYCLES.values()),
    )
    states = frames.states.filter(where).collect().lazy()
    measures = frames.facts.filter(pl.col("kind") == Measure.KIND).select(OF_MEASURES)
    facts = measures.join(states.select("number"), on="number", how="semi").collect().lazy()
    return frames._replace(states=states, facts=facts)


def changed_states(projections: Projections, asked: Compared, sides: Sides) -> pl.Series:
    """The numbers of the cases whose state on the day is another, or is read otherwise."""
    one, other = (side.states.select(RECTANGLE) for side in sides)
    told = [
        one.join(other, on=RECTANGLE, how="anti").select("number"),
        other.join(one, on=RECTANGLE, how="anti").select("number"),
        *(side.states.filter(_otherwise(projections, asked)).select("number") for side in sides),
    ]
    return _numbers(told)


def changed_measures(asked: Compared, sides: Sides) -> pl.Series:
    """The numbers of the cases to which other measures were given."""
    keys = ("number", "measure")
    one, other = (
        given_measures(side, each).collect().lazy() for side, each in zip(sides, asked, strict=True)
    )
    gone, come = one.join(other, on=keys, how="anti"), other.join(one, on=keys, how="anti")
    return _numbers([gone.select("number"), come.select("number")])


def _numbers(told: list[pl.LazyFrame]) -> pl.Series:
    return pl.concat(told).unique().collect()["number"]


def _otherwise(projections: Projections, asked: Compared) -> pl.Expr:
    """The states that are read otherwise at the later point, though they are the same."""
    if asked.by_years:
        return pl.lit(value=True)
    schools = _others(asked, lambda point: dict(_schools(projections, point)))
    moved = pl.col("organisation").is_in(schools)
    if asked.of_lists:
        moved |= pl.col("programme_code").is_in(_listed_otherwise(projections, asked))
    if asked.of_employers:
        inns = _others(asked, lambda point: industries_at(projections, point))
        keys = pl.Series([key_of(inn) for inn in inns], dtype=pl.UInt64)
        moved |= pl.col("employer").is_in(keys.implode()).fill_null(value=False)
    return moved


def _listed_otherwise(projections: Projections, asked: Compared) -> list[str]:
    """The programmes that lists name for some school at one of the points only."""
    one, other = (
        {
            (category, school, programme)
            for category, schools in listed_at(
                projections, projections.at(each.point.known), each.point
            ).items()
            for school, programmes in schools.items()
            for programme in programmes
        }
        for each in asked
    )
    return sorted({programme for _, _, programme in one ^ other})


def _schools(projections: Projections, point: AsOf) -> Iterator[tuple[str, tuple[object, ...]]]:
    for row in organisations_at(projections, point, scope=Scope()):
        yield row["code"], tuple(row[name] for name in OF_SCHOOLS)


def _others(asked: Compared, told: Callable[[AsOf], dict[str, T]]) -> list[str]:
    """The codes of which something else is told at the later point; unknown is something else."""
    one, other = (told(each.point) for each in asked)
    missing = object()
    return sorted(
        code
        for code in one.keys() | other.keys()
        if one.get(code, missing) != other.get(code, missing)
    )
