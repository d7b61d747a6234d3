"""Columns in a file, in the layout of Arrow: mapped, they need no memory of their own.

Behind the columns of a file stands where each begins. Polars copies what it reads from Arrow's
own files (2.1 does, whatever is said of it), so the buffers are handed to it where they lie.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import nanoarrow
import polars as pl

ALIGNMENT = 64
"""Bytes: where a buffer begins, as Arrow advises."""

LENGTH = 8
"""Bytes at the end of a file: the length of the description before them."""


class Damaged(Exception):  # noqa: N818 - it says what is the matter
    """A file does not hold what was written into it."""


class Part(msgspec.Struct, frozen=True):
    """A file, with what it takes to know it again."""

    name: str
    size: int
    checksum: int


class Place(NamedTuple):
    """Where the buffers of a column are: from and length, validity before values."""

    length: int
    offset: int
    nulls: int
    buffers: list[tuple[int, int]]


def write_columns(directory: Path, name: str, frame: pl.DataFrame) -> Part:
    """Write the columns of a frame into a new file."""
    size = checksum = 0
    places: dict[str, Place] = {}
    with (directory / name).open("xb") as file:

        def put(data: Any) -> tuple[int, int]:
            nonlocal size, checksum
            at, view = size, memoryview(data).cast("B")
            if view.nbytes:  # zlib takes a checksum of nowhere for the beginning of one
                file.write(view)
                checksum = zlib.crc32(view, checksum)
                size += view.nbytes
            return at, view.nbytes

        for column in frame:
            array = next(iter(nanoarrow.c_array_stream(column.rechunk()))).view()
            buffers = []
            for number in range(array.n_buffers):
                put(bytes(-size % ALIGNMENT))
                buffers.append(put(array.buffer(number)))
            places[column.name] = Place(array.length, array.offset, array.null_count, buffers)
        _, length = put(msgspec.msgpack.encode(places))
        put(length.to_bytes(LENGTH))
    return Part(name, size, checksum)


def map_columns(directory: Path, part: Part, types: dict[str, pl.DataType]) -> pl.DataFrame:
    """The columns of a file, mapped, as the types that they were written as.

    Raises ``Damaged``, and ``FileNotFoundError`` where there is no such file any more.
    """
    with (directory / part.name).open("rb") as file:
        if file.seek(0, 2) != part.size:
            raise Damaged(part.name)
        data = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    if zlib.crc32(data) != part.checksum:
        raise Damaged(part.name)
    length = int.from_bytes(data[-LENGTH:])
    places = msgspec.msgpack.decode(data[-LENGTH - length : -LENGTH], type=dict[str, Place])
    return pl.DataFrame([_column(data, name, places[name], types[name]) for name in types])


def _column(data: memoryview, name: str, place: Place, dtype: pl.DataType) -> pl.Series:
    buffers: Iterator[memoryview | None] = (
        data[at : at + length] if length else None for at, length in place.buffers
    )
    array = nanoarrow.c_array_from_buffers(
        _schema(dtype), place.length, buffers, null_count=place.nulls, offset=place.offset
    )
    return pl.Series(array, dtype=dtype).alias(name)


@cache
def _schema(dtype: pl.DataType) -> Any:
    return nanoarrow.c_array_stream(pl.Series(dtype=dtype)).get_schema()
