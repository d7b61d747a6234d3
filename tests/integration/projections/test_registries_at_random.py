"""Registries against a naive oracle, over generated ledgers, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from marshrut.asof import AsOf
from marshrut.registries import registries
from projections.registries import (
    Asked,
    RegistryRow,
    necessary_events,
    registry_counts,
    registry_history,
    registry_numbers,
    registry_rows,
)
from projections.registries.history import without
from projections.runner import Projections
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.ledger_oracle import LedgerOracle
from tests.support.oracle import Oracle
from tests.support.profession_lists import FIRST_DAYS, LATER_DAYS
from tests.support.registry_ledgers import RegistryChronicle
from tests.support.registry_oracle import RULES, is_member

CASES, POINTS = 50, 4 * FACTOR
ONE_DAY = timedelta(days=1)
BY_OTHERS = {"R12", "R23"}
"""Membership rests on what schools and lists say, which stays when the case's own events go."""

ASKED = {code: Asked(registry=registries()[code]) for code in RULES}


class World:
    """A generated ledger, written; and the points at which it is asked."""

    def __init__(self, projections: Projections, seed: int) -> None:
        self.projections = projections
        self.chronicle = RegistryChronicle(Random(seed), cases=CASES)  # noqa: S311 - to repeat
        # Of the same history each database is asked something else.
        self.rng = Random(f"{seed} {projections.engine.dialect.name}")  # noqa: S311 - likewise
        for transaction in self.chronicle.transactions:
            projections.ledger.append(transaction)

    def day(self) -> date:
        history = self.rng.choice(list(self.chronicle.histories.values()))
        named = days_of(history) or [date(2023, 9, 1)]
        return self.rng.choice(named) + self.rng.choice((-1, 0, 1, 45, 200)) * ONE_DAY

    def points(self) -> list[tuple[LedgerOracle, AsOf]]:
        head = len(self.chronicle.events)
        known = [head, *(self.rng.randrange(head // 2, head + 1) for _ in range(POINTS - 1))]
        points = [AsOf(self.day(), each) for each in known]
        return [(LedgerOracle(self.chronicle, point.known), point) for point in points]

    def rows(self, code: str, point: AsOf) -> list[RegistryRow]:
        numbers = registry_numbers(self.projections, point, ASKED[code])
        return registry_rows(self.projections, point, ASKED[code], numbers=numbers, limit=1_000)


@pytest.fixture(params=range(FACTOR))
def world(projections: Projections, request: pytest.FixtureRequest) -> World:
    return World(projections, request.param)


def test_members_are_those_of_the_oracle(world: World) -> None:
    met: Counter[str] = Counter()
    for oracle, point in world.points():
        counts = registry_counts(world.projections, point, list(ASKED.values()))
        for code in RULES:
            expected = {
                oracle.number(case)
                for case in oracle.cases
                if is_member(oracle, code, case, point.as_of)
            }
            found = registry_numbers(world.projections, point, ASKED[code])
            assert set(found) == expected, (code, point)
            assert counts[code] == len(found) == len(expected)
            met[code] += len(expected)
    assert len([code for code in RULES if met[code]]) > len(RULES) * 3 / 4


def test_entry_and_exit_are_where_membership_changes(world: World) -> None:
    for oracle, point in world.points()[:2]:
        for code in RULES:
            for row in world.rows(code, point):
                case = row.case.case_id
                for day in days_between(oracle, case, row.since, row.until or point.as_of):
                    assert is_member(oracle, code, case, day), (code, point, row)
                assert not is_member(oracle, code, case, row.since - ONE_DAY)
                if row.until is not None:
                    assert not is_member(oracle, code, case, row.until + ONE_DAY)
                assert row.since <= point.as_of
                assert row.until is None or point.as_of <= row.until


def days_between(oracle: LedgerOracle, case: UUID, first: date, last: date) -> list[date]:
    """Days of a stretch about which something may change."""
    named = {
        day + n * ONE_DAY
        for day in (*days_of(oracle.chronicle.histories[case]), *FIRST_DAYS, *LATER_DAYS)
        for n in (-1, 0, 1)
    }
    return sorted(day for day in {first, last, *named} if first <= day <= last)


def test_the_course_of_a_case_is_what_it_was_on_each_day(world: World) -> None:
    oracle, point = world.points()[0]
    for code in RULES:
        for case in world.rng.sample(list(oracle.cases), 4):
            spells = registry_history(world.projections, point, ASKED[code], case)
            days = days_between(oracle, case, date(2015, 1, 1), date(2035, 1, 1))
            for day in days:
                told = any(spell.period.covers(day) for spell in spells)
                assert told == is_member(oracle, code, case, day), (code, case, day)


def test_the_events_of_a_row_are_where_knowledge_turned(world: World) -> None:
    for _, point in world.points()[:2]:
        for code in RULES:
            for row in some(world, world.rows(code, point)):
                assert max(row.events) <= point.known
                case, since = row.case.case_id, row.since
                known = [p for position in row.events for p in (position - 1, position)]
                oracles = {position: LedgerOracle(world.chronicle, position) for position in known}
                days = (point.as_of, since, since - ONE_DAY)
                now, first, before = (
                    {
                        p: case in o.cases and is_member(o, code, case, day)
                        for p, o in oracles.items()
                    }
                    for day in days
                )
                entered = {p: first[p] and not before[p] for p in known}
                assert turned(now, row.events)
                assert turned(entered, row.events)


def knows(oracle: LedgerOracle, case: UUID) -> bool:
    return case in oracle.cases


def turned(told: Mapping[int, bool], positions: list[int]) -> bool:
    """Whether it was told from one of the positions on, and not right before."""
    return any(told[position] and not told[position - 1] for position in positions)


def test_without_the_events_named_the_case_is_no_member(world: World) -> None:
    named: Counter[int] = Counter()
    for _, point in world.points()[:2]:
        for code in RULES:
            for row in some(world, world.rows(code, point)):
                case = row.case.case_id
                events = necessary_events(world.projections, point, ASKED[code], case)
                named[len(events)] += 1
                records = world.projections.ledger.records_of(case, upto=point.known)
                assert events
                left = without(records, set(events))
                if left and code not in BY_OTHERS:
                    oracle = LedgerOracle(world.chronicle, point.known)
                    oracle.cases[case] = Oracle([record.event for record in left])
                    assert not is_member(oracle, code, case, point.as_of), (code, point, events)
    assert max(named) > 1


def some(world: World, rows: list[RegistryRow]) -> list[RegistryRow]:
    return world.rng.sample(rows, min(len(rows), 2))
