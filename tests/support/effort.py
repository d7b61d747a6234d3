"""How hard the generated tests try: ``MARSHRUT_MORE=1`` asks for ten times as much."""

from __future__ import annotations

import os

# Read before the tests' environment is cleared of settings (see conftest).
FACTOR = 10 if os.environ.get("MARSHRUT_MORE") == "1" else 1


def examples(number: int) -> int:
    """For ``@settings(max_examples=examples(200))``: 200 of a usual run, 2,000 of a longer one."""
    return number * FACTOR
