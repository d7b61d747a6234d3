"""The accounts that are likely to be needed again, kept from one batch to the next.

What an account has taken in it says itself by its version: one that an event does not continue is
made anew from the ledger. So nothing here can be stale, whoever else wrote in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from marshrut.ledger.ledger import Ledger, Record
from projections.accounts import Account, Changes, account_of
from projections.rows import audit_values

KEPT = 5_000
"""Accounts; one of a case takes some ten kilobytes."""


class Bookkeeping:
    """Accounts of the aggregates of one ledger, the latest used of them kept.

    An account is out of the book while it is worked on: threads never share one.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._kept: dict[UUID, Account] = {}

    def follow(self, batch: Sequence[Record], *, after: int) -> tuple[Changes, dict[UUID, Account]]:
        """What the records behind ``after`` change, and the accounts that say so."""
        changes = Changes()
        streams: defaultdict[UUID, list[Record]] = defaultdict(list)
        for record in batch:
            streams[record.event.originator_id].append(record)
            changes.open("audit_event", *audit_values(record))
        accounts = self._taken(streams, after)
        for identity, records in streams.items():
            accounts[identity].follow(records, changes)
        return changes, accounts

    def keep(self, accounts: dict[UUID, Account]) -> None:
        """Put accounts whose changes are written into the book again, the oldest ones out."""
        self._kept.update(accounts)
        for identity in list(self._kept)[:-KEPT]:
            self._kept.pop(identity, None)

    def _taken(self, streams: dict[UUID, list[Record]], after: int) -> dict[UUID, Account]:
        accounts: dict[UUID, Account] = {}
        for identity, records in streams.items():
            first = records[0]
            account = self._kept.pop(identity, None)
            if first.event.originator_version == 1:
                accounts[identity] = account_of(first)
            elif account is not None and account.version == first.event.originator_version - 1:
                accounts[identity] = account
        missing = streams.keys() - accounts.keys()
        return accounts | self._recalled(missing, after)

    def _recalled(self, identities: Iterable[UUID], upto: int) -> dict[UUID, Account]:
        """Accounts of what was known of the aggregates at a position."""
        streams: defaultdict[UUID, list[Record]] = defaultdict(list)
        for record in self._ledger.records_of_many(identities, upto=upto):
            streams[record.event.originator_id].append(record)
        accounts = {}
        for identity, records in streams.items():
            accounts[identity] = account_of(records[0])
            accounts[identity].recall(records)
        return accounts
