"""The root of the ledger's tree at any position, in a few reads.

The hashes of complete subtrees never change, so they are kept: of 2^8 leaves, of 2^16, of 2^24.
Whoever asks keeps those that are missing. What is kept is believed; ``recomputed_root`` believes
the ledger alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, select

from marshrut.ledger.adding import add_missing
from marshrut.ledger.engine import reading
from marshrut.ledger.leaves import leaf_hashes
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.points import check_position
from marshrut.ledger.schema import ledger_subtree as table
from marshrut.ledger.tree import Frontier, root_of

# A step is 256 hashes: what is read at each height, at most, and what makes one of the next.
_STEP = 8
_HEIGHTS = (24, 16, 8)
_AT_ONCE = 11
"""A recomputation reads 2^11 rows at once."""


def root_at(ledger: Ledger, *, position: int) -> bytes:
    """The root over positions 1 to ``position``; 0 gives that of the empty tree.

    Raises ``PositionBeyondHead``, and ``DamagedLedger`` where it meets that.
    """
    check_position(ledger, position=position)
    return range_root(ledger, range(position))


def range_root(ledger: Ledger, leaves: range) -> bytes:
    """The root over some leaves, by their indexes from 0, of which proofs are made.

    They are a complete subtree, or the beginning of one (``proofs``). Raises ``DamagedLedger``.
    """
    tree = _kept_tree(ledger, leaves)
    tree.add(_leaves(ledger.engine, range(leaves.start + tree.size, leaves.stop)))
    return tree.root()


def grow(ledger: Ledger) -> None:
    """Keep the hashes of all subtrees that are complete by now. Raises ``DamagedLedger``."""
    _kept_tree(ledger, range(ledger.head().position))


def recomputed_root(ledger: Ledger, *, position: int) -> bytes:
    """The same as ``root_at``, from each event up to there and nothing else.

    Raises ``DamagedLedger``, also for a position beyond the head.
    """
    tree = Frontier()
    while position - tree.size >= 1 << _AT_ONCE:
        some = range(tree.size, tree.size + (1 << _AT_ONCE))
        tree.add([root_of(_leaves(ledger.engine, some))], height=_AT_ONCE)
    tree.add(_leaves(ledger.engine, range(tree.size, position)))
    return tree.root()


def _kept_tree(ledger: Ledger, leaves: range) -> Frontier:
    """The tree over the leaves as far as it is made of subtrees that are kept."""
    tree = Frontier()
    for height in _HEIGHTS:
        first = -(-(leaves.start + tree.size) >> height)  # the next that begins among them
        numbers = range(first, leaves.stop >> height)
        tree.add(_subtrees(ledger.engine, height, numbers), height=height)
    return tree


def _subtrees(engine: Engine, height: int, numbers: range) -> list[bytes]:
    """The hashes of these subtrees; those that were not kept are, from now on."""
    if height == 0:
        return _leaves(engine, numbers)
    kept = _read(engine, height, numbers)
    missing = {
        number: root_of(_subtrees(engine, height - _STEP, _below(number)))
        for number in numbers
        if number not in kept
    }
    if missing:
        _keep(engine, height, missing)
    both = {**kept, **missing}
    return [both[number] for number in numbers]


def _below(number: int) -> range:
    return range(number << _STEP, (number + 1) << _STEP)


def _leaves(engine: Engine, indexes: range) -> list[bytes]:
    with reading(engine).connect() as connection:
        return leaf_hashes(connection, after=indexes.start, upto=indexes.stop)


def _read(engine: Engine, height: int, numbers: range) -> dict[int, bytes]:
    number = table.c.number
    rows = select(number, table.c.hash).where(
        table.c.height == height, number >= numbers.start, number < numbers.stop
    )
    with reading(engine).connect() as connection:
        return {row.number: row.hash for row in connection.execute(rows)}


def _keep(engine: Engine, height: int, hashes: Mapping[int, bytes]) -> None:
    rows = [{"height": height, "number": n, "hash": each} for n, each in sorted(hashes.items())]
    add_missing(engine, table, rows)
