"""What the worker does for the tree over the ledger, and what a damaged one does to the worker."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import func, select

from api.commands.project import come_on
from marshrut.ledger.schema import ledger_subtree
from projections.runner import Projections
from tests.support.ledgers import Chronicle
from tests.support.tampering import removed, tamper
from tests.support.tree_asker import make_small


def kept(projections: Projections) -> int:
    with projections.reading() as connection:
        count = select(func.count()).where(ledger_subtree.c.height == 2)
        return connection.execute(count).scalar_one()


def test_the_worker_keeps_the_tree_and_is_not_stopped_by_damage(
    migrated_url: str,
    projections: Projections,
    chronicle: Chronicle,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_small(monkeypatch.setattr)
    middle = len(chronicle.transactions) // 2
    for transaction in chronicle.transactions[:middle]:
        projections.ledger.append(transaction)
    come_on(projections)
    assert kept(projections) == projections.ledger.head().position // 4 > 5
    for transaction in chronicle.transactions[middle:]:
        projections.ledger.append(transaction)
    gone = projections.ledger.head().position - 5
    tamper(migrated_url, removed, gone)
    with caplog.at_level(logging.ERROR):
        come_on(projections)
    assert f"the ledger is damaged at position {gone}" in caplog.messages
