"""Work lists over the column image against those that the database tells, over generated ledgers.

Each list is written twice, as a question in SQL and as a frame. One of two databases has an
image and the other none, by turns: so counts, pages and their order are those of both databases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from marshrut.asof import AsOf
from projections.population import ANY, Filters, Scope
from projections.work_lists.asking import Wanted, default_days
from projections.work_lists.framed.lists import FRAMES
from projections.work_lists.questions import LISTS
from tests.support.effort import FACTOR
from tests.support.work_list_ledgers import WorkChronicle, near_day
from tests.support.work_list_ways import counts_both_ways, rows_both_ways
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES, POINTS = 2 * FACTOR, 140, 8
SCOPES = (Scope(), Scope(), Scope(organisation="A"), Scope(regions=("67",)))
FILTERS = (
    *(Filters(),) * 6,
    Filters(lifecycle=ANY),
    Filters(lifecycle="FINAL_YEAR"),
    Filters(category="ORPHAN"),
)
DAYS = (None, None, 1, 30, 91)

worlds = worlds_fixture(WorkChronicle, ledgers=LEDGERS, cases=CASES, images=True)
"""The ledgers of this run; which number one has is its seed."""


def questions(world: World) -> Iterator[tuple[AsOf, dict[str, Any]]]:
    """Days at which something happens, mostly by what is known in the end."""
    head, rng = len(world.records), world.rng
    for number in range(POINTS):
        position = head if number % 2 else rng.randrange(head // 2, head + 1)
        point = AsOf(near_day(rng), position)
        yield point, {"filters": rng.choice(FILTERS), "scope": rng.choice(SCOPES)}


def test_both_ways_tell_the_same_rows_in_the_same_order(worlds: list[World]) -> None:
    met = Counter[str]()
    for world in worlds:
        imaged, plain = sorted(world.kept.values(), key=lambda kept: kept.images is None)
        for point, asked in questions(world):
            counts = counts_both_ways(imaged, plain, point, **asked)
            for code in LISTS:
                days = world.rng.choice(DAYS) if default_days(code) else None
                rows = rows_both_ways(imaged, plain, point, Wanted(code, **asked, days=days))
                met[code] += len(rows)
                if days is None:
                    assert counts[code].total() == len(rows)
    assert all(met[code] > LEDGERS * POINTS for code in LISTS), met


def test_every_list_has_a_question_and_a_frame() -> None:
    assert tuple(FRAMES) == tuple(LISTS)
