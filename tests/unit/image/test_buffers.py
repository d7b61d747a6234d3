"""Columns in files: what is mapped is what was written, of every type, or is noticed to be not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from projections.image.buffers import ALIGNMENT, Damaged, map_columns, write_columns

COLUMNS = {
    "position": ([1, 2, 2**32 - 1], pl.UInt32()),
    "entry": ([0, None, 2**64 - 1], pl.UInt64()),
    "small": ([None, 7, 255], pl.UInt8()),
    "wide": ([0, None, 65_535], pl.UInt16()),
    "whole": ([-1, None, 2**31 - 1], pl.Int32()),
    "day": ([date(1970, 1, 1), None, date.max], pl.Date()),
    "flag": ([True, False, None], pl.Boolean()),
    "nothing": ([None, None, None], pl.UInt8()),
}
FRAME = pl.DataFrame([pl.Series(n, v, dtype=t) for n, (v, t) in COLUMNS.items()])
LONG = pl.concat([FRAME] * 1_000)


@pytest.mark.parametrize(
    "frame",
    [FRAME, LONG, FRAME[:0], FRAME[1:2], LONG[1:-1], LONG.filter(pl.col("small") == 7)],
    ids=["some", "many, in chunks", "none", "one", "a part", "chosen"],
)
def test_what_is_mapped_is_what_was_written(frame: pl.DataFrame, tmp_path: Path) -> None:
    part = write_columns(tmp_path, "part", frame)
    assert part.size == (tmp_path / "part").stat().st_size
    mapped = map_columns(tmp_path, part, dict(frame.schema))
    assert mapped.schema == frame.schema
    assert mapped.equals(frame)


def test_a_mapped_file_is_readable_when_it_is_deleted(tmp_path: Path) -> None:
    mapped = map_columns(tmp_path, write_columns(tmp_path, "part", LONG), dict(LONG.schema))
    (tmp_path / "part").unlink()
    assert mapped.equals(LONG)


def test_some_columns_are_mapped_in_their_order(tmp_path: Path) -> None:
    part = write_columns(tmp_path, "part", LONG)
    some = {name: LONG.schema[name] for name in ("flag", "position")}
    assert map_columns(tmp_path, part, some).equals(LONG.select("flag", "position"))


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    part = write_columns(tmp_path, "part", FRAME)
    whole = (tmp_path / "part").read_bytes()
    assert len(whole) > ALIGNMENT
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        (tmp_path / "part").write_bytes(changed)
        with pytest.raises(Damaged):
            map_columns(tmp_path, part, dict(FRAME.schema))


def test_a_file_of_another_length_is_noticed(tmp_path: Path) -> None:
    part = write_columns(tmp_path, "part", FRAME)
    whole = (tmp_path / "part").read_bytes()
    for other in (whole[:-1], whole + b"\0", b""):
        (tmp_path / "part").write_bytes(other)
        with pytest.raises(Damaged):
            map_columns(tmp_path, part, dict(FRAME.schema))


def test_no_file_is_written_over(tmp_path: Path) -> None:
    write_columns(tmp_path, "part", FRAME)
    with pytest.raises(FileExistsError):
        write_columns(tmp_path, "part", LONG)
