"""Ids by the hundred: as many as a database takes at once, in the same order each time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

MANY = 500


def batches(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """The ids, some at a time."""
    ordered = sorted(ids)
    return (ordered[start : start + MANY] for start in range(0, len(ordered), MANY))
