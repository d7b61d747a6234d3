"""The images of one ledger that a process reads: opened, believed or not, brought on.

An image can be missing for good: no directory, no space, nobody who may write. So whatever goes
wrong with one is told in the log, and never to who asks.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple

import polars as pl
from sqlalchemy import Engine

from marshrut.asof import AsOf
from marshrut.ledger.engine import reading
from projections.image.buffers import Damaged
from projections.image.builder import bring
from projections.image.image import Image
from projections.image.look import Look, look
from projections.image.manifest import NAME, Manifest, place, read_manifest
from projections.image.segments import Store
from projections.metrics import IMAGES

SMALL = 100_000
"""Events of a ledger whose image is made while somebody waits; others are left to a thread."""

STEP = 10_000
"""Events that an image is brought on by while somebody waits."""

PATIENCE = 5.0
"""Seconds for which another builder is awaited."""

REST = 60.0
"""Seconds without a further try after one has failed."""

TRIES = 5
"""How often an image is opened that another one replaces meanwhile."""

THREAD = "column image"

LOG = logging.getLogger("marshrut.projections")


class _Opened(NamedTuple):
    """An image, and the very file that its manifest was read from."""

    directory: Path
    file: tuple[int, int, int]
    image: Image


class Images:
    """The images of one ledger that this process reads."""

    def __init__(self, directory: Path, engine: Engine) -> None:
        self.directory = directory
        self._engine = weakref.proxy(engine)  # else it would keep itself
        self._opened: _Opened | None = None
        self._store: Store | None = None
        self._building = Lock()
        self._rests_until = 0.0

    def rows_at(self, point: AsOf, tables: Iterable[str]) -> Sequence[pl.LazyFrame] | None:
        """As the function of this name in ``images``."""
        lacking = None
        for _ in range(TRIES):
            try:
                image = self._image(point.known)
                return None if image is None else [image.rows(name, point) for name in tables]
            except FileNotFoundError as error:
                # Another image has taken its place; if not, it is this one that lacks a file.
                opened, self._opened = self._opened, None
                if opened is not None and opened.file == lacking:
                    self._drop(opened, error)
                lacking = None if opened is None else opened.file
            except Damaged as damaged:
                opened, self._opened = self._opened, None
                if opened is not None:
                    self._drop(opened, damaged)
            except OSError as error:
                self._rest(error)
                break
        return None

    def keep(self) -> Manifest | None:
        """As the function of this name in ``images``."""
        seen, _ = self._current()
        if seen is not None:
            self._bring(seen.position, patience=PATIENCE)
        _, image = self._current()
        return None if image is None else image.manifest

    def keep_near(self) -> None:
        """As the function of this name in ``images``."""
        seen, image = self._current()
        if seen is not None and (image is None or image.position < seen.position):
            self._come_on(seen, image, seen.position)

    def _image(self, known: int) -> Image | None:
        seen, image = self._current()
        if seen is not None and (image is None or image.position < known):
            self._come_on(seen, image, known)
            _, image = self._current()
        return image if image is not None and image.position >= known else None

    def _come_on(self, seen: Look, image: Image | None, known: int) -> None:
        """Bring the image on: here if that is soon done, else in a thread."""
        if monotonic() < self._rests_until:
            return
        near = image is not None and seen.position - image.position <= STEP
        if near or seen.position <= SMALL:
            self._bring(known, patience=PATIENCE)
        elif not self._building.locked():
            Thread(target=self._bring, args=(known,), name=THREAD, daemon=True).start()

    def _bring(self, known: int, *, patience: float = 0.0) -> None:
        """Bring the image on, one thread at a time; what goes wrong is told in the log."""
        if not self._building.acquire(timeout=patience):
            return
        try:
            brought = bring(
                self.directory,
                self._engine,
                to=known,
                patience=patience,
                store_of=self._store_of,
            )
            IMAGES.labels("done" if brought else "left to others").inc()
        except Exception as error:  # noqa: BLE001 - SQL answers instead
            IMAGES.labels("failed").inc()
            self._rest(error)
        finally:
            self._building.release()

    def _current(self) -> tuple[Look | None, Image | None]:
        """What the database holds, and the image of it that is there."""
        opened = self._opened
        with reading(self._engine).connect() as connection:
            seen = look(connection, *([opened.image.position] if opened else []))
            if seen is None:
                return None, None
            opened = self._opened = self._open(place(self.directory, self._engine, seen), opened)
            if opened is None:
                return seen, None
            at = opened.image.position
            if at not in seen.witnesses:
                seen = look(connection, at) or seen
        believed = seen.witnesses.get(at) == opened.image.manifest.witness
        return seen, opened.image if believed else None

    def _open(self, directory: Path, before: _Opened | None) -> _Opened | None:
        try:
            found = (directory / NAME).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        file = (found.st_ino, found.st_mtime_ns, found.st_size)
        if before is not None and (before.directory, before.file) == (directory, file):
            return before
        manifest = read_manifest(directory)
        if manifest is None:
            return None
        store = self._store_of(directory)
        store.forget_but(manifest.files)
        return _Opened(directory, file, Image(manifest, store))

    def _store_of(self, directory: Path) -> Store:
        """What is mapped of an image, whoever of this process has asked for it."""
        store = self._store
        if store is None or store.directory != directory:
            store = self._store = Store(directory)
        return store

    def _drop(self, opened: _Opened, damage: Exception) -> None:
        LOG.warning("the column image is damaged, and made anew: %s", damage)
        try:
            (opened.directory / NAME).unlink(missing_ok=True)
        except OSError as error:
            self._rest(error)

    def _rest(self, error: Exception) -> None:
        LOG.warning("no column image, the database answers instead: %s", error)
        self._rests_until = monotonic() + REST
