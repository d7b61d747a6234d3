"""How a programme's targets stand at a point: plan, fact, deviation, dynamics (F091, F099)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from marshrut.asof import AsOf, add_months
from marshrut.classifiers import classifier
from marshrut.indicators.definitions import Definition, UnknownIndicator, definition
from marshrut.programmes.evaluation import NOTHING, Fact, Judged, exactly, judged
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.plan import Indicator, Target
from projections.indicators import Asked, Figure, evaluate, members
from projections.indicators.asked import IN_FORCE
from projections.indicators.making import Part
from projections.population import Filters, Scope
from projections.runner import Projections

HOLDERS = frozenset({"S002-K3", "S002-K4.1", "S002-K4.2"})
"""These count by themselves only those who had the contract that their targets name."""


class Evaluated(NamedTuple):
    """A target on the day of its value: today, or the last day of its period."""

    indicator: Indicator
    target: Target
    day: date
    fact: Fact
    judged: Judged


Key = tuple[str, Target, date]
"""An indicator, its target, and a day."""


def evaluation(
    projections: Projections,
    point: AsOf,
    registered: ProgrammeRegistered,
    indicators: Sequence[Indicator],
    editions: Mapping[str, int] = IN_FORCE,
) -> list[Evaluated]:
    """Every target of the indicators, in their order; one not begun yet has no fact.

    ``editions``: the latest edition of each indicator that is used, by id; else whichever is in
    force on the day of the target.
    """
    rows = [(indicator, target) for indicator in indicators for target in indicator.targets]
    days = {target: min(point.as_of, target.period_to) for _, target in rows}
    asked = [(i, t, days[t]) for i, t in rows if point.as_of >= t.period_from]
    facts = _facts(projections, point.known, registered, asked, editions)
    return [
        Evaluated(indicator, target, days[target], fact or NOTHING, judged(target, fact))
        for indicator, target in rows
        for fact in [facts.get((indicator.id, target, days[target]))]
    ]


def dynamics(
    projections: Projections,
    point: AsOf,
    registered: ProgrammeRegistered,
    found: Sequence[Evaluated],
) -> dict[tuple[str, Target], list[tuple[date, Fact]]]:
    """The fact of each target at the end of each month of its period, as far as it has come."""
    asked = [
        (each.indicator, each.target, day)
        for each in found
        if point.as_of >= each.target.period_from
        for day in month_ends(each.target.period_from, each.day)
    ]
    series: dict[tuple[str, Target], list[tuple[date, Fact]]] = {}
    for key, fact in _facts(projections, point.known, registered, asked).items():
        series.setdefault(key[:2], []).append((key[2], fact))
    return {key: sorted(facts) for key, facts in series.items()}


def target_cases(
    projections: Projections,
    point: AsOf,
    registered: ProgrammeRegistered,
    *,
    indicator: Indicator,
    target: Target,
    part: Part,
    editions: Mapping[str, int] = IN_FORCE,
) -> list[int]:
    """The numbers of the cases in a part of the fact; of what is reported there are none.

    ``editions`` as of an evaluation.
    """
    day = min(point.as_of, target.period_to)
    used = _used([indicator.id], day, editions)
    if point.as_of < target.period_from or not used:
        return []
    asked = asked_of(registered, indicator, target)._replace(editions=used)
    at = AsOf(day, point.known)
    return members(projections, at, indicator=indicator.id, asked=asked, part=part)


def asked_of(registered: ProgrammeRegistered, indicator: Indicator, target: Target) -> Asked:
    """Of whom and of which period the target is: of the programme's own graduates."""
    form = target.category if target.category in classifier("study_forms").terms else None
    category = None if form or indicator.id in HOLDERS else target.category
    filters = Filters(
        graduation_year=target.cohort,
        organisation=registered.organisation,
        study_form=form,
        category=category,
    )
    return Asked(
        filters=filters,
        scope=Scope(regions=(registered.region_code,)),
        first=target.period_from,
        last=target.period_to,
    )


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of each month from ``first`` to ``last``, and ``last`` itself."""
    month = add_months(first.replace(day=1), 1)
    while month - timedelta(days=1) < last:
        yield month - timedelta(days=1)
        month = add_months(month, 1)
    if first <= last:
        yield last


def _facts(
    projections: Projections,
    known: int,
    registered: ProgrammeRegistered,
    wanted: Iterable[tuple[Indicator, Target, date]],
    editions: Mapping[str, int] = IN_FORCE,
) -> dict[Key, Fact]:
    """The facts of targets on days: those of one day and one population in one pass."""
    cells: dict[Any, tuple[Asked, list[Key]]] = {}
    for indicator, target, day in wanted:
        asked = asked_of(registered, indicator, target)
        cell = (day, *asked[:4])  # the last part, the cells, cannot be a key
        cells.setdefault(cell, (asked, []))[1].append((indicator.id, target, day))
    facts: dict[Key, Fact] = {}
    for (day, *_), (asked, keys) in cells.items():
        ids = list(dict.fromkeys(identity for identity, *_ in keys))
        used = _used(ids, day, editions)
        figures = _evaluated(projections, AsOf(day, known), asked._replace(editions=used))
        told = {figure.definition.id: fact_of(figure) for figure in figures}
        facts |= {key: told.get(key[0], NOTHING) for key in keys}
    return facts


def _evaluated(projections: Projections, point: AsOf, asked: Asked) -> list[Figure]:
    """The indicators whose editions are named."""
    ids = list(asked.editions)
    return evaluate(projections, point, ids=ids, asked=asked) if ids else []


def _used(ids: Iterable[str], day: date, editions: Mapping[str, int]) -> dict[str, int]:
    """The editions with which indicators are evaluated; a plan may name one of its own."""
    found = {identity: definition_on(identity, day, editions) for identity in ids}
    return {identity: each.edition for identity, each in found.items() if each is not None}


def definition_on(identity: str, day: date, editions: Mapping[str, int]) -> Definition | None:
    """The edition in force on the day, or the one named if that is earlier; ``None``: unknown."""
    try:
        found = definition(identity, day=day)
        latest = editions.get(identity, found.edition)
        return found if found.edition <= latest else definition(identity, day=day, edition=latest)
    except UnknownIndicator:
        return None


def fact_of(figure: Figure) -> Fact:
    """The figure as a target takes it."""
    value = figure.value
    parts = (figure.numerator, figure.denominator, value, _exact(figure), figure.reason)
    return Fact(*parts, reported=figure.counted is not None)


def _exact(figure: Figure) -> Fraction | None:
    """The value before any rounding: 29 of 50 is 58 %, which floating numbers miss.

    A number of persons is its own value, though it may have a denominator.
    """
    value = figure.value
    if value is None or isinstance(value, str):
        return None
    if figure.numerator is not None and figure.denominator and value != figure.numerator:
        share = exactly(figure.numerator) / exactly(figure.denominator)
        return figure.definition.scale * share
    return exactly(float(value))
