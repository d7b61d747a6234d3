"""The Merkle tree over the ledger's positions: leaves, nodes, roots (RFC 9162, section 2.1).

The leaf at index n is the row at position n + 1. What a leaf is made of can never change: every
root that was printed or kept stands on it (decision 0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is one

EMPTY_ROOT = sha256(b"").digest()

# Version of the encoding, position, recorded_at, originator, version, bytes in the topic.
_HEAD = Struct(">Bqq16sqI")
_LENGTH = Struct(">I")
_ID_BYTES = 16
_VERSION = 1


def leaf_of(
    *, position: int, recorded_at: int, originator: bytes, version: int, topic: str, state: bytes
) -> bytes:
    """The leaf of a row: ``originator`` is the 16 bytes of the id, ``state`` as it is stored.

    Raises ``ValueError`` for what no row of the ledger is made of.
    """
    if len(originator) != _ID_BYTES:
        raise ValueError(f"an originator has {_ID_BYTES} bytes")
    name = topic.encode()
    try:
        head = _HEAD.pack(_VERSION, position, recorded_at, originator, version, len(name))
        return b"".join((head, name, _LENGTH.pack(len(state)), state))
    except StructError as error:
        raise ValueError(str(error)) from error


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of leaves, or of subtrees that are complete and of one size.

    Joined by pairs, level by level, one left over going up as it is: this is the tree that splits
    at the largest power of two.
    """
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        left_over = hashes[-1:] if len(hashes) % 2 else []
        hashes = [*(sha256(b"\x01" + left + right).digest() for left, right in pairs), *left_over]
    return hashes[0]


class Frontier:
    """A tree that grows to the right: the roots of its complete subtrees, the largest first."""

    def __init__(self) -> None:
        self._subtrees: list[tuple[int, bytes]] = []

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return sum(1 << height for height, _ in self._subtrees)

    def add(self, hashes: Iterable[bytes], *, height: int = 0) -> None:
        """Add complete subtrees of ``2 ** height`` leaves each.

        Raises ``ValueError`` unless the size before is a multiple of theirs.
        """
        for each in hashes:
            here, root = height, each
            if self._subtrees and self._subtrees[-1][0] < height:
                raise ValueError(f"no subtree of 2^{height} leaves begins at leaf {self.size}")
            while self._subtrees and self._subtrees[-1][0] == here:
                _, left = self._subtrees.pop()
                here, root = here + 1, node_hash(left, root)
            self._subtrees.append((here, root))

    def root(self) -> bytes:
        """The root over all leaves."""
        roots = [root for _, root in self._subtrees]
        root = roots.pop() if roots else EMPTY_ROOT
        while roots:
            root = node_hash(roots.pop(), root)
        return root
