"""What every work list is asked with, and what its question starts from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, select

from marshrut.asof import AsOf
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier
from projections.case_list import COLUMNS
from projections.population import Filters, Scope, condition
from projections.tables import ERASURE, Slot

STEPS = "steps"
OPEN_STATES = tuple(
    code
    for code, term in classifier("step_states").terms.items()
    if term.flag("open") and term.flag("recordable")
)
"""States in which a step is still to be done; an expired one is open no more (semantics S9)."""


class Ask(NamedTuple):
    """A list at a point: over which cases, and how many days it looks ahead or back."""

    slot: Slot
    point: AsOf
    population: ColumnElement[bool]
    days: int

    @property
    def today(self) -> date:
        """The date of the question."""
        return self.point.as_of

    @property
    def last(self) -> date:
        """The last day that the list looks ahead to."""
        return self.today + timedelta(days=self.days)

    @property
    def first(self) -> date:
        """The first of the days that the list looks back on, the date of the question the last."""
        return self.today - timedelta(days=self.days - 1)

    def cases(self, *facts: ColumnElement[Any]) -> Select[Any]:
        """The cases of the question, each with the facts that the list tells."""
        table = self.slot.case_state
        return select(*(table.c[name] for name in COLUMNS), *facts).where(self.population)

    def each(self, table: Table, *facts: ColumnElement[Any]) -> Select[Any]:
        """The same, once for every row of ``table`` that belongs to the case."""
        state = self.slot.case_state
        both = state.join(table, table.c.case_id == state.c.case_id)
        return self.cases(*facts).select_from(both)


def population(
    slot: Slot, point: AsOf, code: str, filters: Filters, scope: Scope
) -> ColumnElement[bool]:
    """The cases that the list ``code`` may name: alive, in its lifecycles, not erased by then."""
    table, erased = slot.case_state, slot.audit_event
    # A term, not the column: else SQLite goes by the positions, all there are, not the erasures.
    position = erased.c.position + 0
    lifecycles = classifier("work_lists").get(code).words("lifecycles")
    return and_(
        condition(slot, point, filters, scope, lifecycles=lifecycles),
        table.c.lifecycle.in_(lifecycles),
        table.c.status != DECEASED,
        table.c.case_id.not_in(
            select(erased.c.originator_id).where(erased.c.topic == ERASURE, position <= point.known)
        ),
    )
