"""What a registry of cases is asked with."""

from __future__ import annotations

import msgspec

from marshrut.registries import Registry
from projections.population import Filters, Scope


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A registry of cases: which, over whom, and how many days ahead it looks."""

    registry: Registry
    filters: Filters = Filters()
    scope: Scope = Scope()
    days: int | None = None

    @property
    def ahead(self) -> int:
        """The days, the registry's own if none are asked for."""
        return self.days if self.days is not None else self.registry.days or 0
