"""A process that asks for roots: ``python -m tests.support.tree_asker URL POSITION …``.

Its subtrees are small, so that there are many to keep. It waits for a line before it begins, and
prints a root a line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from marshrut.ledger import subtrees
from marshrut.ledger.subtrees import root_at
from tests.support.appends import open_ledger


def make_small(set_: Callable[[object, str, object], None]) -> None:
    """Let four hashes make the next, so that a few events make every height."""
    for name, value in (("_STEP", 2), ("_HEIGHTS", (6, 4, 2)), ("_AT_ONCE", 3)):
        set_(subtrees, name, value)


def ask(url: str, *positions: str) -> None:
    """Ask for the root at each of the positions."""
    with open_ledger(url) as ledger:
        ledger.head()
        _say("ready")
        sys.stdin.readline()
        for position in positions:
            _say(root_at(ledger, position=int(position)).hex())


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    make_small(setattr)
    ask(*sys.argv[1:])
