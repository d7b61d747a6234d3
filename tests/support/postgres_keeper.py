"""Keep a throw-away PostgreSQL for exactly as long as standard input stays open.

    python postgres_keeper.py BIN_DIRECTORY [SETTING=VALUE …]

Prints one line, the directory of the server's socket, once the server accepts connections.
Then a line of standard input is a command, answered by a line when it is done: ``kill`` (the
server's main process, by SIGKILL), ``stop`` (immediately, without a checkpoint), ``start``.

When standard input closes, because the parent ended, was interrupted or was killed, the server
is stopped and its files are removed: nothing is left behind, whatever became of the parent.
Standard library only, and run by file name, so that it needs no installed project.

PostgreSQL refuses to run as root; then it runs as ``postgres`` or ``nobody``, from a copy of
its programs where that user could not reach them. The data directory is private (0700), which
is why the socket inside it needs no password.
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30  # noqa: S108
PATIENCE = 30
LONGEST_REASON = 8_000  # characters, the last ones: a pipe that nobody reads yet holds no more
SOCKET_DIRECTORY_LIMIT = 80  # a socket's whole path must fit in 107 bytes (103 on macOS)


def main(binaries: Path, settings: list[str]) -> None:
    """Start the server, wait for the end of standard input, stop it, tidy up."""
    account = unprivileged_account()
    home = private_directory(account, durable="fsync=off" not in settings)
    try:
        server = Server(reachable(binaries, home, account), home, account)
        server.initialise()
        server.start(settings)
        try:
            tell(str(home))
            for command in map(str.strip, sys.stdin):
                obey(server, command, settings)
                tell("done")
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def tell(line: str) -> None:
    """Say it at once to whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def obey(server: Server, command: str, settings: list[str]) -> None:
    """Do what the test has in mind with its server."""
    if command == "kill":
        server.kill()
    elif command == "stop":
        server.stop()
    elif server.main_process() is None:
        server.start(settings)


class Server:
    """One cluster in ``home``, its programs run as ``account`` (``None`` = ourselves)."""

    def __init__(self, binaries: Path, home: Path, account: pwd.struct_passwd | None) -> None:
        self.binaries, self.home, self.account = binaries, home, account

    def initialise(self) -> None:
        """Make an empty cluster that sorts text by code point, as SQLite does."""
        self.run(
            *("initdb", "-D", self.home / "data", "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        )

    def start(self, settings: list[str]) -> None:
        """Start the server on a socket alone and wait until it answers."""
        options = ["listen_addresses=", f"unix_socket_directories={self.home}", *settings]
        self.run(
            *("pg_ctl", "start", "-D", self.home / "data", "-l", self.home / "log", "-w"),
            *("-o", " ".join(f"-c {shlex.quote(option)}" for option in options)),
        )

    def stop(self) -> None:
        """Stop the server at once, if it runs: what it had in memory alone is gone."""
        if self.main_process() is not None:
            self.run("pg_ctl", "stop", "-D", self.home / "data", "-m", "immediate")

    def kill(self) -> None:
        """Kill the main process, and come back when the others have noticed and are gone too."""
        if (main := self.main_process()) is not None:
            children = Path(f"/proc/{main}/task/{main}/children").read_text()
            processes = [main, *map(int, children.split())]
            os.kill(main, signal.SIGKILL)
            until = time.monotonic() + PATIENCE
            while any(map(alive, processes)) and time.monotonic() < until:
                time.sleep(0.01)
            # Where nobody buries orphans, the server would take the remains for a running one.
            (self.home / "data" / "postmaster.pid").unlink()
            for lock in self.home.glob(".s.PGSQL.*.lock"):
                lock.unlink()

    def main_process(self) -> int | None:
        """Its number; ``None`` where it does not run."""
        file = self.home / "data" / "postmaster.pid"
        number = int(file.read_text().splitlines()[0]) if file.exists() else 0
        return number if number and alive(number) else None

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs; what it printed goes to standard error if it fails."""
        who: dict[str, object] = {}
        if self.account is not None:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        output = self.home / "output"
        # A file, not a pipe: the server would inherit the pipe and never let it close.
        with output.open("wb") as sink:
            done = subprocess.run(
                [self.binaries / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                check=False,
                **who,  # type: ignore[call-overload]
            )
        if done.returncode:
            log = self.home / "log"
            told = output.read_text() + (log.read_text() if log.exists() else "")
            why = told.strip()[-LONGEST_REASON:]
            sys.exit(f"{self.binaries / program} failed ({done.returncode}):\n{why}")


def alive(process: int) -> bool:
    """Whether there is such a process, and not only its remains."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to run the server as: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody")


def private_directory(account: pwd.struct_passwd | None, *, durable: bool) -> Path:
    """A new directory of the account's own, with a short path that the account can reach.

    What need not be ``durable`` is kept in memory where there is enough: a test that makes a
    database waits for hundreds of small files.
    """
    parents = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108
    parents = parents if durable else [*memory(), *parents]
    for parent in parents:
        short = len(str(parent)) < SOCKET_DIRECTORY_LIMIT
        if short and os.access(parent, os.W_OK) and (account is None or open_to_all(parent)):
            home = Path(tempfile.mkdtemp(prefix="marshrut-pg-", dir=parent))
            if account is not None:
                os.chown(home, account.pw_uid, account.pw_gid)
            return home
    sys.exit(f"no directory for a PostgreSQL server among {', '.join(map(str, parents))}")


def memory() -> list[Path]:
    """The folder that is kept in memory, if there is one with room for a run of the tests."""
    try:
        room = shutil.disk_usage(MEMORY).free
    except OSError:
        return []
    return [MEMORY] if room >= ENOUGH and os.access(MEMORY, os.W_OK) else []


def reachable(binaries: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs' directory, copied into ``home`` if the account cannot reach the original."""
    if account is None or open_to_all(binaries):
        return binaries
    # Programs find their libraries and data by relative paths: copy the installation whole,
    # and the libraries that a wheel keeps beside its package.
    installation = binaries.parent
    package = installation.parent
    copy = home / "programs" / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / "programs" / libraries.name)
    return copy / binaries.name


def open_to_all(directory: Path) -> bool:
    """Whether any user may pass through ``directory`` and all its parents."""
    resolved = directory.resolve()
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that «finally» runs
    main(Path(sys.argv[1]), sys.argv[2:])
