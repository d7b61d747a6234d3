from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """An engine on a migrated database, once on each kind."""
    engine = open_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> Iterator[Ledger]:
    """An empty ledger, once on each kind of database."""
    ledger = Ledger(engine)
    yield ledger
    ledger.close()
