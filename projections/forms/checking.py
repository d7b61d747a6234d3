"""The checks of a table: sums of columns in each row, of rows in each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marshrut.forms.definitions import Check, Row, Table
from marshrut.forms.filled import Violation
from projections.forms.counting import Counts, Key


def violations(
    table: Table, keys: Sequence[Key], rows: Sequence[Row], checks: Sequence[Check], counts: Counts
) -> Iterator[Violation]:
    """Every place in which a check does not hold: shown, never hidden."""
    columns = [column.number for column in table.counts]
    for key in keys:
        by_row = {
            row.number: dict(zip(columns, counts[key, row.number], strict=True)) for row in rows
        }
        by_column = {
            column: {number: told[column] for number, told in by_row.items()} for column in columns
        }
        for check in checks:
            places = by_row if check.across == "columns" else by_column
            for place, numbers in places.items():
                left = sum(map(numbers.__getitem__, check.left))
                right = sum(map(numbers.__getitem__, check.right))
                if left > right or (check.relation == "=" and left != right):
                    named = dict(zip(table.by, key, strict=True)) if key else {}
                    yield Violation(
                        check.code, check.text, named, place, left, right, check.across,
                        (*check.left, *check.right),
                    )  # fmt: skip
