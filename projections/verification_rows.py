"""The rows of verifications: spans of one day, whose code is what the comparison comes to.

What an extract says is recorded; that it agrees with the statuses or not is found by the fold, and
again whenever a status of the case becomes known otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from marshrut.asof import day_after
from marshrut.cases.casework import Verification
from marshrut.cases.history import History
from marshrut.cases.outcomes import compared, resolution_of, verifications
from projections.work_rows import Values

Pieces = Iterable[tuple[tuple[Any, ...], Values]]


def verified(history: History, _: Any) -> Pieces:
    """A row for the verification of each run, the last one that stands, by key.

    Its ``code`` is the outcome, its ``state`` whose extract it is, its ``outcome`` the decision
    that somebody has taken, ``status_entry_id`` the status that was compared.
    """
    last = {said.run_id: (entry_id, said) for entry_id, said in verifications(history)}
    return [_piece(history, *each) for each in last.values()] if last else ()


def _piece(history: History, entry_id: UUID, said: Verification) -> tuple[tuple[Any, ...], Values]:
    found, settled = compared(said, history), resolution_of(entry_id, history)
    key = (entry_id, said.checked_on)
    status = found.status.entry_id if found.status else None
    decision = settled[1].decision if settled else None
    days, what = (*key, day_after(said.checked_on)), (Verification.KIND, found.outcome)
    links = (None, None, None, None, status, *(None,) * 11, said.run_id)
    return key, (*days, *what, said.source, decision, *links)
