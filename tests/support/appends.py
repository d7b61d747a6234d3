"""Events to append, where it does not matter which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from marshrut.cases.events import EntryAnnulled
from marshrut.events import Stamp
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger

BY = Stamp(actor="writer", role="SYSTEM_IMPORT")


def annulled(originator_id: UUID, version: int) -> EntryAnnulled:
    """A small event, as the given version of an aggregate."""
    return EntryAnnulled(
        originator_id=originator_id, originator_version=version, by=BY, entry_id=uuid4()
    )


@contextmanager
def open_ledger(url: str) -> Iterator[Ledger]:
    """A ledger on an engine of its own, closed in the end."""
    engine = open_engine(url)
    ledger = Ledger(engine)
    try:
        yield ledger
    finally:
        ledger.close()
        engine.dispose()
