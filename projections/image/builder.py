"""Who builds: under the lock, from one state of the database, old files swept at the end."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine

from projections.image.buffers import Damaged
from projections.image.building import build, continued
from projections.image.lock import locked
from projections.image.look import Look, look, standing_still
from projections.image.manifest import (
    NAME,
    Manifest,
    ledger_name,
    place,
    read_manifest,
    write_manifest,
)
from projections.image.segments import Store

LOG = logging.getLogger("marshrut.projections")

SHARE = 20
"""An image that lacks more than the n-th part of the events is made anew: that is sooner done."""


def bring(
    images: Path,
    engine: Engine,
    *,
    to: int,
    patience: float = 0.0,
    store_of: Callable[[Path], Store] = Store,
) -> bool:
    """See to it that there is an image as of ``to`` at least; ``False`` where others are at it.

    Raises ``OSError`` where files cannot be written.
    """
    with engine.connect() as connection:
        seen = look(connection)
    if seen is None:
        return False
    images.mkdir(parents=True, exist_ok=True)
    ledger = ledger_name(engine, seen)
    with locked(images / f"{ledger}.lock", patience=patience) as held:
        if not held:
            return False
        with standing_still(engine) as connection:
            directory = _bring(connection, images, to, store_of)
        for other in images.glob(f"{ledger}-*"):
            if other != directory:
                shutil.rmtree(other, ignore_errors=True)
    return True


def _bring(
    connection: Connection, images: Path, to: int, store_of: Callable[[Path], Store]
) -> Path | None:
    """Bring the image on, and answer its directory."""
    seen = look(connection)
    if seen is None:
        return None
    directory = place(images, connection.engine, seen)
    directory.mkdir(exist_ok=True)
    before = _before(connection, directory)
    if before is None or before.position < to:
        manifest = _made(connection, seen, store_of(directory), before)
        write_manifest(directory, manifest)
        # Who has read the manifest before still finds its files.
        _sweep(directory, manifest.files | (before.files if before else set()))
    return directory


def _before(connection: Connection, directory: Path) -> Manifest | None:
    """The image that there is, if it can be believed."""
    manifest = read_manifest(directory)
    if manifest is None:
        return None
    seen = look(connection, manifest.position)
    believed = seen is not None and seen.witnesses.get(manifest.position) == manifest.witness
    return manifest if believed else None


def _made(connection: Connection, seen: Look, store: Store, before: Manifest | None) -> Manifest:
    if before is not None and SHARE * (seen.position - before.position) < seen.position:
        try:
            return continued(connection, seen, store, before)
        except (Damaged, FileNotFoundError) as error:
            LOG.warning("the column image is damaged, and made anew: %s", error)
    return build(connection, seen, store)


def _sweep(directory: Path, files: set[str]) -> None:
    for file in directory.iterdir():
        if file.name not in files and file.name != NAME:
            file.unlink(missing_ok=True)
