"""The indicators over generated ledgers: as the reference counts them, and adding up.

Ledgers keep no rule of writing, so that what no demo holds happens here: equal days, corrections
of corrections, ends before starts, two diplomas. They are written to both databases with read
models that catch up at random moments between.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from projections.indicators import Figure
from projections.indicators.cases import CATEGORY, DISJOINT, MEASURE_KIND
from projections.runner import Projections
from tests.support.databases import PostgresServer
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.evaluated import all_parts, figures
from tests.support.projector import open_projections
from tests.support.reference import COMPUTED, VARIANTS, Asked, Known, figure
from tests.support.reference.population import asked_about, dimension
from tests.support.reference.tables import KINDS
from tests.support.various_ledgers import VariousChronicle

LEDGERS, CASES, POINTS = 4 * FACTOR, 40, 10
YEARS = (None, None, None, 2022, 2023, 2024, 2025)
VARIANT_CODES = sorted({code for _, code in VARIANTS})

Question = tuple[int, Known, Asked]


class World:
    """One chronicle in both databases, with what was answered while it was written."""

    def __init__(self, seed: int, urls: dict[str, str], stack: ExitStack) -> None:
        self.rng = Random(seed)  # noqa: S311 - a history to repeat
        self.chronicle = VariousChronicle(self.rng, cases=CASES)
        self.kept = {kind: stack.enter_context(open_projections(url)) for kind, url in urls.items()}
        self.early: list[tuple[int, Asked, Any]] = []
        for kind, projections in self.kept.items():
            self._write(projections, Random(f"{seed} {kind}"))  # noqa: S311 - to repeat
        self.records = list(enumerate(self.chronicle.events, 1))
        numbers = Known(self.records).numbers
        self.names: dict[int, UUID] = {number: case for case, number in numbers.items()}

    def _write(self, projections: Projections, rng: Random) -> None:
        for transaction in self.chronicle.transactions:
            head = projections.ledger.append(transaction)[-1]
            if not rng.randrange(60):
                asked, known = Asked(on=self.day(rng)), rng.randrange(head + 1)
                self.early.append((known, asked, counts(projections, known, asked)))

    def day(self, rng: Random) -> date:
        """A day about one that some history names, or a little later."""
        named = days_of(rng.choice(list(self.chronicle.histories.values()))) or [date(2023, 9, 1)]
        return rng.choice(named) + timedelta(days=rng.choice((-1, 0, 1, 120)))

    def one_of_both(self, number: int) -> Projections:
        """The databases by turns: that they tell the same is a test of its own."""
        return list(self.kept.values())[number % 2]

    def questions(self) -> Iterator[Question]:
        """Random points, the head among them."""
        head = len(self.records)
        for number in range(POINTS):
            position = self.rng.randrange(head + 1) if number % 2 else head
            year, on = self.rng.choice(YEARS), self.day(self.rng)
            since = on - timedelta(days=self.rng.randrange(700))
            period = self.rng.choice(((None, None), (since, on), (since, on + timedelta(days=9))))
            filters = {"graduation_year": year} if year else {}
            yield position, Known(self.records, known=position), Asked(on, *period, filters=filters)


def counts(projections: Projections, known: int, asked: Asked) -> dict[str, Any]:
    """Both parts and the value of every indicator."""
    return {
        id_: (each.numerator, each.denominator, each.value, each.reason)
        for id_, each in figures(projections, known, asked, list(COMPUTED)).items()
    }


@pytest.fixture(scope="module")
def worlds(
    postgres_server: PostgresServer,
    postgresql_template: str,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[World]]:
    """The ledgers of this run; which number one has is its seed."""
    folder = tmp_path_factory.mktemp("indicators")
    with ExitStack() as stack:
        made = []
        for seed in range(LEDGERS):
            copy = folder / f"{seed}.db"
            shutil.copyfile(sqlite_template, copy)
            postgresql = postgres_server.create_database(template=postgresql_template)
            stack.callback(postgres_server.drop_database, postgresql)
            urls = {"sqlite": f"sqlite:///{copy}", "postgresql": postgresql}
            made.append(World(seed, urls, stack))
        yield made


def test_every_indicator_is_as_the_reference_counts_it(worlds: list[World]) -> None:
    counted: Counter[Any] = Counter()
    for world in worlds:
        for number, (position, known, asked) in enumerate(world.questions()):
            projections = world.one_of_both(number)
            few = (VARIANT_CODES[(number * 2 + n) % len(VARIANT_CODES)] for n in range(2))
            for variant in (None, *few):
                ids = [id_ for id_ in COMPUTED if variant is None or (id_, variant) in VARIANTS]
                expected = {id_: figure(known, id_, asked, variant=variant) for id_ in ids}
                found = all_parts(
                    projections, position, asked, ids, variant=variant, names=world.names
                )
                for id_ in ids:
                    assert found[id_] == expected[id_], (id_, variant, position, asked)
                    counted[id_] += bool(expected[id_].numerator)
    assert {id_ for id_ in COMPUTED if not counted[id_]} == set()


def test_totals_add_up_across_every_dimension_that_does_not_overlap(worlds: list[World]) -> None:
    broken_down: Counter[str] = Counter()
    for world in worlds:
        for number, (position, known, asked) in enumerate(world.questions()):
            projections = world.one_of_both(number)
            for by in (DISJOINT[(number * 3 + n) % len(DISJOINT)] for n in range(3)):
                expected = expected_rows(known, asked, by)
                found = figures(projections, position, asked, list(COMPUTED), by=by)
                for id_, each in found.items():
                    assert_adds_up(each, expected[id_])
                    broken_down[by] += len(each.rows) > 1
    assert broken_down.keys() == set(DISJOINT)
    assert all(broken_down.values())


def assert_adds_up(found: Figure, expected: list[Counter[Any]]) -> None:
    """Each case is in one row, and the row is the one that its state names."""
    assert found.overlapping is False
    assert len({row.key for row in found.rows}) == len(found.rows)
    for part, cases in zip(("numerator", "denominator"), expected, strict=True):
        told = {row.key: getattr(row, part) for row in found.rows}
        if getattr(found, part) is not None:
            assert sum(told.values()) == getattr(found, part) == sum(cases.values())
            assert {key: number for key, number in told.items() if number} == cases


def expected_rows(known: Known, asked: Asked, by: str) -> dict[str, list[Counter[Any]]]:
    """How many cases of both parts are in each row, as the reference has it."""
    people = dict(asked_about(known, asked))

    def rows(part: Iterable[UUID] | None) -> Counter[Any]:
        return Counter(dimension(people[each], by) for each in part or ())

    found = {id_: figure(known, id_, asked) for id_ in COMPUTED}
    return {id_: [rows(each.numerator), rows(each.denominator)] for id_, each in found.items()}


def test_rows_that_overlap_say_so(worlds: list[World]) -> None:
    more = 0
    for world in worlds:
        for number, (position, known, asked) in enumerate(world.questions()):
            people = dict(asked_about(known, asked))
            projections = world.one_of_both(number)
            found = figures(projections, position, asked, ["S004-I3", "S004-I6"], by=CATEGORY)
            for id_, each in found.items():
                part = figure(known, id_, asked).denominator or frozenset()
                held = Counter(code for one in part for code in people[one].categories)
                assert each.overlapping is True
                assert {row.key: row.denominator for row in each.rows} == held
                more += sum(held.values()) > len(part)
            kinds = figures(projections, position, asked, ["S004-I6"], by=MEASURE_KIND)
            assert kinds["S004-I6"].overlapping is True
            told = {row.key: row.numerator for row in kinds["S004-I6"].rows if row.numerator}
            assert told == takers_by_kind(known, asked)
    assert more


def takers_by_kind(known: Known, asked: Asked) -> Counter[int]:
    """How many of S004-I6 had each kind of support in the period (domain 5.2)."""
    people = dict(asked_about(known, asked))
    part = figure(known, "S004-I6", asked).denominator or frozenset()
    days = asked.period("academic_year")
    return Counter(
        number
        for one in part
        for number, code in enumerate(KINDS, 1)
        if people[one].given(code, days=days)
    )


def test_what_was_told_of_an_earlier_time_is_told_again(worlds: list[World]) -> None:
    assert sum(len(world.early) for world in worlds) > LEDGERS
    for world in worlds:
        for known, asked, told in world.early:
            for projections in world.kept.values():
                assert counts(projections, known, asked) == told


def test_both_databases_tell_the_same(worlds: list[World]) -> None:
    for world in worlds:
        for position, _, asked in world.questions():
            one, other = (counts(each, position, asked) for each in world.kept.values())
            assert one == other
