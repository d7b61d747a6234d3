"""Pages ask the API, which is tried on both databases: a test of theirs is over one, in turns."""

from __future__ import annotations

from zlib import crc32

import pytest

from tests.support.databases import KINDS


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the current schema: which one, the name of the test decides."""
    kind = KINDS[crc32(request.node.name.encode()) % len(KINDS)]
    url: str = request.getfixturevalue(f"{kind}_url")
    return url
