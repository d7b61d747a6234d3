"""A disk that is full when it is to be, of the process that asks for it.

Linux gives a process a file system of its own, which is gone with it, where the machine lets it
(``unshare``). A limit of the size of files, which every process may set itself, is less: what
fails there is writing beyond it, not the search for room.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

SIZE, PIECE = 320 << 20, 1 << 20
MOUNT = 'mount -t tmpfs -o size={size},mode=1777 marshrut "$0" && exec "$@"'


class Disk(Protocol):
    """Has so much room left, or enough."""

    def leave(self, size: int) -> None:
        """Let so many bytes be written, about."""

    def free(self) -> None:
        """Let everything be written."""


class SmallFileSystem:
    """A file system that ballast fills."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ballast = folder, folder / "ballast"

    def leave(self, size: int) -> None:
        """Take the rest."""
        room = os.statvfs(self._folder)
        rest = room.f_bavail * room.f_frsize - size
        with self._ballast.open("ab") as ballast, suppress(OSError):  # others write meanwhile
            for begin in range(0, rest, PIECE):
                os.posix_fallocate(ballast.fileno(), begin, min(PIECE, rest - begin))

    def free(self) -> None:
        """Give it back."""
        self._ballast.unlink()


class FileLimit:
    """No file of this process is written beyond a size."""

    def leave(self, size: int) -> None:
        """That size."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def free(self) -> None:
        """Any size."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def alone(folder: Path, *command: str) -> list[str]:
    """The command with a file system of its own at ``folder``, as nobody else than now.

    PostgreSQL refuses to be run by root, even by one who is only called so: hence the second step.
    """
    mount = ["sh", "-c", MOUNT.format(size=SIZE), str(folder)]
    if os.geteuid() == 0:
        return ["unshare", "--mount", *mount, *command]
    own = [f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}"]
    again = ["unshare", "--user", *own, *command]
    return ["unshare", "--user", "--map-root-user", "--mount", *mount, *again]


def refusal(folder: Path) -> str | None:
    """Why this machine lets nobody have a file system of his own; ``None`` where it does."""
    try:
        tried = subprocess.run(
            alone(folder, "true"), capture_output=True, text=True, check=False, timeout=60
        )
    except FileNotFoundError as missing:
        return str(missing)
    return tried.stderr.strip() or "unshare failed" if tried.returncode else None


def in_process(module: str, *words: str) -> list[str]:
    """The command that runs a module of the tests."""
    return [sys.executable, "-m", module, *words]
