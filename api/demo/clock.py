"""A clock for retelling a history: the API never has one."""

from __future__ import annotations

from datetime import datetime


class DemoClock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now
