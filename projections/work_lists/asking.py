"""What every work list is asked with, and what its question starts from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, Table, and_, select

from marshrut.asof import AsOf
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier
from projections.case_list import COLUMNS
from projections.erasures import erased_cases
from projections.population import Filters, Scope, condition
from projections.tables import Slot

STEPS = "steps"
OPEN_STATES = tuple(
    code
    for code, term in classifier("step_states").terms.items()
    if term.flag("open") and term.flag("recordable")
)
"""States in which a step is still to be done; an expired one is open no more (semantics S9)."""


class Wanted(msgspec.Struct, frozen=True):
    """Which list, over which cases; ``days``: how far it looks, if not as it does by default."""

    code: str
    filters: Filters
    scope: Scope
    days: int | None = None

    @property
    def lifecycles(self) -> tuple[str, ...]:
        """Those of the cases that the list may name."""
        return lifecycles_of(self.code)

    @property
    def reach(self) -> int:
        """How many days it looks ahead or back."""
        return self.days or default_days(self.code) or 0


class Key(NamedTuple):
    """What tells a row of a list from all others: its case, and the last bytes of its entry."""

    number: int
    entry: int | None


class Reach(msgspec.Struct, frozen=True):
    """A list at a point, and how many days it looks ahead or back."""

    point: AsOf
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


class Ask(Reach, frozen=True):
    """The list as a question in SQL: of which tables, over which cases."""

    slot: Slot
    population: ColumnElement[bool]

    def cases(self, *facts: ColumnElement[Any]) -> Select[Any]:
        """The cases of the question, each with the facts that the list tells."""
        table = self.slot.case_state
        return select(*(table.c[name] for name in COLUMNS), *facts).where(self.population)

    def each(self, table: Table, *facts: ColumnElement[Any]) -> Select[Any]:
        """The same, once for every row of ``table`` that belongs to the case."""
        state = self.slot.case_state
        both = state.join(table, table.c.case_id == state.c.case_id)
        return self.cases(*facts).select_from(both)


def default_days(code: str) -> int | None:
    """How many days the list looks ahead or back if nothing is said; ``None``: it does not."""
    days = classifier("work_lists").get(code).extra["days"]
    return int(days) if days else None


def lifecycles_of(code: str) -> tuple[str, ...]:
    """The lifecycles of the cases that the list ``code`` may name."""
    return classifier("work_lists").get(code).words("lifecycles")


def population(slot: Slot, point: AsOf, wanted: Wanted) -> ColumnElement[bool]:
    """The cases that the list may name: alive, in its lifecycles, not erased by then."""
    table, lifecycles = slot.case_state, wanted.lifecycles
    return and_(
        condition(slot, point, wanted.filters, wanted.scope, lifecycles=lifecycles),
        table.c.lifecycle.in_(lifecycles),
        table.c.status != DECEASED,
        table.c.case_id.not_in(erased_cases(slot, point)),
    )
