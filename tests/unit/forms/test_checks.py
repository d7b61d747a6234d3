"""Where the checks of a table do not hold: in which row or column, and between which numbers."""

from __future__ import annotations

from marshrut.forms.definitions import Check, Column, Lead, Row, Table
from marshrut.forms.filled import Violation
from projections.forms.checking import violations

ROWS = Check(
    code="T1", text="стр. 02 ≤ стр. 01", across="rows", left=("02",), relation="<=", right=("01",)
)
COLUMNS = Check(
    code="T2", text="гр. 4 = гр. 5", across="columns", left=("4",), relation="=", right=("5",)
)
TABLE = Table(
    code="main",
    sheet="Лист",
    title="Лист",
    population="graduates",
    by=("organisation",),
    layout="blocks",
    leads=(Lead(heading="Организация", of="organisation"),),
    rows=(
        Row(number="01", label="Всего", where="everyone"),
        Row(number="02", label="из них", where="everyone"),
    ),
    columns=(Column(number="4", heading="Всего"), Column(number="5", heading="Заняты")),
)
KEY = ("SA-1",)


def found(first: list[int], second: list[int]) -> list[Violation]:
    counts = {(KEY, "01"): first, (KEY, "02"): second}
    return list(violations(TABLE, [KEY], TABLE.rows, [ROWS, COLUMNS], counts))


def test_what_holds_is_not_told():
    assert found([3, 3], [2, 2]) == []


def test_rows_disagree_in_a_column():
    key = {"organisation": "SA-1"}
    assert found([3, 3], [3, 4])[0] == Violation(
        "T1", ROWS.text, key, "5", 4, 3, "rows", ("02", "01")
    )


def test_columns_disagree_in_a_row():
    key = {"organisation": "SA-1"}
    assert found([3, 2], [0, 0]) == [
        Violation("T2", COLUMNS.text, key, "01", 3, 2, "columns", ("4", "5"))
    ]
