"""The registries over generated ledgers: as the reference of the tests lists them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.registries import registry
from projections.population import Filters, Scope
from projections.registries import (
    Asked,
    RegistryRow,
    programmes_at_risk,
    registry_counts,
    registry_numbers,
    registry_rows,
    unfair_employers,
)
from projections.runner import Projections
from tests.support import reference
from tests.support.effort import FACTOR
from tests.support.reference.graduate import Graduate
from tests.support.reference.known import Known
from tests.support.reference.registries import RULES, employers, is_member, members, programmes
from tests.support.various_ledgers import RegisteredChronicle
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES = 4 * FACTOR, 60
DAYS = (None, 90, 0, 366)
ONE_DAY, MUCH_LATER = timedelta(days=1), timedelta(days=4_000)
WHOLE = Scope()


worlds = worlds_fixture(RegisteredChronicle, ledgers=LEDGERS, cases=CASES)
"""The ledgers of this run."""


def asked_of(code: str, question: reference.Asked, days: int | None = None) -> Asked:
    return Asked(registry=registry(code), filters=Filters(**question.filters), days=days)


def test_every_registry_has_the_members_that_the_reference_lists(worlds: list[World]) -> None:
    listed: Counter[str] = Counter()
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            days = DAYS[number % len(DAYS)]
            all_asked = [asked_of(code, question, days) for code in RULES]
            counts = registry_counts(projections, point, all_asked)
            for turn, (code, asked) in enumerate(zip(RULES, all_asked, strict=True)):
                ahead = {} if days is None else {"days": days}
                expected = members(known, code, question, **ahead)
                assert counts[code] == len(expected)
                listed[code] += len(expected)
                if (turn + number // 2) % 2:
                    continue  # counted among the others here, and listed at the next points
                numbers = registry_numbers(projections, point, asked)
                assert {world.names[each] for each in numbers} == expected, (
                    code,
                    position,
                    question,
                )
                assert len(numbers) == len(expected)
    assert RULES.keys() - {code for code, number in listed.items() if number} == set()


def test_rows_tell_the_unbroken_run_of_days_of_membership(worlds: list[World]) -> None:
    broken: Counter[str] = Counter()
    codes = sorted(RULES)
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            for code in (codes[(number * 5 + n) % len(codes)] for n in range(5)):
                for row in rows_of(projections, point, asked_of(code, question)):
                    assert_unbroken(known, code, point.as_of, row)
                    broken["since"] += row.since < point.as_of
                    broken["until"] += row.until is not None
    assert broken["since"]
    assert broken["until"]


def rows_of(projections: Projections, point: AsOf, asked: Asked) -> list[RegistryRow]:
    numbers = registry_numbers(projections, point, asked)
    return registry_rows(projections, point, asked, numbers=numbers, limit=CASES)


def assert_unbroken(known: Known, code: str, day: date, row: RegistryRow) -> None:
    """A member on every day from the first to the last, and on neither day around them."""

    def member(on: date) -> bool:
        case = known.cases[row.case.case_id]
        return case.begins_on() <= on and is_member(Graduate(case, on, known), code)

    assert row.since <= day
    assert row.days == (day - row.since).days + 1
    last = row.until or day + MUCH_LATER
    length = (last - row.since).days
    within = {0, 1, length - 1, length, length // 2, length // 3, (day - row.since).days}
    found = {n: member(row.since + timedelta(days=n)) for n in within if 0 <= n <= length}
    assert all(found.values()), (code, day, row, found)
    assert not member(row.since - ONE_DAY)
    assert row.until is None or not member(row.until + ONE_DAY)


def test_programmes_and_employers_are_those_of_the_reference(worlds: list[World]) -> None:
    ranked, reported = 0, 0
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            filters = Filters(**question.filters)
            ranking = programmes_at_risk(projections, point, filters=filters, scope=WHOLE, least=5)
            told = {row.programme_code: (row.graduates, row.at_risk) for row in ranking.rows}
            assert told == programmes(known, question)
            assert_ranked([at_risk / graduates for graduates, at_risk in told.values()], ranking)
            rows = unfair_employers(projections, point, filters=filters, scope=WHOLE)
            named: dict[str, set[UUID]] = {
                row.employer_inn: set(row.case_ids) for row in rows if row.employer_inn
            }
            assert named == employers(known, question)
            ranked, reported = ranked + len(told), reported + len(named)
    assert ranked
    assert reported


def assert_ranked(shares: list[float], ranking: object) -> None:
    """The highest share first; equal shares have one rank, and the next one counts them all."""
    rows = ranking.rows  # type: ignore[attr-defined]
    assert shares == sorted(shares, reverse=True)
    assert [row.rank for row in rows] == [1 + sum(s > share for s in shares) for share in shares]
