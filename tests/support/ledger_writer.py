"""A process that appends: ``python -m tests.support.ledger_writer race|flood URL …``.

It prints a line for each append that the database has acknowledged.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID, uuid4

from marshrut.ledger.errors import VersionConflict
from tests.support.appends import annulled, open_ledger


def race(url: str, shared: str, rounds: str, writers: str) -> None:
    """Try to be the one who appends each of the first versions of one aggregate."""
    with ThreadPoolExecutor(int(writers)) as pool:
        runs = [pool.submit(_race, url, UUID(shared), int(rounds)) for _ in range(int(writers))]
    for run in runs:
        run.result()


def flood(url: str) -> None:
    """Append without end."""
    with open_ledger(url) as ledger:
        for version in count(1):
            with ledger.appending() as connection:
                originator = uuid4()
                events = [annulled(originator, 1), annulled(originator, 2)]
                positions = ledger.append(events, connection=connection)
            _say(originator, *positions)
            own = uuid4()
            _say(own, *ledger.append([annulled(own, version)]))


def _race(url: str, shared: UUID, rounds: int) -> None:
    with open_ledger(url) as ledger:
        for version in range(1, rounds + 1):
            try:
                (position,) = ledger.append([annulled(shared, version)])
                _say("won", version, position)
            except VersionConflict:
                _say("lost", version, 0)


def _say(*words: object) -> None:
    # One write, so that lines of threads do not mix.
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"race": race, "flood": flood}[sys.argv[1]](*sys.argv[2:])
