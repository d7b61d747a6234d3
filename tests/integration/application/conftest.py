from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import keys_url_for
from tests.support.office import Office, open_office


@pytest.fixture
def keys_url(migrated_url: str, tmp_path: Path) -> str:
    """Where the keys of the persons are."""
    return keys_url_for(migrated_url, tmp_path)


@pytest.fixture
def office(migrated_url: str, keys_url: str) -> Iterator[Office]:
    """An office with its schools, once on each kind of database."""
    with open_office(migrated_url, keys_url) as opened:
        yield opened
