"""A leave that goes on past the child's third birthday is worth a look (domain 4.5).

The child's date of birth is sealed, so this cannot be judged by the fold: it is opened here.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from marshrut.application.visit import Visit
from marshrut.asof import birthday
from marshrut.cases.case import Outcome
from marshrut.cases.contents import Status
from marshrut.cases.sealed import entry_parts
from marshrut.cases.statuses import status_term
from marshrut.ledger.sealing import unseal
from marshrut.refusals import finding

LEAVE_UNTIL_AGE = 3


def with_leave_warning(visit: Visit, outcome: Outcome) -> Outcome:
    """The outcome of a write to a status, with ``LEAVE_PAST_THIRD_BIRTHDAY`` where it is due."""
    status = visit.case.history.entries[outcome.entry_id].content
    if not isinstance(status, Status) or status_term(status.status_code).group != "LEAVE":
        return outcome
    last, child = _last_day(status), _child_born_on(visit, outcome, status)
    if last is None or child is None or last <= birthday(child, LEAVE_UNTIL_AGE):
        return outcome
    return outcome.warned(finding("LEAVE_PAST_THIRD_BIRTHDAY"))


def _last_day(status: Status) -> date | None:
    """The stated last day, else the one that is expected."""
    expected = status.attributes.get("expected_end_on")
    return status.ended_on or (date.fromisoformat(str(expected)) if expected else None)


def _child_born_on(visit: Visit, outcome: Outcome, status: Status) -> date | None:
    if "child_birth_date" not in status.attributes:
        return None
    open_seal = partial(unseal, key=visit.key, case_id=visit.case.id)
    parts = entry_parts(visit.case.events, open_seal=open_seal)
    return date.fromisoformat(parts[outcome.entry_id]["attributes"]["child_birth_date"])
