"""Whether a case is counted in a cell by given events: the question asked of one history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from marshrut.asof import AsOf
from marshrut.cases.history import State
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.cases.statuses import status_term
from marshrut.organisations.events import Passport
from projections.differences.cells import Question
from projections.population import ANY, NONE, PREVIOUS_YEARS, WITHOUT_CENTRE, Filters, Scope

NO_CENTRE = frozenset({"RESPONSIBLE_PERSON", "NONE"})

COLUMNS: Mapping[str, Callable[[State], Any]] = {
    "graduation_year": lambda state: state.graduation_year,
    "organisation": lambda state: state.organisation,
    "programme_code": lambda state: state.programme_code,
    "ugps": lambda state: state.programme_code[:2],
    "study_form": lambda state: state.study_form,
    "status": lambda state: state.primary,
    "status_group": lambda state: status_term(state.primary).group,
    "municipality": lambda state: state.municipality or NONE,
}
"""What a state has in the columns that filters name."""


class Standing(NamedTuple):
    """A case on a day, and its school on that day, where one is known."""

    state: State
    school: Passport | None
    point: AsOf


def counted(standing: Standing, question: Question, cell: Filters) -> bool:
    """Whether the case is in the cell of the question that the filters stand for."""
    asked = question.filters
    lifecycle = standing.state.lifecycle
    if lifecycle is None or not _in_scope(standing, question.scope):
        return False
    if asked.lifecycle is None and lifecycle not in IN_COHORT:
        return False
    return _passes(standing, asked) and _passes(standing, cell)


def _in_scope(standing: Standing, scope: Scope) -> bool:
    if scope.organisation not in {None, standing.state.organisation}:
        return False
    school = standing.school
    return not scope.regions or (school is not None and school.region_code in scope.regions)


def _passes(standing: Standing, filters: Filters) -> bool:
    state = standing.state
    for name, told in COLUMNS.items():
        asked = getattr(filters, name)
        if asked is not None and asked != told(state):
            return False
    if filters.lifecycle not in {None, ANY, state.lifecycle}:
        return False
    if not all(getattr(state, name) for name in filters.risks):
        return False
    return all(_in_category(standing, code) for code in filters.within)


def _in_category(standing: Standing, code: str) -> bool:
    if code == PREVIOUS_YEARS:
        return standing.state.graduation_year < standing.point.as_of.year
    if code == WITHOUT_CENTRE:
        school = standing.school
        return school is not None and not (
            school.has_centre and school.centre_kind not in NO_CENTRE
        )
    return code in standing.state.categories
