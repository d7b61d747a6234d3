"""What is told of every recorded event: where it stands, when it came, who said it."""

from __future__ import annotations

from typing import Any

from marshrut.ledger.clock import moment_of
from marshrut.ledger.ledger import Record


def recorded(record: Record, **more: Any) -> dict[str, Any]:
    """The event as answers tell it, with what else is told of its kind."""
    by = record.event.by
    return {
        "position": record.position,
        "recorded_at": moment_of(record.recorded_at),
        "actor": by.actor,
        "role": by.role,
        "organisation": by.organisation,
        **more,
    }
