"""Numbers that all workers of a machine share: a moment for each of very many names.

A file of fixed size, mapped into memory: it cannot grow, it outlives a worker and a restart, and
may be deleted at any time. A name has two places in it, shared with whoever else falls there; the
one that says less counts, so that two must be shared before one name is taken for another. Workers
do not wait for each other: what two write in the same microsecond may count once.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import struct
from hashlib import blake2b
from pathlib import Path

PLACES = 2**19
MOMENT = struct.Struct("<d")
SECRET = 16
HEAD = 64
SIZE = HEAD + PLACES * MOMENT.size


class Tally:
    """A moment, in seconds, for each name; 0 for those never written."""

    def __init__(self, path: Path | None) -> None:
        """Of the file, or where there can be none of this process alone."""
        try:
            self._memory = _mapped(path) if path is not None else _own()
        except OSError:
            self._memory = _own()
        self._secret = self._memory[:SECRET]

    def read(self, name: bytes) -> float:
        """What stands for the name."""
        return min(self._at(place) for place in self._places(name))

    def raise_to(self, name: bytes, moment: float, *, latest: float) -> None:
        """Write the moment for the name; a later one stays, unless it is past ``latest``."""
        for place in self._places(name):
            if not moment <= self._at(place) <= latest:
                MOMENT.pack_into(self._memory, place, moment)

    def _at(self, place: int) -> float:
        moment: float = MOMENT.unpack_from(self._memory, place)[0]
        return moment

    def _places(self, name: bytes) -> tuple[int, int]:
        # With a secret of the file, as nobody shall choose with whom to share a place.
        digest = blake2b(name, key=self._secret, digest_size=8).digest()
        one, other = struct.unpack("<II", digest)
        return HEAD + one % PLACES * MOMENT.size, HEAD + other % PLACES * MOMENT.size


def _own() -> mmap.mmap:
    memory = mmap.mmap(-1, SIZE)
    memory[:SECRET] = secrets.token_bytes(SECRET)
    return memory


def _mapped(path: Path) -> mmap.mmap:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # the first to come makes it, and the others wait
        if os.fstat(handle).st_size != SIZE:
            os.ftruncate(handle, 0)
            os.ftruncate(handle, SIZE)
            os.pwrite(handle, secrets.token_bytes(SECRET), 0)
        fcntl.flock(handle, fcntl.LOCK_UN)  # not by closing: the mapping keeps the file open
        return mmap.mmap(handle, SIZE)
    finally:
        os.close(handle)
