"""Keys that a copy has brought back: whoever was erased stays so, whatever is restored (S25).

The ledger knows every erasure, and a copy of the keys how far it had followed the ledger. What
lies between is followed when the two are opened together.
"""

from __future__ import annotations

import logging

from marshrut.cases.events import PersonalDataErased
from marshrut.ledger.clock import moment_of
from marshrut.ledger.key_mark import Mark
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.ledger import Ledger

REASON = "ключ из копии уничтожен снова: акт указан в журнале"
"""The act's own words are under seal with the keys, and the copy is older than they are."""

LOG = logging.getLogger("marshrut.keys")


def destroy_again(ledger: Ledger, keys: KeyStore) -> int:
    """Destroy the keys of those whose erasure is later than the keys; how many there were.

    It reads what the ledger has got since the last time, and nothing else.
    """
    position, recorded_at = ledger.head()
    known = keys.mark.read()
    if recorded_at is None or known == (position, recorded_at):
        return 0
    destroyed = 0
    after, topics = _after(ledger, known), (PersonalDataErased.TOPIC,)
    for row in ledger.reader.between(after=after, upto=position, topics=topics):
        event = ledger.mapper.event_of(row)
        if not isinstance(event, PersonalDataErased) or keys.erasure(row.originator_id):
            continue
        keys.erase(
            row.originator_id,
            act_number=event.content.act_number,
            reason=REASON,
            actor=event.by.actor,
            at=moment_of(row.recorded_at),
        )
        destroyed += 1
    keys.mark.set(Mark(position, recorded_at))
    if destroyed:
        LOG.warning("keys of erased persons came back with a copy; destroyed again: %d", destroyed)
    return destroyed


def _after(ledger: Ledger, known: Mark | None) -> int:
    """The position behind which to look: none at all where the mark is of another ledger."""
    if known is None or ledger.times_of([known.position]).get(known.position) != known.recorded_at:
        return 0
    return known.position
