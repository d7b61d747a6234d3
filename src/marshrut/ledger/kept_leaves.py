"""Hashes of leaves, kept by blocks: with a signed root over them they tell which event is bad.

A root says that something has changed, not what. The hash of each leaf says it, once it is shown
to be the right one: all of them together must lead to a root that somebody has signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sqlalchemy import Connection, Engine, func, select

from marshrut.ledger.adding import add_missing
from marshrut.ledger.engine import reading
from marshrut.ledger.leaves import leaf_hashes
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.schema_proof import checkpoint, ledger_leaves

BLOCK = 256
HASH_BYTES = 32
_AT_ONCE = 64
"""Blocks to a transaction."""


def keep_leaves(ledger: Ledger, *, upto: int) -> None:
    """Keep the hashes of all whole blocks up to the position. Raises ``DamagedLedger``."""
    with reading(ledger.engine).connect() as connection:
        last = connection.scalar(select(func.max(ledger_leaves.c.number)))
    begin, end = 0 if last is None else last + 1, upto // BLOCK
    for first in range(begin, end, _AT_ONCE):
        _keep(ledger.engine, range(first, min(first + _AT_ONCE, end)))


def tail_of(ledger: Ledger, *, position: int) -> bytes:
    """The hashes of the leaves after the last whole block. Raises ``DamagedLedger``."""
    with reading(ledger.engine).connect() as connection:
        return b"".join(leaf_hashes(connection, after=position - position % BLOCK, upto=position))


def kept_hashes(connection: Connection, *, upto: int) -> Iterator[bytes]:
    """The hashes that are kept of positions 1 to ``upto``, as far as there are any without a gap.

    None of them is believed for standing there.
    """
    given = 0
    for number, hashes in enumerate(_blocks(connection)):
        if number * BLOCK >= upto:
            break
        some = list(_parted(hashes))[: upto - given]
        yield from some
        given += len(some)
    yield from _parted(_tail(connection, after=given, upto=upto))


def _blocks(connection: Connection) -> Iterator[bytes]:
    """The blocks one after another, up to the first that is missing."""
    number = ledger_leaves.c.number
    for first in count(0, _AT_ONCE):
        rows = select(number, ledger_leaves.c.hashes).where(
            number >= first, number < first + _AT_ONCE
        )
        found = list(connection.execute(rows.order_by(number)))
        for due, row in enumerate(found, first):
            if row.number != due:
                return
            yield row.hashes
        if len(found) < _AT_ONCE:
            return


def _tail(connection: Connection, *, after: int, upto: int) -> bytes:
    """The hashes after the blocks, from the checkpoint whose tail has the most of them."""
    if after % BLOCK or after >= upto:
        return b""
    position = checkpoint.c.position
    found = connection.execute(
        select(checkpoint.c.tail)
        .where(position > after, position < after + BLOCK)
        .order_by(position.desc())
        .limit(1)
    ).scalar()
    return (found or b"")[: (upto - after) * HASH_BYTES]


def _parted(hashes: bytes) -> Iterator[bytes]:
    for start in range(0, len(hashes), HASH_BYTES):
        yield hashes[start : start + HASH_BYTES]


def _keep(engine: Engine, numbers: range) -> None:
    rows = []
    with reading(engine).connect() as connection:
        for number in numbers:
            some = leaf_hashes(connection, after=number * BLOCK, upto=(number + 1) * BLOCK)
            rows.append({"number": number, "hashes": b"".join(some)})
    add_missing(engine, ledger_leaves, rows)
