"""How long a rebuild of the read models of a large ledger takes, beside reading it alone.

``python -m tests.benchmarks.refilling [--cases N …] [--cache FOLDER]``
As ``marshrut rebuild`` does it, progress on stderr. *Reading*: the first events read and decoded
by one process, taken for all.
"""

from __future__ import annotations

import logging

from api.commands.opened import opened
from api.commands.progress import progress
from marshrut.ledger.ledger import Ledger
from projections.runner import Projections
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.ledgers import Kept, analyse, ledgers
from tests.benchmarks.timing import say, timed

READ, AT_ONCE = 200_000, 5_000
SECOND, MINUTE = 1_000, 60


def main(what: Asked) -> None:
    """Print how long it takes on each database."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases, filled=False):
                measure(kept)


def measure(kept: Kept) -> None:
    """Rebuild, and read."""
    with opened(kept.settings) as service:
        reading = read(service.ledger)
        with progress(f"{kept.label}, rebuilding") as advance:
            ms, events = timed(lambda: Projections(service.ledger).rebuild(progress=advance))
    analyse(kept)
    rate = events / ms * SECOND
    say(
        f"{kept.label}: {events} events in {ms / SECOND / MINUTE:.1f} min, {rate:.0f} events/s"
        f" : read alone {reading:.0f} = 1 : {reading / rate:.1f}"
    )


def read(source: Ledger) -> float:
    """Events a second that one process reads and decodes."""
    done = 0
    ms = 0.0
    while done < READ:
        taken, records = timed(lambda: source.records_between(after=done, limit=AT_ONCE))  # noqa: B023
        if not records:
            break
        ms += taken
        done = records[-1].position
    return done / ms * SECOND


if __name__ == "__main__":
    main(asked())
