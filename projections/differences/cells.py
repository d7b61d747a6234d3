"""The question that is asked twice, and the cells of its answers.

A cell is one number of the snapshot: a row of it (the values of ``by``) and a measure in that row.
Its key is made of the filters that list its cases: those of the row, and the measure's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from marshrut.asof import AsOf
from marshrut.records.lists import LISTS
from projections.population import ANY, NONE, Filters, Scope
from projections.snapshot import SnapshotRow

TOTAL, STATUSES, GROUPS = "total", "statuses", "groups"
STRICT, FORM = "at_risk_strict", "at_risk_form"
MEASURES: Mapping[str, str | None] = {
    TOTAL: None,
    STATUSES: "status",
    GROUPS: "status_group",
    STRICT: "at_risk",
    FORM: "at_risk",
}
"""The members of a row of the snapshot, and the filter that each adds to those of the row."""

RISKS = {STRICT: "strict", FORM: "form"}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked at the points ``before`` and ``after``: the filters and ``by`` of a snapshot.

    Neither the date nor the position of ``after`` lies before that of ``before``.
    """

    before: AsOf
    after: AsOf
    filters: Filters = Filters()
    scope: Scope = Scope()
    by: tuple[str, ...] = ()

    @property
    def of_lists(self) -> bool:
        """Whether it asks for categories that lists of professions give."""
        return "category" in self.by or not LISTS.keys().isdisjoint(self.filters.within)

    @property
    def measures(self) -> Iterable[str]:
        """The measures whose cells differ: by groups, a row's group is its total."""
        return [name for name in MEASURES if name != GROUPS or "status_group" not in self.by]


class Cell(msgspec.Struct, frozen=True):
    """One number of the snapshot: a measure, and the filters that list its cases."""

    measure: str
    key: dict[str, Any]

    @classmethod
    def of(cls, measure: str, row: Mapping[str, Any], code: str | None) -> Cell:
        """The cell of a measure in a row; ``code`` is that of the status or of the group."""
        name = MEASURES[measure]
        own = {} if name is None else {name: RISKS.get(measure, code)}
        return cls(measure, {**row, **own})

    @property
    def filters(self) -> Filters:
        """The key as filters, whatever the lifecycle."""
        named: dict[str, Any] = {
            name: NONE if name == "municipality" and value is None else value
            for name, value in self.key.items()
        }
        return Filters(**named, lifecycle=ANY)

    def count(self, row: SnapshotRow | None) -> int:
        """What the snapshot's row says in this cell; nobody where there is no such row."""
        if row is None:
            return 0
        if self.measure in {STATUSES, GROUPS}:
            counts: dict[str, int] = getattr(row, self.measure)
            return counts.get(self.key[MEASURES[self.measure] or ""], 0)
        number: int = getattr(row, self.measure)
        return number
