"""Other people's ways to keep history, holding the same data, in an environment apart."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import make_url

from tests.benchmarks.feed import feed
from tests.benchmarks.ledgers import Kept
from tests.benchmarks.servers import EMPTY, execute

FOLDER = Path(__file__).parent / "rivals"
RIVALS = {"SQLAlchemy-Continuum": "sqlalchemy_versions", "django-simple-history": "django_history"}
HOW = f"python3 -m venv {{0}} && {{0}}/bin/pip install -r {FOLDER / 'requirements.txt'}"


class Answer(msgspec.Struct):
    """The milliseconds of the middle answer, and cases by organisation and status."""

    ms: float
    counts: list[tuple[str, str, int]]

    @property
    def counted(self) -> Counter[tuple[str, str]]:
        """The counts by cell."""
        return Counter({(organisation, status): n for organisation, status, n in self.counts})


class Rival(NamedTuple):
    """A rival that runs, and is asked."""

    name: str
    running: subprocess.Popen[str]

    def ask(self, position: int, moment: int, *, times: int) -> Answer:
        """The answer at a position, recorded at ``moment`` in microseconds since 1970."""
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.write(f"{position} {moment} {times}\n")
        self.running.stdin.flush()
        return msgspec.json.decode(self.running.stdout.readline(), type=Answer)


@contextmanager
def rivals(kept: Kept, environment: Path) -> Iterator[list[Rival]]:
    """Those that hold the data of the ledger; loaded where they are not yet.

    Without their environment there are none, and it is said how to make it.
    """
    python = environment / "bin" / "python"
    if not python.exists():
        sys.stderr.write(f"NOT COMPARED with {' and '.join(RIVALS)}: they are not installed. Run\n")
        sys.stderr.write(f"    {HOW.format(environment)}\n")
        yield []
        return
    started = [start(kept, python, name, module) for name, module in RIVALS.items()]
    try:
        yield started
    finally:
        for each in started:
            each.running.communicate()


def start(kept: Kept, python: Path, name: str, module: str) -> Rival:
    """Run the rival over its database."""
    url = loaded(kept, python, module)
    command = [python, FOLDER / f"{module}.py", "ask", url]
    pipe = subprocess.PIPE
    return Rival(name, subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))


def loaded(kept: Kept, python: Path, module: str) -> str:
    """The URL of the rival's database, filled from the feed."""
    url = make_url(kept.settings.database_url)
    path = kept.folder / f"{module}.db"
    name = f"{module}_{kept.cases}"
    admin = url.set(database="postgres").render_as_string(hide_password=False)
    postgresql = url.drivername.startswith("postgresql")
    theirs = url.set(database=name if postgresql else f"{path.absolute()}")
    if path.with_suffix(".loaded").exists():
        return theirs.render_as_string(hide_password=False)
    path.unlink(missing_ok=True)
    if postgresql:
        execute(admin, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        execute(admin, f"CREATE DATABASE {name} TEMPLATE {EMPTY}")
    text = theirs.render_as_string(hide_password=False)
    source = feed(kept.settings, kept.folder.parent / "feed.csv")
    subprocess.run([python, FOLDER / f"{module}.py", "load", text, source], check=True)
    path.with_suffix(".loaded").touch()
    return text
