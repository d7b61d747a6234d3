"""Files that an exported ledger is written to and read from: plain, gzip, or the standard ones."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

STANDARD = Path("-")
LEVEL = 6


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """The file to write; it has its name only once it is whole and on the disk.

    ``-`` is stdout. What ends in ``.gz`` is packed, the same bytes to the same file every time.
    Only its owner may read it: statuses and categories are not sealed.
    """
    if path == STANDARD:
        stdout = sys.stdout.buffer
        yield stdout
        stdout.flush()
    elif path.exists() and not path.is_file():  # a pipe or a device cannot be renamed
        with path.open("wb") as device, _packed(device, path) as to:
            yield to
    else:
        part = path.with_name(f"{path.name}.part")
        try:
            with _private(part) as file:
                with _packed(file, path) as to:
                    yield to
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def readable(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read as often as one likes. ``-`` is stdin.

    What comes through a pipe is kept in a temporary file: it is read twice.
    """
    if path == STANDARD:
        with _kept(sys.stdin.buffer) as kept:
            yield kept
        return
    with path.open("rb") as file:
        if file.seekable():
            yield file
        else:
            with _kept(file) as kept:
                yield kept


def _private(path: Path) -> BinaryIO:
    """A new file for its owner alone; one that was left half written is removed."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def _packed(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        yield file
        return
    # Neither a name nor a time in it: both would differ from one export to the next.
    with gzip.GzipFile("", mode="wb", compresslevel=LEVEL, fileobj=file, mtime=0) as packing:
        yield cast("BinaryIO", packing)


@contextmanager
def _kept(stream: BinaryIO) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as kept:
        shutil.copyfileobj(stream, kept)
        yield kept
