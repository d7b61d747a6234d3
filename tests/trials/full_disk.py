"""The disk becomes full while clients write over HTTP, and there is room again.

Each kind of database is on a file system of its own, of a process of its own, where the machine
lets a process have one. SQLite is tried by a limit of the size of files, too, which any machine
has; where that is all there is, the row of the page says so.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from tests.support.small_disk import alone, in_process, refusal
from tests.trials.trial import Outcome, Trial

FILLING = "tests.support.filling"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


def run(rounds: int) -> Outcome:
    """Fill the disk so many times, in each way that there is."""
    outcome = Outcome()
    by_limit(rounds, outcome)
    with TemporaryDirectory() as folder:
        refused = refusal(Path(folder))
    if refused is not None:
        outcome.count(f"file systems that were filled, as none is to be had: {refused}", 0)
        return outcome
    for kind in (SQLITE, POSTGRESQL):
        by_file_system(kind, rounds, outcome)
    return outcome


def by_limit(rounds: int, outcome: Outcome) -> None:
    """SQLite, whose files may not grow."""
    with TemporaryDirectory() as folder:
        command = in_process(FILLING, SQLITE, str(rounds), folder, "limit")
        take(command, outcome)


def by_file_system(kind: str, rounds: int, outcome: Outcome) -> None:
    """A database on a file system without room."""
    with TemporaryDirectory() as folder:
        # PostgreSQL's own user, where we are root, has to pass through.
        Path(folder).chmod(0o755)
        inside = in_process(FILLING, kind, str(rounds), folder)
        take(alone(Path(folder), *inside), outcome, TMPDIR=folder)


def take(command: list[str], outcome: Outcome, **environ: str) -> None:
    """Run the process, and take what it has counted and found."""
    done = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-30:]
        outcome.fault(f"{' '.join(command[-4:])} ended with {done.returncode}: {last}")
        return
    told = msgspec.json.decode(done.stdout, type=Outcome)
    for what, number in told.counted.items():
        outcome.count(what, number)
    outcome.faults.extend(told.faults)


TRIAL = Trial(
    name="full-disk",
    about=(
        "the disk becomes full while 3 clients write over HTTP, and has room again; some times"
        " the API is started meanwhile, some times PostgreSQL's log finds no room"
    ),
    aim="100 times on each; 0 acknowledged events lost, only 503 meanwhile, one line at the CLI",
    rounds=100,
    run=run,
)
