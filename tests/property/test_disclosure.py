"""What is published of persons, against whoever solves the sums: no small number can be told."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from math import inf

from hypothesis import example, given, settings
from hypothesis import strategies as st

from projections.disclosure import LEAST, LEAST_TOTAL, REST, PublicTable, published, small
from tests.support.effort import FACTOR

COLUMNS = ("WORK", "STUDY", "AWAY", "SEARCH", "UNKNOWN")
Counts = dict[str, dict[str, int]]
NUMBERS = st.one_of(st.integers(0, 6), st.integers(0, 40))


def tables(most_rows: int = 7) -> st.SearchStrategy[Counts]:
    rows = st.fixed_dictionaries(dict.fromkeys(COLUMNS, NUMBERS))
    return st.dictionaries(st.sampled_from("ABCDEFGH"), rows, max_size=most_rows)


class Attacker:
    """Knows the published table and nothing else: hidden cells are whole, and none is negative.

    The least and the greatest that a cell may be, with all sums as they are told, is a matter of
    how much can flow from its row to its column through the other hidden cells.
    """

    def __init__(self, table: PublicTable) -> None:
        self.columns = list(table.columns)
        self.rows = [row.name for row in table.rows]
        self.hidden = [
            (row.name, column)
            for row in table.rows
            for column in self.columns
            if row.cells[column] is None
        ]
        told = {row.name: sum(n for n in row.cells.values() if n is not None) for row in table.rows}
        self.of_row = {row.name: row.total - told[row.name] for row in table.rows}
        self.of_column = {
            column: table.totals[column] - sum(row.cells[column] or 0 for row in table.rows)
            for column in self.columns
        }

    def bounds(self, place: tuple[str, str]) -> tuple[int, int]:
        """The least and the greatest that the cell may be."""
        row, column = place
        others = [each for each in self.hidden if each != place]
        whole = sum(self.of_row.values())
        most = min(self.of_row[row], self.of_column[column])
        possible = [
            value
            for value in range(most + 1)
            if self._flow(others, {**self.of_row, row: self.of_row[row] - value},
                          {**self.of_column, column: self.of_column[column] - value})
            == whole - value
        ]  # fmt: skip
        return min(possible), max(possible)

    @staticmethod
    def _flow(edges: list[tuple[str, str]], supply: dict[str, int], demand: dict[str, int]) -> int:
        """The greatest flow from rows to columns along the edges (Edmonds and Karp)."""
        left: dict[tuple[str, str], float] = {("source", f"r{r}"): n for r, n in supply.items()}
        left |= {(f"c{c}", "sink"): n for c, n in demand.items()}
        left |= {(f"r{r}", f"c{c}"): inf for r, c in edges}
        left |= {(b, a): 0 for a, b in list(left)}
        beside: dict[str, list[str]] = {}
        for start, end in left:
            beside.setdefault(start, []).append(end)
        total = 0
        while path := _path(beside, left):
            push = min(left[edge] for edge in pairwise(path))
            for start, end in pairwise(path):
                left[start, end] -= push
                left[end, start] += push
            total += int(push)
        return total


def _path(beside: dict[str, list[str]], left: dict[tuple[str, str], float]) -> list[str]:
    came: dict[str, str] = {"source": ""}
    waiting = deque(["source"])
    while waiting:
        here = waiting.popleft()
        for there in beside.get(here, ()):
            if there not in came and left[here, there] > 0:
                came[there] = here
                waiting.append(there)
    if "sink" not in came:
        return []
    path = ["sink"]
    while path[-1] != "source":
        path.append(came[path[-1]])
    return path[::-1]


def cell(counts: Counts, table: PublicTable, row: str, column: str) -> int:
    of = next(each.of for each in table.rows if each.name == row)
    return sum(counts[name].get(one, 0) for name in of for one in table.columns[column])


LONE = {"A": {"WORK": 30, "STUDY": 12, "SEARCH": 1}, "B": {"WORK": 25, "STUDY": 11, "SEARCH": 20}}
FULL = {name: {"WORK": 4, "STUDY": 4, "SEARCH": 4} for name in "ABC"}


@given(tables())
@settings(max_examples=150 * FACTOR, deadline=None)
@example(LONE)
@example(FULL)
@example({"A": {"WORK": 9, "SEARCH": 1}})
@example({"A": {"WORK": 11}, "B": {"SEARCH": 1}})
def test_an_attacker_cannot_tell_a_small_number(counts: Counts):
    table = published(counts, COLUMNS)
    if table is None:
        assert sum(n for cells in counts.values() for n in cells.values()) < LEAST_TOTAL
        return
    attacker = Attacker(table)
    for row in table.rows:
        for column, told in row.cells.items():
            number = cell(counts, table, row.name, column)
            assert told in {None, number}
            assert told is None or not small(told)
            if small(number):
                low, high = attacker.bounds((row.name, column))
                assert low <= 1
                assert high >= LEAST


@given(tables())
@settings(max_examples=300 * FACTOR, deadline=None)
def test_all_sums_are_told_and_true(counts: Counts):
    table = published(counts, COLUMNS)
    if table is None:
        return
    everybody = {
        column: sum(cells.get(column, 0) for cells in counts.values()) for column in COLUMNS
    }
    assert table.total == sum(everybody.values())
    assert {name: sum(everybody[one] for one in of) for name, of in table.columns.items()} == (
        table.totals
    )
    assert sorted(one for of in table.columns.values() for one in of) == sorted(COLUMNS)
    assert sorted(one for row in table.rows for one in row.of) == sorted(
        name for name, cells in counts.items() if sum(cells.values())
    )
    for row in table.rows:
        assert row.total == sum(counts[name].get(c, 0) for name in row.of for c in COLUMNS)
        assert row.total >= LEAST_TOTAL
        assert (row.name == REST) is (len(row.of) > 1)
    assert not [n for n in table.totals.values() if 0 < n < LEAST_TOTAL]


def test_the_attacker_can_tell_what_is_hidden_alone():
    """That the attacker is none of straw: with one cell hidden the sums tell it."""
    table = PublicTable(
        {"WORK": ("WORK",), "SEARCH": ("SEARCH",)},
        [],
        {"WORK": 30, "SEARCH": 13},
    )
    rows = published(LONE, COLUMNS)
    assert rows is not None
    alone = rows.rows[0]._replace(name="A", of=("A",), total=13, cells={"WORK": 10, "SEARCH": None})
    other = alone._replace(name="B", of=("B",), total=30, cells={"WORK": 20, "SEARCH": 10})
    attacker = Attacker(table._replace(rows=[alone, other]))
    assert attacker.bounds(("A", "SEARCH")) == (3, 3)


def test_no_more_is_hidden_than_it_takes():
    table = published(LONE, COLUMNS)
    assert table is not None
    hidden = {(row.name, column) for row in table.rows for column, n in row.cells.items()
              if n is None}  # fmt: skip
    assert hidden == {("A", "SEARCH"), ("A", "STUDY"), ("B", "SEARCH"), ("B", "STUDY")}
    clear = published({"A": {"WORK": 30, "SEARCH": 12}, "B": {"WORK": 20}}, COLUMNS)
    assert clear is not None
    assert [row.cells["SEARCH"] for row in clear.rows] == [12, 0]
