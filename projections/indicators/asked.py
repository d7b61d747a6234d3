"""Of which cases, of which period and in which reading indicators are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from projections.population import Filters, Scope

ALL_TIME: Mapping[str, str] = {}


class Asked(NamedTuple):
    """The question beside its point. ``first`` and ``last``: the period, both inclusive.

    ``cell`` narrows it to one value of further dimensions (``none``: to those without one).
    """

    filters: Filters = Filters()
    scope: Scope = Scope()
    first: date | None = None
    last: date | None = None
    variant: str | None = None
    cell: Mapping[str, str] = ALL_TIME

    @property
    def region(self) -> str | None:
        """The one region that the question is of, if there is one."""
        if "region" in self.cell:
            return self.cell["region"]
        return self.scope.regions[0] if len(self.scope.regions) == 1 else None
