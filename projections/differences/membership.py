"""Whether a case is counted in a cell by given events: the question asked of one history."""

from __future__ import annotations

from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.cases.history import State
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.cases.statuses import status_term
from marshrut.organisations.events import Passport
from projections.differences.cells import Cell, Question
from projections.population import ANY, NONE, PREVIOUS_YEARS, WITHOUT_CENTRE, Filters, Scope

NO_CENTRE = frozenset({"RESPONSIBLE_PERSON", "NONE"})


class Standing(NamedTuple):
    """A case on a day, and its school on that day, where one is known."""

    state: State
    school: Passport | None
    point: AsOf


def counted(standing: Standing, question: Question, cell: Cell) -> bool:
    """Whether the case is in the cell."""
    asked = question.filters
    lifecycle = standing.state.lifecycle
    if lifecycle is None or not _in_scope(standing, question.scope):
        return False
    if asked.lifecycle is None and lifecycle not in IN_COHORT:
        return False
    return _passes(standing, asked) and _passes(standing, cell.filters)


def _in_scope(standing: Standing, scope: Scope) -> bool:
    if scope.organisation not in {None, standing.state.organisation}:
        return False
    school = standing.school
    return not scope.regions or (school is not None and school.region_code in scope.regions)


def _passes(standing: Standing, filters: Filters) -> bool:
    state = standing.state
    told = {
        "graduation_year": state.graduation_year,
        "organisation": state.organisation,
        "programme_code": state.programme_code,
        "ugps": state.programme_code[:2],
        "study_form": state.study_form,
        "status": state.primary,
        "status_group": status_term(state.primary).group,
        "municipality": state.municipality or NONE,
    }
    if any(getattr(filters, name) not in {None, value} for name, value in told.items()):
        return False
    if filters.lifecycle not in {None, ANY, state.lifecycle}:
        return False
    if filters.at_risk and not getattr(state, f"at_risk_{filters.at_risk}"):
        return False
    return filters.category is None or _in_category(standing, filters.category)


def _in_category(standing: Standing, code: str) -> bool:
    if code == PREVIOUS_YEARS:
        return standing.state.graduation_year < standing.point.as_of.year
    if code == WITHOUT_CENTRE:
        school = standing.school
        return school is not None and not (
            school.has_centre and school.centre_kind not in NO_CENTRE
        )
    return code in standing.state.categories
