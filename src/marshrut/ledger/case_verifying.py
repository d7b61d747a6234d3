"""The events of one case held to a checkpoint, without reading the rest of the ledger.

It shows that each of them is what was recorded. That none is missing after the last, only the
whole ledger shows (``verifying``): a case that ends early looks like one that ended early.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from marshrut.ledger.engine import reading
from marshrut.ledger.evidence import inclusion
from marshrut.ledger.leaves import DamagedLedger, leaf_hashes
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.proofs import ProofRefused, check_inclusion
from marshrut.ledger.schema import ledger as table
from marshrut.ledger.verifying import Trusted


class CaseVerdict(NamedTuple):
    """How many events the case has, how many were recorded after the checkpoint, what is wrong."""

    events: int
    later: int
    problems: tuple[str, ...]


def verify_case(ledger: Ledger, case_id: UUID, *, trusted: Trusted) -> CaseVerdict:
    """Hold each event of the case to the checkpoint."""
    rows = select(table.c.position, table.c.originator_version).where(
        table.c.originator_id == case_id
    )
    with reading(ledger.engine).connect() as connection:
        found = list(connection.execute(rows.order_by(table.c.originator_version)))
    problems = []
    for due, row in enumerate(found, 1):
        if row.originator_version != due:
            problems.append(f"version {due} of the case is missing")
            break
    positions = sorted(row.position for row in found)
    early = [each for each in positions if each <= trusted.size]
    problems += _unproved(ledger, early, trusted)
    return CaseVerdict(len(positions), len(positions) - len(early), tuple(problems))


def _unproved(ledger: Ledger, positions: list[int], trusted: Trusted) -> Iterator[str]:
    for position in positions:
        try:
            with reading(ledger.engine).connect() as connection:
                (leaf,) = leaf_hashes(connection, after=position - 1, upto=position)
            check_inclusion(
                leaf=leaf,
                index=position - 1,
                size=trusted.size,
                path=inclusion(ledger, position=position, size=trusted.size),
                root=trusted.root,
            )
        except DamagedLedger as damaged:
            yield str(damaged)
            return
        except ProofRefused:
            yield f"the event at position {position} is not that of {trusted.source}"
