"""Places in a ranking: what is equal shares a place, and what has no value comes last."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

DEFAULT_LEAST = 5
"""Graduates below whom a share says too little to be ranked (domain 8 R24)."""

RANKED, SMALL = "RANKED", "SMALL"
SIZES = (RANKED, SMALL)
"""Whether what is ranked has graduates enough."""


def places(values: Sequence[Fraction | None]) -> list[int]:
    """The place of each value, the greatest at 1: one more than how many are greater."""
    known = sorted((value for value in values if value is not None), reverse=True)
    place = {value: 1 + n for n, value in reversed(list(enumerate(known)))}
    return [1 + len(known) if value is None else place[value] for value in values]
