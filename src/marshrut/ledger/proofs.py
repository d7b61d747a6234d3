"""Proofs about a Merkle tree: that a leaf is in it, that one tree is the beginning of another.

RFC 9162: making them is sections 2.1.3.1 and 2.1.4.1, checking them 2.1.3.2 and 2.1.4.2. A proof
is made of the roots of ranges of leaves; which ranges these are follows from the sizes alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from marshrut.ledger.tree import EMPTY_ROOT, node_hash

Path = Sequence[bytes]


class ProofRefused(ValueError):  # noqa: N818 - it says what is the matter
    """The proof does not show what it is said to show."""


def inclusion_ranges(index: int, size: int) -> list[range]:
    """The ranges of leaves whose roots prove the leaf at ``index`` (from 0) in a tree of ``size``.

    Raises ``ValueError`` for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    ranges: list[range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            ranges.append(range(middle, end))
            end = middle
        else:
            ranges.append(range(begin, middle))
            begin = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[range]:
    """The ranges whose roots prove that a tree of ``old`` leaves begins one of ``new``.

    There are none where the trees are of one size, or the first is empty. Raises ``ValueError``
    for sizes that stand the wrong way round.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not go on from one of {old}")
    if old in {0, new}:
        return []
    ranges: list[range] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            ranges.append(range(middle, end))
            end = middle
        else:
            ranges.append(range(begin, middle))
            begin, whole = middle, False
    if not whole:
        ranges.append(range(begin, end))
    return ranges[::-1]


def check_inclusion(*, leaf: bytes, index: int, size: int, path: Path, root: bytes) -> None:
    """Raise ``ProofRefused`` unless the path leads from the hash of the leaf to the root."""
    if not 0 <= index < size:
        raise ProofRefused(f"a tree of {size} leaves has none at {index}")
    node, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            raise ProofRefused("the path is too long")
        if node & 1 or node == last:
            found = node_hash(each, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    if last or found != root:
        raise ProofRefused("the path does not lead to the root")


def check_consistency(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Path) -> None:
    """Raise ``ProofRefused`` unless the path shows that the old tree begins the new one."""
    if not 0 <= old <= new:
        raise ProofRefused(f"a tree of {new} leaves does not go on from one of {old}")
    if old in {0, new}:
        expected = EMPTY_ROOT if old == 0 else new_root
        if path or old_root != expected:
            raise ProofRefused("the roots are not those of one tree")
        return
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not nodes:
        raise ProofRefused("the path is too short")
    if _both_roots(old - 1, new - 1, nodes) != (old_root, new_root):
        raise ProofRefused("the path does not lead to both roots")


def _both_roots(node: int, last: int, nodes: Path) -> tuple[bytes, bytes]:
    """The roots to which a path leads from the last leaf of the old tree."""
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = nodes[0]
    for each in nodes[1:]:
        if last == 0:
            raise ProofRefused("the path is too long")
        if node & 1 or node == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, each)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofRefused("the path is too short")
    return first, second


def _split(size: int) -> int:
    """The largest power of two below ``size``, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1
