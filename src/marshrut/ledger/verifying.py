"""A whole ledger held to checkpoints: whether it is what it was, and if not, from where on.

A checkpoint tells that something before it has changed. Which event it is, the hashes of leaves
tell that were kept meanwhile (``kept_leaves``): once they lead to a root that was signed, they are
right, and the first event that has another hash is the first that is bad.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Protocol

from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.tree import Frontier

Progress = Callable[[int, int], None]
_STEP = 10_000


class Leaves(Protocol):
    """Where the hashes of leaves come from: a database or an exported file."""

    end: int
    """The last position that there is."""
    odd: int | None
    """The first position whose time or version does not go on from those before it."""

    def leaves(self, *, after: int) -> Iterator[bytes]:
        """The hashes at positions beyond ``after``. Raises ``DamagedLedger``."""

    def kept(self, *, upto: int) -> Iterator[bytes]:
        """The hashes that were kept of the positions up to there, as far as there are any."""


class Trusted(NamedTuple):
    """A checkpoint that is believed, and where it is from."""

    size: int
    root: bytes
    source: str


class Fault(NamedTuple):
    """What is wrong: the first bad event is at a position in ``(after, upto]``.

    ``checkpoint``: which one the ledger does not agree with; ``None``: it breaks off by itself.
    """

    after: int
    upto: int
    checkpoint: str | None

    @property
    def position(self) -> int | None:
        """The position of the first bad event, where it is known."""
        return self.upto if self.upto == self.after + 1 else None


class Verdict(NamedTuple):
    """How many events there are, their root, up to which position checkpoints vouch for them."""

    events: int
    root: bytes
    vouched: int
    checkpoints: int
    fault: Fault | None


def verify(
    source: Leaves, *, trusted: Iterable[Trusted], progress: Progress | None = None
) -> Verdict:
    """Hold every event to the checkpoints, the smallest first, up to the first that disagrees."""
    due = sorted(trusted)
    number = len(due)
    tree, vouched = Frontier(), 0
    broken: int | None = None
    size = 0
    try:
        for leaf in _from_nothing(source, progress):
            if leaf is not None:
                tree.add([leaf])
                size += 1
            while due and due[0].size == size and due[0].root == tree.root():
                vouched = due.pop(0).size
            if due and due[0].size <= size:
                break
    except DamagedLedger as damaged:
        broken = damaged.position
    fault = _fault(source, vouched, due[0] if due else None, broken)
    return Verdict(size, tree.root(), vouched, number - len(due), fault)


def _from_nothing(source: Leaves, progress: Progress | None) -> Iterator[bytes | None]:
    """``None`` for the empty ledger, of which there may be a checkpoint, and every leaf."""
    yield None
    for number, leaf in enumerate(source.leaves(after=0), 1):
        yield leaf
        if progress and (number % _STEP == 0 or number == source.end):
            progress(number, source.end)


def _fault(
    source: Leaves, vouched: int, failed: Trusted | None, broken: int | None
) -> Fault | None:
    if failed is None:
        # Nothing but the ledger's own order speaks here: what is odd may be what follows on it.
        positions = [each for each in (broken, source.odd) if each is not None]
        if not positions:
            return None
        return Fault(min(vouched, min(positions) - 1), min(positions), None)
    found = _first_other(source, failed, after=vouched)
    if found is not None:
        return Fault(found - 1, found, failed.source)
    return Fault(vouched, failed.size, failed.source)


def _first_other(source: Leaves, failed: Trusted, *, after: int) -> int | None:
    """The first position whose hash is not the one that leads to the root, if those are known."""
    tree = Frontier()
    tree.add(source.kept(upto=failed.size))
    if tree.size != failed.size or tree.root() != failed.root:
        return None
    right = islice(source.kept(upto=failed.size), after, None)
    position = after
    try:
        for position, (leaf, expected) in enumerate(
            zip(source.leaves(after=after), right, strict=False), after + 1
        ):
            if leaf != expected:
                return position
    except DamagedLedger as damaged:
        return damaged.position
    return position + 1  # here the events end
