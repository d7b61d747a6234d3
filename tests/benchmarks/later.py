"""Events that go on in a ledger: cases said once more to be in the status that was said last.

Each closes rows of its case and opens others, as any day's work does.
"""

from __future__ import annotations

import secrets
from itertools import groupby
from operator import attrgetter
from uuid import UUID, uuid4

import msgspec

from marshrut.cases.events import StatusRecorded
from marshrut.ledger.ledger import Ledger

SPARE = 3
"""Of so many cases one at least has a status that was recorded."""


def go_on(target: Ledger, *, events: int) -> None:
    """Append so many events, each to another case; which ones is left to chance."""
    behind = UUID(int=secrets.randbits(126))  # three quarters of them lie behind it
    ids = target.reader.originators(after=behind, limit=SPARE * (events + 10))
    told: list[StatusRecorded] = []
    records = (record.event for record in target.records_of_many(ids))
    for _, stream in groupby(records, key=attrgetter("originator_id")):
        known = list(stream)
        said = [event for event in known if isinstance(event, StatusRecorded)]
        if said and len(told) < events:
            version = known[-1].originator_version + 1
            again = {"entry_id": uuid4(), "originator_version": version}
            told.append(msgspec.structs.replace(said[-1], **again))
    assert len(told) == events, "too few cases"
    target.append(told)
