"""The target that a figure is held to: of its document's programme, in force at the point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.programmes.evaluation import Judged, judged
from marshrut.programmes.plan import Plan, Target
from marshrut.programmes.shipped import templates
from projections.indicators import Asked, Figure
from projections.point import covers
from projections.programme_evaluation import fact_of
from projections.programmes import programme_file
from projections.runner import Projections


class Held(NamedTuple):
    """A programme with the territory that its targets are set for."""

    plan: Plan
    region: str
    organisation: str | None


class Plans:
    """The programmes of the documents, each read once."""

    def __init__(self, projections: Projections, point: AsOf) -> None:
        self._projections = projections
        self._point = point
        self._held: dict[str, Held | None] = {}

    def target_of(self, figure: Figure, asked: Asked) -> tuple[Target, Judged] | None:
        """The one target that is set for the day, the cohort and the category of the question.

        ``None`` where the document sets none, or several that differ; for another reading, for
        another region or school than the programme's, and for a part of its graduates.
        """
        held = self._programme(figure.definition.id.partition("-")[0])
        if held is None or not asked.told_of or asked.variant is not None:
            return None
        if self._elsewhere(held, asked):
            return None
        found = _fitting(held.plan, figure, self._point.as_of, asked)
        if len({(each.op, each.value) for each in found}) != 1:
            return None
        return found[0], judged(found[0], fact_of(figure))

    def _programme(self, document: str) -> Held | None:
        """What is registered, amendments and all, or else as it was printed."""
        if document not in self._held:
            file = programme_file(self._projections, self._point, document)
            template = templates().get(document)
            if file is not None:
                said = file.history.registration
                plan = file.history.plan(self._point.as_of)
                self._held[document] = Held(plan, said.region_code, said.organisation)
            elif template is not None:
                self._held[document] = Held(template.plan, template.region_code, None)
            else:
                self._held[document] = None
        return self._held[document]

    def _elsewhere(self, held: Held, asked: Asked) -> bool:
        organisation = asked.filters.organisation or asked.scope.organisation
        region = asked.region
        if region is None and organisation is not None:
            region = self._region_of(organisation)
        if region is not None and region != held.region:
            return True
        return None not in {organisation, held.organisation} and organisation != held.organisation

    def _region_of(self, organisation: str) -> str | None:
        table = self._projections.at(self._point.known).organisation_state
        statement = select(table.c.region_code).where(
            covers(table, self._point), table.c.code == organisation
        )
        with self._projections.reading() as connection:
            region: str | None = connection.scalar(statement)
        return region


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
