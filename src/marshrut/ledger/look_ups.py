"""Whether the rows that lead from a person to a case are all there, after a restore.

They follow from the persons, which an exported ledger has under seal: whoever restores it makes
them anew, with the keys. Until then a search would find nobody, and nobody would be known twice.
"""

from __future__ import annotations

from eventsourcing.persistence import Tracking
from sqlalchemy import Connection, Engine

from marshrut.ledger.tracking import LedgerTrackingRecorder

RESTORED, MADE = "restored", "look-ups"
"""Names under which it is tracked to where events were restored, and look-up rows made."""


class LookUpsDue(Exception):  # noqa: N818
    """Cases were restored that nobody can find by name yet."""


class LookUps:
    """Keeps the two positions."""

    def __init__(self, engine: Engine) -> None:
        self._tracking = LedgerTrackingRecorder(engine)

    def restored(self, connection: Connection, position: int) -> None:
        """Note, in the transaction that restores them, that there are events up to here."""
        self._tracking.insert_tracking(Tracking(RESTORED, position), connection=connection)

    def made(self, connection: Connection, position: int) -> None:
        """Note that all cases opened up to here can be found, as far as their keys are there."""
        if position > self._at(MADE):
            self._tracking.insert_tracking(Tracking(MADE, position), connection=connection)

    def check(self) -> None:
        """Raise ``LookUpsDue`` where cases were restored that cannot be found yet."""
        if self._at(RESTORED) > self._at(MADE):
            raise LookUpsDue("restored cases cannot be found by name yet; run: marshrut reindex")

    def _at(self, name: str) -> int:
        return self._tracking.max_tracking_id(name) or 0
