"""Recording what was decided on many cases: one transaction, so one wait for the disk."""

from __future__ import annotations

from collections.abc import Sequence

from marshrut.application.identity import FirstIndex
from marshrut.application.visit import Unit
from marshrut.ledger.case_lookup_many import register_new_cases


def commit_many(units: Sequence[Unit]) -> Sequence[int]:
    """Append the new events of different cases, with what is written beside them; the positions.

    All or none: raises ``VersionConflict`` where another writer was faster with one of them,
    ``DuplicateCase`` where a natural key is taken. Decide again then, on the cases as they are.
    """
    if not units:
        return []
    service = units[0].service
    beside = [write for unit in units for write in unit.beside]
    new_cases = [write.case for write in beside if isinstance(write, FirstIndex)]
    with service.ledger.appending() as connection:
        events = [event for unit in units for event in unit.case.collect_events()]
        positions = service.ledger.append(events, connection=connection)
        register_new_cases(connection, cases=new_cases)
        for write in beside:
            if not isinstance(write, FirstIndex):
                write(connection)
    return positions
