"""Of what a form is filled: its edition, its point, which cohort, whose cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.forms.definitions import Check, Form, Row, Table
from projections.funnel import LIFECYCLES as NOT_MERGED
from projections.population import Filters, Scope

LIFECYCLES: Mapping[str, frozenset[str]] = {
    "graduates": frozenset(IN_COHORT),
    "students": frozenset({FINAL_YEAR}),
    "all": frozenset(NOT_MERGED),
}
"""The stages of cases that are counted in a table, by its population (domain 9.0 N1)."""

ROWS = "rows"
"""The parameter that chooses rows and checks."""


class Asked(NamedTuple):
    """A form to fill. ``filters`` name its cohort; ``parameters`` are all those that it has.

    ``editions`` are those of the indicators that it tells, by id: as they were when it was issued.
    """

    form: Form
    point: AsOf
    filters: Filters
    scope: Scope
    parameters: Mapping[str, str]
    editions: Mapping[str, int]

    def rows(self, table: Table) -> list[Row]:
        """The rows of the table that the parameters choose."""
        return [row for row in table.rows if self._chosen(row.choices)]

    def checks(self, table: Table) -> list[Check]:
        """The checks of the table that the parameters choose."""
        return [check for check in table.checks if self._chosen(check.choices)]

    def _chosen(self, choices: tuple[str, ...]) -> bool:
        return not choices or self.parameters.get(ROWS) in choices

    def narrowed(self, **filters: str | int | None) -> Asked:
        """The same with further filters."""
        return self._replace(filters=msgspec.structs.replace(self.filters, **filters))
