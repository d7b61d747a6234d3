"""The indicators over generated ledgers: as the reference counts them, and adding up.

Ledgers keep no rule of writing, so that what no demo holds happens here: equal days, corrections
of corrections, ends before starts, two diplomas. They are written to both databases with read
models that catch up at random moments between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from projections.indicators import Figure
from projections.indicators.cases import CATEGORY, DISJOINT, MEASURE_KIND
from projections.indicators.figures import NO_RUN
from projections.runner import Projections
from tests.support.effort import FACTOR
from tests.support.evaluated import all_parts, figures
from tests.support.reference import COMPUTED, VARIANTS, Asked, Known, figure, people
from tests.support.reference.population import asked_about, dimension
from tests.support.reference.tables import KINDS
from tests.support.various_ledgers import VariousChronicle
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES = 4 * FACTOR, 60
VARIANT_CODES = sorted({code for _, code in VARIANTS})


def counts(projections: Projections, known: int, asked: Asked) -> dict[str, Any]:
    """Both parts and the value of every indicator."""
    return {
        id_: (each.numerator, each.denominator, each.value, each.reason)
        for id_, each in figures(projections, known, asked, list(COMPUTED)).items()
    }


worlds = worlds_fixture(VariousChronicle, ledgers=LEDGERS, cases=CASES, early=counts)
"""The ledgers of this run."""


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
                    if each.reason != NO_RUN:
                        assert each.coverage == covered(known, asked, id_)
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

    def rows(id_: str, part: Iterable[UUID] | None) -> Counter[Any]:
        about = people(known, asked, id_)
        return Counter(dimension(about[each], by) for each in part or ())

    found = {id_: figure(known, id_, asked) for id_ in COMPUTED}
    return {
        id_: [rows(id_, each.numerator), rows(id_, each.denominator)] for id_, each in found.items()
    }


def covered(known: Known, asked: Asked, indicator: str) -> dict[str, int]:
    """Of how many of the cases that are divided by, or else counted, a status is known."""
    about, found = people(known, asked, indicator), figure(known, indicator, asked)
    part = found.numerator if found.denominator is None else found.denominator
    told = sum(about[each].primary != "NO_DATA" for each in part)
    return {"known": told, "all": len(part)}


def test_rows_that_overlap_say_so(worlds: list[World]) -> None:
    more = 0
    for world in worlds:
        for number, (position, known, asked) in enumerate(world.questions()):
            about = dict(asked_about(known, asked))
            projections = world.one_of_both(number)
            found = figures(projections, position, asked, ["S004-I3", "S004-I6"], by=CATEGORY)
            for id_, each in found.items():
                part = figure(known, id_, asked).denominator or frozenset()
                held = Counter(code for one in part for code in about[one].categories)
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
    about = dict(asked_about(known, asked))
    part = figure(known, "S004-I6", asked).denominator or frozenset()
    days = asked.period("academic_year")
    return Counter(
        number
        for one in part
        for number, code in enumerate(KINDS, 1)
        if about[one].given(code, days=days)
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
