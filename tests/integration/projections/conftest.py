from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from projections import filling, runner
from projections.runner import Projections
from tests.support.databases import keys_url_for
from tests.support.ledgers import Chronicle
from tests.support.office import Office, open_office
from tests.support.projector import SMALL, open_projections


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many transactions, where one would do."""
    monkeypatch.setattr(runner, "BATCH", SMALL)
    monkeypatch.setattr(filling, "STREAMS", SMALL)


@pytest.fixture
def projections(migrated_url: str) -> Iterator[Projections]:
    """Read models of an empty ledger, once on each kind of database."""
    with open_projections(migrated_url) as opened:
        yield opened


@pytest.fixture
def chronicle() -> Chronicle:
    """Some cases and schools to write."""
    return Chronicle(Random(1), cases=25)  # noqa: S311 - a history to repeat


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office with its schools, once on each kind of database."""
    with open_office(migrated_url, keys_url_for(migrated_url, tmp_path)) as opened:
        yield opened
