"""Segments: written once, mapped by readers, closed row by row, merged as they become many."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from secrets import token_hex

import msgspec
import polars as pl

from projections.frames.columns import TABLES, UNENDED
from projections.image.buffers import Damaged, Part, map_columns, write_columns
from projections.image.manifest import Segment, bounds_of, number

MOST = 1_000_000
"""Rows of a segment, but for the rest of a case."""

SOON = 4_096
"""Rows that are as cheap to write again as to keep apart."""

RATIO = 4
"""How many times more rows a segment has than those behind it together."""

ENDS = "known_to"
KEYS = {
    "case_state": ["number", "valid_from", "known_from"],
    "case_episode": ["number", "entry", "known_from"],
    "case_span": ["number", "entry", "valid_from", "known_from"],
    "case_fact": ["number", "entry", "known_from"],
}
"""What tells a row from all others of its table."""


def types(table: str) -> dict[str, pl.DataType]:
    """The columns of a table's rows, as they are kept."""
    return {name: column.stored for name, column in TABLES[table].items()}


class Store:
    """The segments in one directory. What was mapped once stays so while it is asked for."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._mapped: dict[str, pl.DataFrame] = {}

    def rows(self, table: str, segment: Segment) -> pl.DataFrame:
        """The rows of a segment. Raises ``Damaged``, ``FileNotFoundError``."""
        columns = types(table)
        ends = {ENDS: columns.pop(ENDS)}
        return self._part(segment.body, columns).hstack(self._part(segment.ends, ends))

    def _part(self, part: Part, columns: dict[str, pl.DataType]) -> pl.DataFrame:
        frame = self._mapped.get(part.name)
        if frame is None:
            frame = self._mapped[part.name] = map_columns(self.directory, part, columns)
        return frame

    def forget_but(self, files: set[str]) -> None:
        """Let go of all other files."""
        self._mapped = {name: frame for name, frame in self._mapped.items() if name in files}

    def write(self, table: str, rows: pl.DataFrame) -> Segment:
        """A new segment of rows, in any order."""
        rows = rows.sort("number")
        name = f"{table}-{token_hex(8)}"
        return Segment(
            rows=rows.height,
            body=write_columns(self.directory, f"{name}.body", rows.drop(ENDS)),
            ends=write_columns(self.directory, f"{name}.{token_hex(4)}.ends", rows.select(ENDS)),
            numbers=(number(rows["number"].min()), number(rows["number"].max())),
            bounds=bounds_of(rows),
        )

    def cut(self, table: str, rows: pl.DataFrame) -> list[Segment]:
        """Segments of rows, none too large, each with cases of its own."""
        numbers = rows["number"].sort()
        ends = [int(numbers[at]) for at in range(MOST, rows.height, MOST)]
        edges = [0, *dict.fromkeys(ends), int(numbers[-1]) + 1] if rows.height else []
        return [
            self.write(table, part)
            for first, end in pairwise(edges)
            if (part := rows.filter(pl.col("number").is_between(first, end, "left"))).height
        ]

    def add(self, table: str, segments: list[Segment], rows: pl.DataFrame) -> list[Segment]:
        """The segments and one more, the smaller ones at the end merged into it."""
        kept = list(segments)
        while kept and _joins(kept[-1].rows, rows.height):
            rows = pl.concat([self.rows(table, kept.pop()), rows])
        return [*kept, self.write(table, rows)] if rows.height else kept

    def close(self, table: str, segments: list[Segment], closings: pl.DataFrame) -> list[Segment]:
        """The segments with these ends of rows. Raises ``Damaged`` where a row is not there."""
        if closings.is_empty():
            return segments
        cases = closings["number"].unique().sort()
        closed = [self._closed(table, segment, cases, closings) for segment in segments]
        if sum(found for _, found in closed) != closings.height:
            raise Damaged(table)
        return [segment for segment, _ in closed]

    def _closed(
        self, table: str, segment: Segment, cases: pl.Series, closings: pl.DataFrame
    ) -> tuple[Segment, int]:
        """The segment, and how many of the rows to close are in it."""
        if not cases.is_between(*segment.numbers).any():
            return segment, 0
        rows, keys = self.rows(table, segment), KEYS[table]
        first, end = (rows["number"].search_sorted(cases, side) for side in ("left", "right"))
        places = pl.int_ranges(first, end, eager=True).explode().drop_nulls().alias("place")
        those = rows.select(*keys, pl.col(ENDS) == UNENDED)[places].with_columns(places)
        found = those.filter(ENDS).drop(ENDS).join(closings.select(*keys, ENDS), on=keys)
        if found.is_empty():
            return segment, 0
        ends = rows[ENDS].clone().scatter(found["place"], found[ENDS]).to_frame()
        name = segment.body.name.removesuffix("body")
        part = write_columns(self.directory, f"{name}{token_hex(4)}.ends", ends)
        bounds = segment.bounds | bounds_of(ends)
        return msgspec.structs.replace(segment, ends=part, bounds=bounds), found.height


def _joins(before: int, behind: int) -> bool:
    return before <= max(RATIO * behind, SOON) and before + behind <= MOST
