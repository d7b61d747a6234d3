"""Of which cases, of which period and in which reading indicators are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from marshrut.indicators.definitions import Definition, definition
from projections.population import Filters, Scope

ANY_CELL: Mapping[str, str] = {}
IN_FORCE: Mapping[str, int] = {}
TOLD_OF = ("organisation", "graduation_year", "category")
"""Filters by which values are reported and targets are set."""


class Asked(NamedTuple):
    """The question beside its point. ``first`` and ``last``: the period, both inclusive.

    ``cell`` narrows it to one value of further dimensions (``none``: to those without one).
    ``editions`` of indicators are used by their ids, and else those in force on the day.
    """

    filters: Filters = Filters()
    scope: Scope = Scope()
    first: date | None = None
    last: date | None = None
    variant: str | None = None
    cell: Mapping[str, str] = ANY_CELL
    editions: Mapping[str, int] = IN_FORCE

    def definition(self, indicator: str, day: date) -> Definition:
        """The indicator as it is asked: its edition and variant. Raises ``UnknownIndicator``."""
        edition = self.editions.get(indicator)
        return definition(indicator, day=day, edition=edition).varied(self.variant)

    @property
    def region(self) -> str | None:
        """The one region that the question is of, if there is one."""
        if "region" in self.cell:
            return self.cell["region"]
        return self.scope.regions[0] if len(self.scope.regions) == 1 else None

    @property
    def told_of(self) -> bool:
        """Whether it is of graduates of whom values are reported and for whom targets are set.

        Nobody does either for any other part of them.
        """
        everybody = msgspec.structs.replace(self.filters, **dict.fromkeys(TOLD_OF))
        return everybody == Filters() and not self.cell.keys() - {"region"}
