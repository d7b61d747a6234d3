"""The tree against the vectors of Certificate Transparency, and against its own definition."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, leaf_of, root_of
from tests.support.effort import examples
from tests.support.naive_tree import REFERENCE, naive_root

# Roots of sizes 1 to 8, from the tests of the reference implementation (merkletree).
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
FIELDS = {
    "position": 7,
    "recorded_at": 1_700_000_000_000_000,
    "originator": bytes(range(16)),
    "version": 3,
    "topic": "case.opened",
    "state": b'{"a":1}',
}


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    expected = bytes.fromhex(ROOTS[size - 1])
    hashes = [leaf_hash(leaf) for leaf in REFERENCE[:size]]
    assert root_of(hashes) == expected
    assert naive_root(REFERENCE[:size]) == expected


def test_the_empty_tree() -> None:
    assert EMPTY_ROOT.hex() == EMPTY
    assert root_of([]) == Frontier().root() == naive_root([]) == EMPTY_ROOT


@given(size=st.integers(0, 700), seed=st.integers(0, 1 << 32))
@settings(max_examples=examples(100))
def test_every_way_of_growing_gives_the_root_by_definition(size: int, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - leaves to repeat
    leaves = [rng.randbytes(rng.randrange(6)) for _ in range(size)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    expected = naive_root(leaves)
    assert root_of(hashes) == expected
    tree = Frontier()
    while tree.size < size:
        highest = min(
            (tree.size & -tree.size or size).bit_length(), (size - tree.size).bit_length()
        )
        height = rng.randrange(highest)
        there = tree.size + (1 << height)
        tree.add([root_of(hashes[tree.size : there])], height=height)
        assert tree.size == there
    assert tree.root() == expected


def test_a_subtree_begins_at_a_multiple_of_its_size() -> None:
    tree = Frontier()
    tree.add([leaf_hash(b"")])
    with pytest.raises(ValueError, match="no subtree of 2\\^1 leaves begins at leaf 1"):
        tree.add([EMPTY_ROOT], height=1)


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("position", 8),
        ("recorded_at", 1_700_000_000_000_001),
        ("originator", bytes(range(1, 17))),
        ("version", 4),
        ("topic", "case.openee"),
        ("state", b'{"a":2}'),
        ("state", b'{"a": 1}'),
    ],
)
def test_a_leaf_binds_every_field(field: str, other: object) -> None:
    assert leaf_of(**{**FIELDS, field: other}) != leaf_of(**FIELDS)


def test_where_the_topic_ends_is_told() -> None:
    one = {**FIELDS, "topic": "t", "state": b"\x00\x00\x00\x01s"}
    other = {**FIELDS, "topic": "t\x00\x00\x00\x05", "state": b"s"}
    assert leaf_of(**one) != leaf_of(**other)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("position", 1 << 63),
        ("version", 1.5),
        ("recorded_at", None),
        ("topic", "\ud800"),
        ("originator", bytes(15)),
    ],
)
def test_what_no_column_holds_has_no_leaf(field: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=r"too large|surrogates|integer|16 bytes"):
        leaf_of(**{**FIELDS, field: wrong})


def test_text_is_no_state() -> None:
    with pytest.raises(TypeError):
        leaf_of(**{**FIELDS, "state": '{"a":1}'})
