"""The target that a figure is held to: of its document's programme, in force at the point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from marshrut.asof import AsOf
from marshrut.programmes.evaluation import Judged, judged
from marshrut.programmes.plan import Plan, Target
from marshrut.programmes.shipped import templates
from projections.indicators import Asked, Figure
from projections.programme_evaluation import fact_of
from projections.programmes import programme_file
from projections.runner import Projections


class Plans:
    """The programmes of the documents, each read once."""

    def __init__(self, projections: Projections, point: AsOf) -> None:
        self._projections = projections
        self._point = point
        self._plans: dict[str, Plan | None] = {}

    def target_of(self, figure: Figure, asked: Asked) -> tuple[Target, Judged] | None:
        """The one target that is set for the day, the cohort and the category of the question.

        ``None`` where the document sets none, or several that differ; and for another reading.
        """
        plan = self._plan(figure.definition.id.partition("-")[0])
        if plan is None or asked.variant is not None:
            return None
        found = _fitting(plan, figure, self._point.as_of, asked)
        if len({(each.op, each.value) for each in found}) != 1:
            return None
        return found[0], judged(found[0], fact_of(figure))

    def _plan(self, document: str) -> Plan | None:
        """What is registered, amendments and all, or else as it was printed."""
        if document not in self._plans:
            file = programme_file(self._projections, self._point, document)
            template = templates().get(document)
            printed = None if template is None else template.plan
            registered = None if file is None else file.history.plan(self._point.as_of)
            self._plans[document] = registered or printed
        return self._plans[document]


def _fitting(plan: Plan, figure: Figure, day: date, asked: Asked) -> list[Target]:
    targets = [
        target
        for indicator in plan.indicators
        if indicator.id == figure.definition.id
        for target in indicator.targets
        if target.period_from <= day <= target.period_to
    ]
    cohort, category = asked.filters.graduation_year, asked.filters.category
    if cohort is not None:
        targets = [each for each in targets if each.cohort in {None, cohort}]
    if category is not None:
        return [each for each in targets if each.category == category]
    return [each for each in targets if each.category is None] or _of_one_category(targets)


def _of_one_category(targets: Iterable[Target]) -> list[Target]:
    """Targets whose category is that of the indicator itself: holders of contracts, full-time."""
    found = list(targets)
    return found if len({each.category for each in found}) == 1 else []
