"""Generated ledgers in both databases, with questions to ask of them and what was told early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from projections.runner import Projections
from tests.support.databases import Pairs
from tests.support.days import days_of
from tests.support.projector import open_projections
from tests.support.reference import Asked, Known
from tests.support.various_ledgers import VariousChronicle

POINTS = 10
YEARS = (None, None, None, 2022, 2023, 2024, 2025)

Question = tuple[int, Known, Asked]
Early = Callable[[Projections, int, Asked], Any]


class World:
    """One chronicle in both databases; read models catch up at random moments in between.

    ``early`` answers a question while the ledger is written: the answers are kept.
    """

    def __init__(
        self,
        chronicle: VariousChronicle,
        urls: dict[str, str],
        stack: ExitStack,
        early: Early,
        images: dict[str, Path],
    ) -> None:
        self.chronicle, self.rng = chronicle, chronicle.rng
        self.kept = {
            kind: stack.enter_context(open_projections(url, images=images.get(kind)))
            for kind, url in urls.items()
        }
        self.early: list[tuple[int, Asked, Any]] = []
        for kind, projections in self.kept.items():
            self._write(projections, early, Random(kind))  # noqa: S311 - to repeat
        self.records = list(enumerate(self.chronicle.events, 1))
        numbers = Known(self.records).numbers
        self.names: dict[int, UUID] = {number: case for case, number in numbers.items()}

    def _write(self, projections: Projections, early: Early, rng: Random) -> None:
        for transaction in self.chronicle.transactions:
            head = projections.ledger.append(transaction)[-1]
            if not rng.randrange(60):
                asked, known = Asked(on=self.day(rng)), rng.randrange(head + 1)
                self.early.append((known, asked, early(projections, known, asked)))

    def day(self, rng: Random) -> date:
        """A day about one that some history names, or a little later."""
        named = days_of(rng.choice(list(self.chronicle.histories.values())))
        near = timedelta(days=rng.choice((-1, 0, 1, 120)))
        return rng.choice(named or [date(2023, 9, 1)]) + near

    def one_of_both(self, number: int) -> Projections:
        """The databases by turns: that they tell the same is a test of its own."""
        return list(self.kept.values())[number % 2]

    def questions(self) -> Iterator[Question]:
        """Random points, the head among them, with a cohort and a period now and then."""
        head = len(self.records)
        for number in range(POINTS):
            position = self.rng.randrange(head + 1) if number % 2 else head
            year, on = self.rng.choice(YEARS), self.day(self.rng)
            since = on - timedelta(days=self.rng.randrange(700))
            period = self.rng.choice(((None, None), (since, on), (since, on + timedelta(days=9))))
            filters = {"graduation_year": year} if year else {}
            yield position, Known(self.records, known=position), Asked(on, *period, filters=filters)


def worlds_fixture(
    kind: type[VariousChronicle],
    *,
    ledgers: int,
    cases: int,
    early: Early = lambda _, __, ___: None,
    images: bool = False,
) -> Any:
    """A fixture of a module: so many ledgers; which number one has is its seed.

    ``images``: one of the two databases, in turns, has a column image.
    """

    @pytest.fixture(scope="module")
    def worlds(pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
        folder = tmp_path_factory.mktemp("worlds")
        with ExitStack() as stack:
            made = []
            for seed in range(ledgers):
                urls = pairs(stack, folder / f"{seed}.db")
                chronicle = kind(Random(seed), cases=cases)  # noqa: S311 - a history to repeat
                imaged = list(urls)[seed % 2]
                kept = {imaged: folder / f"{seed}.images"} if images else {}
                made.append(World(chronicle, urls, stack, early, kept))
            yield made

    return worlds
