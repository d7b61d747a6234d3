"""Whether a question is about a case by given events: the question asked of one history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.cases.history import State, Stretch
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.cases.statuses import status_term
from marshrut.classifiers import classifier
from marshrut.records.lists import LISTS
from projections.differences.causes import Variant
from projections.differences.cells import Cell, Question
from projections.differences.joined import NOTHING, Positions
from projections.differences.witness import Standing, Witness
from projections.population import ANY, NONE, PREVIOUS_YEARS, WITHOUT_CENTRE, Filters, Scope

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


STATES = frozenset({"case_state"})


class SnapshotReading:
    """How the cells of a question about the snapshot are read of one case."""

    def __init__(self, witness: Witness, question: Question) -> None:
        self._witness, self._question = witness, question

    def holds(self, case_id: UUID, point: AsOf, without: Positions, cell: Cell) -> bool:
        """Whether the case is counted in the cell."""
        standing = self._witness.standing(case_id, point, without)
        return (
            standing is not None
            and asked_about(standing, self._question.filters, self._question.scope)
            and passes(standing, cell.filters)
        )

    def seen(self, case_id: UUID, point: AsOf, cell: Cell) -> object:  # noqa: ARG002 - it is the same for all
        """The rectangle of the day (semantics S16)."""
        return rectangle_at(self._witness, case_id, point)

    def tables(self, cell: Cell) -> frozenset[str]:  # noqa: ARG002 - it is the same for all
        """A snapshot asks for states alone."""
        return STATES

    def read(self, unread: Collection[Variant]) -> None:
        """Nothing: states are read one by one."""


def rectangle_at(witness: Witness, case_id: UUID, point: AsOf) -> Stretch | None:
    """The rectangle of the day, as it is known at the point."""
    history = witness.history(case_id, point.known, NOTHING)
    found = (
        (s for s in history.stretches() if s.period.covers(point.as_of)) if history else iter(())
    )
    return next(found, None)


def asked_about(
    standing: Standing,
    filters: Filters,
    scope: Scope,
    *,
    lifecycles: Collection[str] = IN_COHORT,
) -> bool:
    """Whether a question is about the case: as ``projections.population`` says it in SQL."""
    lifecycle = standing.state.lifecycle
    if lifecycle is None or not _in_scope(standing, scope):
        return False
    if filters.lifecycle is None and lifecycle not in lifecycles:
        return False
    return passes(standing, filters)


def _in_scope(standing: Standing, scope: Scope) -> bool:
    if scope.organisation not in {None, standing.state.organisation}:
        return False
    school = standing.school
    return not scope.regions or (school is not None and school.region_code in scope.regions)


def passes(standing: Standing, filters: Filters) -> bool:
    """Whether the filters hold; where they name no lifecycle, any does."""
    state = standing.state
    for name, told in COLUMNS.items():
        asked = getattr(filters, name)
        if asked is not None and asked != told(state):
            return False
    if filters.lifecycle not in {None, ANY, state.lifecycle}:
        return False
    if not all(getattr(state, name) for name in filters.risks):
        return False
    return all(in_category(standing, code) for code in filters.within)


def in_category(standing: Standing, code: str) -> bool:
    """Whether the case is in a category: its own, the calendar's or one of its school's (S13)."""
    if code == PREVIOUS_YEARS:
        return standing.state.graduation_year < standing.point.as_of.year
    if code == WITHOUT_CENTRE:
        school = standing.school
        return school is not None and not school.keeps_centre
    if code in LISTS:
        return code in standing.listed
    groups = classifier("target_groups").terms
    if code not in groups:
        return code in standing.state.categories
    state, members = standing.state, groups[code].words("members")
    if groups[code].extra["of"] == "study_forms":
        return state.study_form in members
    return not set(members).isdisjoint(state.categories)
