"""Every scenario runs over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.http import Client, Installation, installed


@pytest.fixture
def installation(migrated_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation with organisations."""
    with installed(migrated_url, tmp_path) as made:
        yield made


@pytest.fixture
def staff(installation: Installation) -> Client:
    """Staff of the school's career centre."""
    return installation.staff()
