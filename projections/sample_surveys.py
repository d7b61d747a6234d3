"""Surveys by sample at a point: who is drawn, what they answer, what that says of all (S004-A16).

The population is that of the day the survey names, by what was known when its record was opened:
the ledger gave that position, and nobody chose it. So the sample is the same for ever; answers, and
what the ledger itself says of the population, are those known at the point of the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, select

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure
from marshrut.records.sampling import (
    IN_SPECIALTY,
    WHOLE,
    Estimate,
    Stratum,
    Survey,
    Unit,
    drawn,
    estimated,
    survey_of,
)
from projections.batches import batches
from projections.point import covers, known
from projections.population import Filters, Scope, condition
from projections.records import RecordLine
from projections.runner import Projections

SURVEY = "SURVEY"
EMPLOYED = "EMPLOYED"
PARTS = ("sample", "answered", "unanswered", "positive", "population", "recorded")
"""Lists of a survey: of the sample those asked, with and without an answer, in the specialty by
it; of all the population, and those who by the ledger work in the specialty on the day."""


class Answer(NamedTuple):
    """What one of the sample has answered: the entry that says so, and its day."""

    entry_id: UUID
    found: str
    effective_on: Any


class StratumFigures(NamedTuple):
    """A stratum by its name, as counts and as who they are."""

    name: str
    counts: Stratum
    recorded: int


class SurveyFigures(NamedTuple):
    """A survey: whom it is about, who was drawn, what they say.

    ``drawn_at`` is the point of the population, ``units`` all of it by case, ``schools`` where
    these are then. ``recorded`` are those whom the ledger has at work in the specialty on that day,
    by what is known.
    """

    survey: Survey
    drawn_at: AsOf
    units: Mapping[UUID, Unit]
    schools: Mapping[UUID, str]
    sample: dict[str, list[Unit]]
    answers: dict[UUID, Answer]
    recorded: frozenset[UUID]

    @property
    def strata(self) -> list[StratumFigures]:
        """The strata by name."""
        return [self._stratum(name) for name in self.sample]

    @property
    def estimate(self) -> Estimate | None:
        """The share in the specialty among all."""
        return estimated([stratum.counts for stratum in self.strata])

    def part(self, name: str, stratum: str | None = None, school: str | None = None) -> list[Unit]:
        """The cases of a part, by number; of one stratum, of one school."""
        asked = [unit for some in self.sample.values() for unit in some]
        parts: dict[str, Any] = {
            "sample": asked,
            "answered": [unit for unit in asked if unit.case_id in self.answers],
            "unanswered": [unit for unit in asked if unit.case_id not in self.answers],
            "positive": [unit for unit in asked if self._positive(unit)],
            "population": self.units.values(),
            "recorded": [u for u in self.units.values() if u.case_id in self.recorded],
        }
        chosen = (
            unit
            for unit in parts[name]
            if stratum in {None, unit.stratum} and school in {None, self.schools[unit.case_id]}
        )
        return sorted(chosen, key=lambda unit: unit.number)

    def _positive(self, unit: Unit) -> bool:
        answer = self.answers.get(unit.case_id)
        return answer is not None and answer.found == IN_SPECIALTY

    def _stratum(self, name: str) -> StratumFigures:
        parts = ("population", "sample", "answered", "positive")
        counts = Stratum(*(len(self.part(part, name)) for part in parts))
        return StratumFigures(name, counts, len(self.part("recorded", name)))


def survey_figures(projections: Projections, point: AsOf, line: RecordLine) -> SurveyFigures:
    """The survey of the record at the point."""
    survey = survey_of(line.fields, line.record_id)
    drawn_at = AsOf(survey.counted_on, line.number)
    whose = Scope(line.organisation) if line.organisation else Scope(regions=(line.region_code,))
    population = list(_population(projections, drawn_at, survey, whose))
    units = {unit.case_id: unit for unit, _ in population}
    sample = drawn(units.values(), survey)
    asked = {unit.case_id for some in sample.values() for unit in some}
    return SurveyFigures(
        survey=survey,
        drawn_at=drawn_at,
        units=units,
        schools={unit.case_id: school for unit, school in population},
        sample=sample,
        answers=dict(_answers(projections, point, line.record_id, asked)),
        recorded=frozenset(_recorded(projections, AsOf(survey.counted_on, point.known), units)),
    )


def _population(
    projections: Projections, point: AsOf, survey: Survey, whose: Scope
) -> Iterator[tuple[Unit, str]]:
    slot = projections.at(point.known)
    table, (first, last) = slot.case_state, survey.years
    stratum = [table.c[survey.column]] if survey.column else []
    columns = (table.c.case_id, table.c.number, table.c.organisation, *stratum)
    statement = select(*columns).where(
        condition(slot, point, Filters(), whose),
        table.c.graduation_year >= first,
        table.c.graduation_year <= last,
    )
    if survey.study_forms:
        statement = statement.where(table.c.study_form.in_(survey.study_forms))
    with projections.reading() as connection:
        for case_id, number, school, *name in connection.execute(statement):
            yield Unit(case_id, number, name[0] if name else WHOLE), school


def _answers(
    projections: Projections, point: AsOf, record_id: UUID, asked: set[UUID]
) -> Iterator[tuple[UUID, Answer]]:
    """The answer of each of the sample: a measure that names the survey and what was found."""
    table = projections.at(point.known).case_fact
    statement = (
        select(table.c.case_id, table.c.entry_id, table.c.outcome, table.c.effective_on)
        .where(
            known(table, point),
            table.c.kind == Measure.KIND,
            table.c.code == SURVEY,
            table.c.activity_id == record_id,
            table.c.outcome.is_not(None),
            table.c.effective_on <= point.as_of,
        )
        .order_by(table.c.effective_on, table.c.known_from)
    )
    with projections.reading() as connection:
        for case_id, *answer in connection.execute(statement):
            if case_id in asked:
                yield case_id, Answer(*answer)


def _recorded(projections: Projections, point: AsOf, case_ids: Collection[UUID]) -> Iterator[UUID]:
    """Those of the cases that by their primary status are at work in the specialty on the day."""
    table = projections.at(point.known).case_state
    works = and_(table.c.in_specialty, table.c.status_group == EMPLOYED)
    with projections.reading() as connection:
        for some in batches(case_ids):
            statement = select(table.c.case_id).where(
                covers(table, point), works, table.c.case_id.in_(some)
            )
            yield from connection.scalars(statement)
