"""What all tests share: the databases, and an environment without the developer's settings."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.effort import FACTOR
from tests.support.postgres_keeper import memory
from tests.support.statements import share_compiled

pytest_plugins = ["tests.support.databases"]

LUCK = 1
"""Of the draws: one by which every test meets all that it is about."""

# The folders of tests are kept in memory where there is enough: a run makes thousands of them.
for folder in memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))

# A generated test is judged by what it finds, never by how long a busy machine took over it.
for name, number in (("default", 100), ("more", 1_000)):
    settings.register_profile(
        name,
        max_examples=number,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("default" if FACTOR == 1 else "more")

share_compiled()


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no later collection walks over it."""
    gc.collect()
    gc.freeze()
    # And seldom: a tenth of the time of some files went into looking at what is alive.
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def no_inherited_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take ``MARSHRUT_…`` out of the environment: no test may meet a developer's database.

    Nor does any leave a column image in the developer's cache.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        for name in [name for name in os.environ if name.startswith("MARSHRUT_")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def luck_of_its_own(request: pytest.FixtureRequest) -> None:
    """Draw from generated ledgers by the test's name: whatever ran before, it asks the same."""
    if "worlds" in request.fixturenames:
        for number, world in enumerate(request.getfixturevalue("worlds")):
            world.rng.seed(f"{LUCK} {request.node.name} {number}")
