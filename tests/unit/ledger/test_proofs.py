"""Proofs over a tree: those of the reference, all of small trees, and none that was forged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marshrut.ledger.proofs import (
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_ranges,
    inclusion_ranges,
)
from marshrut.ledger.tree import EMPTY_ROOT, leaf_hash, root_of
from tests.support.naive_tree import REFERENCE

# Roots and paths of the tests of the reference implementation (merkletree).
A, B, C = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
D, E = (
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
FIRST_TWO = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
FIRST = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
FIFTH_SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
HASHES = [leaf_hash(each) for each in REFERENCE]
MANY = [leaf_hash(bytes([number])) for number in range(70)]


def roots(ranges: list[range], hashes: list[bytes]) -> list[bytes]:
    return [root_of(hashes[each.start : each.stop]) for each in ranges]


def hexed(path: list[bytes]) -> list[str]:
    return [each.hex() for each in path]


@pytest.mark.parametrize(
    ("leaf", "size", "path"),
    [
        (1, 1, []),
        (1, 8, [SECOND, A, E]),
        (6, 8, [B, C, D]),
        (3, 3, [FIRST_TWO]),
        (2, 5, [FIRST, A, B]),
    ],
)
def test_inclusion_as_the_reference_has_it(leaf: int, size: int, path: list[str]) -> None:
    assert hexed(roots(inclusion_ranges(leaf - 1, size), HASHES)) == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (1, 8, [SECOND, A, E]),
        (6, 8, [FIFTH_SIXTH, C, D]),
        (2, 5, [A, B]),
    ],
)
def test_consistency_as_the_reference_has_it(old: int, new: int, path: list[str]) -> None:
    assert hexed(roots(consistency_ranges(old, new), HASHES)) == path


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    for size in range(1, len(MANY) + 1):
        root = root_of(MANY[:size])
        for index in range(size):
            path = roots(inclusion_ranges(index, size), MANY)
            check_inclusion(leaf=MANY[index], index=index, size=size, path=path, root=root)


def test_every_beginning_of_every_small_tree_is_proved() -> None:
    for new in range(len(MANY) + 1):
        for old in range(new + 1):
            path = roots(consistency_ranges(old, new), MANY)
            check_consistency(
                old=old,
                new=new,
                old_root=root_of(MANY[:old]),
                new_root=root_of(MANY[:new]),
                path=path,
            )


@given(st.integers(1, 70), st.data())
def test_no_other_leaf_place_size_path_or_root_is_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = roots(inclusion_ranges(index, size), MANY), root_of(MANY[:size])
    told = {"leaf": MANY[index], "index": index, "size": size, "path": path, "root": root}
    number = data.draw(st.integers(0, 69))
    forged = data.draw(
        st.sampled_from(
            [
                {"leaf": MANY[number]},
                {"leaf": MANY[index][:-1] + bytes([MANY[index][-1] ^ 1])},
                {"index": number},
                {"index": -1 - index},
                {"root": MANY[number]},
                {"root": EMPTY_ROOT},
                {"path": [*path, MANY[number]]},
                {"path": [MANY[number], *path]},
                {"path": path[1:]},
                {"path": path[:-1]},
                {"path": path[::-1]},
            ]
        )
    )
    told.update(forged)
    same = (told["leaf"], told["index"], told["path"], told["root"]) == (
        MANY[index],
        index,
        path,
        root,
    )
    if not same:
        with pytest.raises(ProofRefused):
            check_inclusion(**told)


def test_a_proof_of_another_size_is_refused_or_says_the_same() -> None:
    """A path may fit two sizes: then both trees have this leaf at this place, or none has."""
    for size in range(1, 30):
        for other in range(1, 30):
            path = roots(inclusion_ranges(0, size), MANY)
            told = {"leaf": MANY[0], "index": 0, "path": path, "root": root_of(MANY[:other])}
            if root_of(MANY[:other]) != root_of(MANY[:size]):
                with pytest.raises(ProofRefused):
                    check_inclusion(**told, size=other)


def test_no_forged_consistency_is_proved() -> None:
    chance = random.Random(7)  # noqa: S311 - to be repeated
    refused = 0
    for new in range(1, 40):
        for old in range(new + 1):
            path = roots(consistency_ranges(old, new), MANY)
            right = {"old_root": root_of(MANY[:old]), "new_root": root_of(MANY[:new]), "path": path}
            other = chance.choice(MANY)
            for wrong in (
                {"old_root": other},
                {"new_root": other},
                {"path": [*path, other]},
                {"path": [other, *path]},
                *([{"path": path[1:]}, {"path": path[:-1]}] if path else []),
            ):
                told = {**right, **wrong}
                if told == right or (old == 0 and "new_root" in wrong):
                    continue  # every tree goes on from the empty one
                with pytest.raises(ProofRefused):
                    check_consistency(old=old, new=new, **told)
                refused += 1
    assert refused > 3_000


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_sizes_the_wrong_way_round(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="does not go on"):
        consistency_ranges(old, new)
    with pytest.raises(ProofRefused, match="does not go on"):
        check_consistency(old=old, new=new, old_root=b"", new_root=b"", path=[])


@pytest.mark.parametrize("index", [-1, 3, 9])
def test_a_leaf_that_there_is_not(index: int) -> None:
    with pytest.raises(ValueError, match="has none at"):
        inclusion_ranges(index, 3)
    with pytest.raises(ProofRefused, match="has none at"):
        check_inclusion(leaf=b"", index=index, size=3, path=[], root=b"")
