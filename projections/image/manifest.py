"""What an image consists of: the segments of each table, as of a position.

The manifest alone is ever replaced, by a rename. The files that it names never change.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec
import polars as pl
from sqlalchemy import Engine

from projections.frames.columns import TABLES
from projections.frames.encoding import first_vocabulary
from projections.image.buffers import Part
from projections.image.look import Look
from projections.tables import VERSION

NAME = "manifest.json"

LAYOUT = 1
"""Raised whenever the same columns would be kept otherwise."""


class Segment(msgspec.Struct, frozen=True):
    """Rows of a table, by number of the case; ``ends`` holds their ``known_to`` alone.

    ``bounds`` are the least and the greatest value of the columns that say when a row holds, days
    as ordinals: what is out of them needs no look at the rows.
    """

    rows: int
    body: Part
    ends: Part
    numbers: tuple[int, int]
    bounds: dict[str, tuple[int, int]]


class Manifest(msgspec.Struct, frozen=True):
    """An image; ``witness`` is what the ledger holds at its position."""

    position: int
    witness: str
    vocabulary: dict[str, list[str]]
    segments: dict[str, list[Segment]]

    @property
    def files(self) -> set[str]:
        """The names of the files that it consists of."""
        every = (segment for segments in self.segments.values() for segment in segments)
        return {part.name for segment in every for part in (segment.body, segment.ends)}

    @property
    def size(self) -> int:
        """Bytes of its files."""
        every = (segment for segments in self.segments.values() for segment in segments)
        return sum(segment.body.size + segment.ends.size for segment in every)


def place(images: Path, engine: Engine, look: Look) -> Path:
    """The directory of the image of what is looked at: of one ledger, slot, filling, format."""
    return images / f"{ledger_name(engine, look)}-{look.slot.name}-{look.fill:x}-{_format()}"


def ledger_name(engine: Engine, look: Look) -> str:
    """What tells a ledger from others: where it is, and how it begins."""
    url = engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).resolve()))  # however it was named
    where = url.render_as_string(hide_password=True)
    return _digest([where, look.witnesses.get(1)])


def read_manifest(directory: Path) -> Manifest | None:
    """The manifest; none where there is no image, or nothing that could be one."""
    try:
        return msgspec.json.decode((directory / NAME).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Let readers find this image from now on."""
    new = directory / f"{NAME}.{token_hex(8)}"
    new.write_bytes(msgspec.json.encode(manifest))
    new.replace(directory / NAME)


def bounds_of(rows: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """The bounds of a segment's rows."""
    names = [name for name in BOUNDED if name in rows.columns]
    return {name: (number(rows[name].min()), number(rows[name].max())) for name in names}


BOUNDED = ("valid_from", "valid_to", "known_from", "known_to")


def number(value: Any) -> int:
    """A bound as a number."""
    return value if isinstance(value, int) else int(value.toordinal())


def _format() -> str:
    columns = [(name, list(columns.items())) for name, columns in TABLES.items()]
    return _digest([LAYOUT, VERSION, columns, first_vocabulary()])


def _digest(value: Any) -> str:
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=6).hexdigest()
