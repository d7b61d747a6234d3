"""The registries at a point: who is in them, since when, and by which events."""

from projections.registries.page import (
    Asked,
    RegistryRow,
    registry_counts,
    registry_numbers,
    registry_rows,
)

__all__ = ["Asked", "RegistryRow", "registry_counts", "registry_numbers", "registry_rows"]
