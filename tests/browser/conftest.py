"""What is shown here needs a real browser; where there is none, that is said loudly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import ADVICE, chromium, started
from tests.support.furnished_site import furnished
from tests.support.standing_site import Site, standing_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LEFT_OUT = f"LEFT OUT: no browser on this machine, so no page was looked at; {ADVICE}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium. Where nobody could miss it, its absence is a failure."""
    if chromium() is None:
        if os.environ.get("CI"):
            pytest.fail(LEFT_OUT)
        pytest.skip(LEFT_OUT)
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages over a small ledger."""
    with standing_site(sqlite_template, tmp_path_factory.mktemp("site")) as standing:
        yield standing


@pytest.fixture(scope="module")
def there(site: Site) -> dict[str, str]:
    """What stands in the addresses of its pages, none of which is empty then."""
    return furnished(site)
