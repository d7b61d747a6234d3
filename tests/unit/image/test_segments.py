"""Segments: how rows are cut, merged and closed; and the lock of the one who does it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from projections.frames.columns import UNENDED
from projections.image import segments
from projections.image.buffers import Damaged
from projections.image.lock import locked
from projections.image.manifest import Segment
from projections.image.segments import Store, types

TABLE = "case_state"
FIRST = date(2024, 1, 1)
Row = tuple[int, int, int, int]
"""Number, days from the first one on, known from, known to."""


def frame(*rows: Row) -> pl.DataFrame:
    names = ("number", "valid_from", "valid_to", "known_from", "known_to")
    days = [(n, FIRST + timedelta(day), date.max, start, end) for n, day, start, end in rows]
    told = pl.DataFrame(days, schema=dict.fromkeys(names), orient="row")
    empty = pl.DataFrame(schema=types(TABLE))
    return pl.concat([empty, told.cast({n: types(TABLE)[n] for n in names})], how="diagonal")


def rows_in(store: Store, kept: list[Segment]) -> list[Row]:
    rows = pl.concat([store.rows(TABLE, segment) for segment in kept])
    told = rows.select("number", "valid_from", "known_from", "known_to").rows()
    return sorted((n, (day - FIRST).days, start, end) for n, day, start, end in told)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(segments, "MOST", 4)
    monkeypatch.setattr(segments, "SOON", 1)
    monkeypatch.setattr(segments, "RATIO", 2)
    return Store(tmp_path)


def test_rows_are_cut_between_cases_and_sorted_by_them(store: Store) -> None:
    rows: list[Row] = [(number, day, 9, UNENDED) for day in (1, 0) for number in (5, 1, 3, 2, 4)]
    kept = store.cut(TABLE, frame(*rows))
    assert rows_in(store, kept) == sorted(rows)
    assert [segment.rows for segment in kept] == [4, 4, 2]
    for segment, after in pairwise(kept):
        assert segment.numbers[1] < after.numbers[0]
    for segment in kept:
        assert store.rows(TABLE, segment)["number"].is_sorted()


def test_a_case_of_very_many_rows_is_not_cut(store: Store) -> None:
    rows: list[Row] = [(2, day, 9, UNENDED) for day in range(9)] + [(1, 0, 1, UNENDED)]
    kept = store.cut(TABLE, frame(*rows))
    assert [segment.rows for segment in kept] == [1, 9]
    assert rows_in(store, kept) == sorted(rows)


def test_nothing_is_cut_into_nothing(store: Store) -> None:
    assert store.cut(TABLE, frame()) == []
    assert store.add(TABLE, [], frame()) == []


def test_small_segments_are_merged_and_large_ones_left_alone(store: Store) -> None:
    kept: list[Segment] = []
    sizes = []
    for number in range(1, 10):
        kept = store.add(TABLE, kept, frame((number, 0, number, UNENDED)))
        sizes.append([segment.rows for segment in kept])
    assert sizes[:6] == [[1], [2], [3], [3, 1], [3, 2], [3, 3]]
    assert sizes[-1] == [3, 3, 3]
    assert [row[0] for row in rows_in(store, kept)] == list(range(1, 10))


def test_rows_are_closed_wherever_they_are(store: Store) -> None:
    rows: list[Row] = [(number, day, 9, UNENDED) for number in range(1, 7) for day in (0, 1)]
    kept = store.cut(TABLE, frame(*rows))
    closed = store.close(TABLE, kept, frame((1, 1, 9, 20), (6, 0, 9, 21)))
    expected = {(1, 1, 9, UNENDED): (1, 1, 9, 20), (6, 0, 9, UNENDED): (6, 0, 9, 21)}
    assert rows_in(store, closed) == sorted(expected.get(row, row) for row in rows)
    assert rows_in(store, kept) == rows  # who has the old manifest reads the old files
    assert [c.body for c in closed] == [k.body for k in kept]
    assert [c.ends != k.ends for c, k in zip(closed, kept, strict=True)] == [True, False, True]
    assert closed[0].bounds["known_to"] == (20, UNENDED)


@pytest.mark.parametrize("row", [(1, 5, 9, 20), (9, 0, 9, 20), (1, 0, 8, 20)])
def test_a_row_to_close_that_is_not_there_is_noticed(store: Store, row: Row) -> None:
    kept = store.cut(TABLE, frame((1, 0, 9, UNENDED), (2, 0, 9, UNENDED)))
    with pytest.raises(Damaged):
        store.close(TABLE, kept, frame(row))


def test_no_row_is_closed_twice(store: Store) -> None:
    kept = store.cut(TABLE, frame((1, 0, 9, UNENDED)))
    closed = store.close(TABLE, kept, frame((1, 0, 9, 20)))
    with pytest.raises(Damaged):
        store.close(TABLE, closed, frame((1, 0, 9, 21)))


def test_one_holds_the_lock_and_the_next_gets_it(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", patience=0) as held:
        assert held
        with locked(tmp_path / "lock", patience=0) as other:
            assert not other
    with locked(tmp_path / "lock", patience=0) as again:
        assert again
