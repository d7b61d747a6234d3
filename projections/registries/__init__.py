"""The registries at a point: who is in them, since when, and by which events."""

from projections.registries.asked import Asked
from projections.registries.employers import EmployerRow, unfair_employers
from projections.registries.history import Spell, named_events, necessary_events, registry_history
from projections.registries.page import (
    RegistryRow,
    registry_counts,
    registry_numbers,
    registry_rows,
)
from projections.registries.programmes import ProgrammeRow, Ranking, programmes_at_risk

__all__ = [
    "Asked",
    "EmployerRow",
    "ProgrammeRow",
    "Ranking",
    "RegistryRow",
    "Spell",
    "named_events",
    "necessary_events",
    "programmes_at_risk",
    "registry_counts",
    "registry_history",
    "registry_numbers",
    "registry_rows",
    "unfair_employers",
]
