from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from marshrut.ledger.restoring import NotASequelError, restore
from marshrut.ledger.rows import StoredRecord
from tests.support.appends import annulled, open_ledger

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite")]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_ledger_moves_to_the_other_database_and_goes_on(
    both_urls: dict[str, str], source: str, target: str
) -> None:
    with open_ledger(both_urls[source]) as old, open_ledger(both_urls[target]) as new:
        for _ in range(3):
            old.append([annulled(uuid4(), 1), annulled(uuid4(), 1)])
        rows = old.reader.between(after=0)
        assert restore(new.recorder, rows=rows[:2]) == 2
        assert restore(new.recorder, rows=rows[2:]) == 4
        assert new.reader.between(after=0) == rows
        assert new.append([annulled(uuid4(), 1)]) == [7]
        assert new.head().recorded_at > rows[-1].recorded_at  # type: ignore[operator]


def replaced(**changes: int) -> Callable[[StoredRecord], StoredRecord]:
    return lambda row: row._replace(**changes)


@pytest.mark.parametrize("spoil", [replaced(position=4), replaced(recorded_at=1)])
@pytest.mark.parametrize(("source", "target"), WAYS)
def test_rows_out_of_order_are_refused(
    both_urls: dict[str, str],
    source: str,
    target: str,
    spoil: Callable[[StoredRecord], StoredRecord],
) -> None:
    with open_ledger(both_urls[source]) as old, open_ledger(both_urls[target]) as new:
        for _ in range(2):
            old.append([annulled(uuid4(), 1)])
        first, second = old.reader.between(after=0)
        with pytest.raises(NotASequelError):
            restore(new.recorder, rows=[first, spoil(second)])
        assert new.head().position == 0
