"""The evaluator asked as the reference is asked, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.indicators.definitions import definition
from projections.frames import frames_at
from projections.indicators import Asked, Figure, evaluate, members, pieces
from projections.indicators.counting import cases_with_marks
from projections.indicators.making import make
from projections.population import NONE, Filters, Scope
from projections.runner import Projections
from tests.support import reference

Part = Literal["numerator", "denominator"]


def asked_of(question: reference.Asked, *, variant: str | None = None) -> Asked:
    """The question in the evaluator's terms."""
    own = Filters.__struct_fields__
    filters = {name: value for name, value in question.filters.items() if name in own}
    cell = {
        name: NONE if value is None else str(value)
        for name, value in question.filters.items()
        if name not in own
    }
    return Asked(
        filters=Filters(**filters),
        scope=Scope(organisation=question.organisation, regions=question.regions),
        first=question.since,
        last=question.until,
        variant=variant,
        cell=cell,
    )


def figures(
    projections: Projections,
    known: int,
    question: reference.Asked,
    ids: Sequence[str],
    *,
    variant: str | None = None,
    by: str | None = None,
) -> Mapping[str, Figure]:
    """The figures by indicator."""
    asked = asked_of(question, variant=variant)
    found = evaluate(projections, AsOf(question.on, known), ids=list(ids), asked=asked, by=by)
    return {figure.definition.id: figure for figure in found}


def cases_in(
    projections: Projections,
    known: int,
    question: reference.Asked,
    indicator: str,
    *,
    variant: str | None = None,
    part: Part,
    names: Mapping[int, UUID],
) -> list[UUID]:
    """The cases in a part of an indicator, by their numbers."""
    asked: Any = asked_of(question, variant=variant)
    point = AsOf(question.on, known)
    numbers = members(projections, point, indicator=indicator, asked=asked, part=part)
    return [names[number] for number in numbers]


def all_parts(
    projections: Projections,
    known: int,
    question: reference.Asked,
    ids: Sequence[str],
    *,
    variant: str | None = None,
    names: Mapping[int, UUID],
) -> Mapping[str, reference.Figure]:
    """Numerators and denominators of several indicators, read in one pass as ``evaluate`` does."""
    point, asked = AsOf(question.on, known), asked_of(question, variant=variant)
    editions = [definition(each, day=question.on).varied(variant) for each in ids]
    found = [each for each in editions if each.run is None]
    made = [make(each, point, asked) for each in found]
    cases = cases_with_marks(projections, frames_at(projections, point), made, asked)

    def told(expression: Any) -> frozenset[UUID]:
        return frozenset(names[n] for n in cases.filter(expression)["number"])

    def listed(indicator: str, part: Part) -> frozenset[UUID]:
        numbers = members(projections, point, indicator=indicator, asked=asked, part=part)
        return frozenset(names[number] for number in numbers)

    return {
        each.definition.id: reference.Figure(
            told(each.numerator), None if each.denominator is None else told(each.denominator)
        )
        for each in made
    } | {
        each.id: reference.Figure(listed(each.id, "numerator"), listed(each.id, "denominator"))
        for each in editions
        if each.run is not None
    }


def pieces_in(
    projections: Projections, known: int, question: reference.Asked, indicator: str, *, part: Part
) -> dict[UUID | str, float]:
    """What makes up a part of an indicator: by record, of quotas with the school, or by school."""
    asked, point = asked_of(question), AsOf(question.on, known)
    found = pieces(projections, point, indicator=indicator, asked=asked, part=part)
    of_quotas = indicator == "S002-G3.2"
    return {
        f"{each.record_id}/{each.organisation}"
        if of_quotas
        else each.record_id or str(each.organisation): each.number
        for each in found
    }
