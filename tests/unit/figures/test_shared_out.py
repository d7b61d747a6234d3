"""Cells of a difference show all their cases until there are too many together."""

from __future__ import annotations

import pytest

from projections.differences.answer import shared_out


@pytest.mark.parametrize(
    ("sizes", "most", "share"),
    [
        ([], 10, 1),
        ([3, 4, 3], 10, 4),
        ([1, 1, 8], 10, 8),
        ([1, 1, 9], 10, 8),
        ([5, 5, 5], 10, 3),
        ([0, 0, 50], 10, 10),
        ([1] * 30, 10, 1),
    ],
)
def test_small_cells_show_all_and_large_ones_share_the_rest(
    sizes: list[int], most: int, share: int
):
    assert shared_out(sizes, most) == share
    shown = sum(min(size, share) for size in sizes)
    assert shown <= max(most, len(sizes))
