"""Leaves, roots and checkpoints of some rows, for good: printed roots stand on them.

The golden file was made by the definition (``tests.support.naive_tree``) and is never edited.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert

from marshrut.ledger.checkpoint import checkpoint_at, recomputed_checkpoint
from marshrut.ledger.export_lines import EventLine, event_line, line_of, row_of
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.schema import ledger as table
from marshrut.ledger.tree import Frontier, leaf_hash, leaf_of
from tests.support.appends import open_ledger

GOLDEN: dict[str, Any] = json.loads(Path(__file__).with_name("ledger_tree.json").read_text())
ROWS = [
    StoredRecord(
        position=row["position"],
        recorded_at=row["recorded_at"],
        originator_id=UUID(row["originator_id"]),
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes.fromhex(row["state"]),
    )
    for row in GOLDEN["rows"]
]


def leaf(row: StoredRecord) -> bytes:
    return leaf_of(
        position=row.position,
        recorded_at=row.recorded_at,
        originator=row.originator_id.bytes,
        version=row.originator_version,
        topic=row.topic,
        state=row.state,
    )


def test_the_leaves_are_as_promised() -> None:
    assert [leaf(row).hex() for row in ROWS] == [row["leaf"] for row in GOLDEN["rows"]]


def test_an_exported_line_has_all_that_the_leaf_needs() -> None:
    lines = [line_of(event_line(row)) for row in ROWS]
    read = [row_of(msgspec.json.decode(line, type=EventLine)) for line in lines]
    assert [leaf(row).hex() for row in read] == [row["leaf"] for row in GOLDEN["rows"]]


def test_the_roots_are_as_promised() -> None:
    tree, roots = Frontier(), [Frontier().root().hex()]
    for row, golden in zip(ROWS, GOLDEN["rows"], strict=True):
        assert leaf_hash(leaf(row)).hex() == golden["leaf_hash"]
        tree.add([leaf_hash(leaf(row))])
        roots.append(tree.root().hex())
    assert roots == GOLDEN["roots"]


def test_the_checkpoints_are_the_same_on_every_database(migrated_url: str) -> None:
    with open_ledger(migrated_url) as ledger:
        with ledger.appending() as connection:
            connection.execute(insert(table), [row._asdict() for row in ROWS])
        positions = range(len(ROWS) + 1)
        assert [checkpoint_at(ledger, position=n) for n in positions] == GOLDEN["checkpoints"]
        again = [recomputed_checkpoint(ledger, position=n) for n in positions]
        assert again == GOLDEN["checkpoints"]
