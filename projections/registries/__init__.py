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
from projections.registries.records import (
    RecordRow,
    filters_of_records,
    record_members,
    record_rows,
)

__all__ = [
    "Asked",
    "EmployerRow",
    "ProgrammeRow",
    "Ranking",
    "RecordRow",
    "RegistryRow",
    "Spell",
    "filters_of_records",
    "named_events",
    "necessary_events",
    "programmes_at_risk",
    "record_members",
    "record_rows",
    "registry_counts",
    "registry_history",
    "registry_numbers",
    "registry_rows",
    "unfair_employers",
]
