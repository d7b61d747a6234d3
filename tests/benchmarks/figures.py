"""What the authority asks: all indicators, a registry, a difference; at the head and in the past.

``python -m tests.benchmarks.figures [--cases N …] [--cache FOLDER]``
Beside the snapshot from columns at the same point, which is the least that any of them can take.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.asof import AsOf
from marshrut.indicators.definitions import definitions
from marshrut.registries import registries
from projections.differences import Question, differences
from projections.indicators import Asked as IndicatorsAsked
from projections.indicators import evaluate
from projections.registries import Asked as RegistryAsked
from projections.registries import registry_counts, registry_numbers, registry_rows
from projections.runner import Projections
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.imaged import with_image
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.snapshots import by_columns
from tests.benchmarks.timing import say, warm

PAGE = 100
AT_RISK = "R01"
RECENT = 1_000
"""Events between the two points of a difference of knowledge."""

MONTH = timedelta(days=30)

Ask = Callable[[], str]
"""A question; what came of it, in a word."""


def main(what: Asked) -> None:
    """Print how long each figure takes."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                measure(kept)


def measure(kept: Kept) -> None:
    """Every figure at both points."""
    with opened(kept.settings) as service:
        projections = with_image(service.ledger, kept)
        for where, point in zip(("head", "past"), points(service), strict=True):
            lowest, _ = warm(lambda point=point: by_columns(projections, point))
            for name, ask in figures(projections, point):
                ms, told = warm(ask)
                say(
                    f"{kept.label}, {where}: {name} ({told}) {ms:.0f} ms"
                    f" : snapshot {lowest:.0f} = {ms / lowest:.1f} : 1"
                )


def figures(projections: Projections, point: AsOf) -> Iterator[tuple[str, Ask]]:
    """The questions at a point, by name."""
    yield "all indicators", lambda: indicators(projections, point)
    question = RegistryAsked(registry=registries()[AT_RISK])
    numbers = registry_numbers(projections, point, question)
    yield "count of a registry", lambda: count(projections, point, question)
    yield "its first page", lambda: page(projections, point, question, numbers)
    yield "counts of all registries", lambda: counts(projections, point)
    news = AsOf(point.as_of, point.known - RECENT)
    yield f"difference over {RECENT} events", lambda: difference(projections, news, point)
    earlier = AsOf(point.as_of - MONTH, point.known)
    yield "difference over a month", lambda: difference(projections, earlier, point)


def indicators(projections: Projections, point: AsOf) -> str:
    """All of them over all cases."""
    ids = [each.id for each in definitions(day=point.as_of)]
    found = evaluate(projections, point, ids=ids, asked=IndicatorsAsked())
    return f"{sum(figure.definition.computed for figure in found)} computed of {len(found)}"


def count(projections: Projections, point: AsOf, question: RegistryAsked) -> str:
    """How many are in the registry."""
    return f"{len(registry_numbers(projections, point, question))} cases"


def page(projections: Projections, point: AsOf, question: RegistryAsked, numbers: list[int]) -> str:
    """The first of them, with what brought each in."""
    return f"{len(registry_rows(projections, point, question, numbers=numbers, limit=PAGE))} rows"


def counts(projections: Projections, point: AsOf) -> str:
    """How many are in each registry of cases."""
    those = [each for each in registries().values() if each.of_cases and each.kept]
    found = registry_counts(projections, point, [RegistryAsked(registry=each) for each in those])
    return f"{len(found)}"


def difference(projections: Projections, before: AsOf, after: AsOf) -> str:
    """What moved in the snapshot by organisation."""
    question = Question(before=before, after=after, by=("organisation",))
    found = differences(projections, question, today=after.as_of, limit=PAGE)
    return f"{found.total} cells"


if __name__ == "__main__":
    main(asked())
