"""Monitoring forms A and C on both databases: as worked by hand, and as counted a second time.

What the application tells is read by ``tests.support.form_cells``; the golden book's population is
one ledger, with what is ``later`` recorded after all that is not. Generated ledgers keep no rule of
writing, and their read models catch up at random moments.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from marshrut.asof import AsOf
from projections.runner import Projections
from tests.support.effort import FACTOR
from tests.support.form_cells import Question, assert_told, cases_of_cell, some_cells
from tests.support.form_ledgers import MonitoredChronicle
from tests.support.reference import Asked, Known
from tests.support.reference import form_book as book
from tests.support.reference.forms import FORMS, reference_form
from tests.support.reference.population import asked_about, dimension
from tests.support.reference.written import halves
from tests.support.worlds import World, worlds_fixture

FOLDER = Path(__file__).parents[2] / "unit" / "forms" / "book"
POPULATION = book.population(FOLDER / "population.txt")
BOOK = book.forms(FOLDER / "form-a.txt", FOLDER / "form-c.txt")
FILTERS = ("organisation", "programme_code", "ugps", "study_form", "category", "region")
LEDGERS, CASES = 2 * FACTOR, 80


class Shelf(NamedTuple):
    """The book in a ledger: until where the early facts go, the head, and cases by number."""

    projections: Projections
    early: int
    head: int
    ids: dict[str, UUID]
    names: dict[int, UUID]


@pytest.fixture(scope="module")
def shelf(projections: Projections) -> Shelf:
    """The population written to one ledger."""
    ledger, writers = projections.ledger, POPULATION.writers()
    for event in POPULATION.registrations():
        ledger.append([event])
    names = {ledger.append(halves(writer)[0])[0]: writer.case_id for writer in writers.values()}
    early = ledger.head().position
    for writer in writers.values():
        if late := halves(writer)[1]:
            ledger.append(late)
    ids = {name: writer.case_id for name, writer in writers.items()}
    return Shelf(projections, early, ledger.head().position, ids, names)


@pytest.mark.parametrize("asked", BOOK, ids=str)
def test_the_forms_are_as_worked_by_hand(shelf: Shelf, asked: book.Asked) -> None:
    point = AsOf(asked.on, shelf.early if asked.early else shelf.head)
    question: Question = {"cohort": asked.cohort, "filters": asked.filters}
    expected = asked.expected(shelf.ids)
    assert_told(shelf.projections, point, asked.form, expected, question)
    for key in some_cells(Random(str(asked)), expected):  # noqa: S311 - to repeat
        found = cases_of_cell(shelf.projections, point, asked.form, key, **question)
        assert {shelf.names[number] for number in found} == expected.cases[key], key


worlds = worlds_fixture(MonitoredChronicle, ledgers=LEDGERS, cases=CASES)
"""The ledgers of this run."""


@pytest.mark.parametrize("form", FORMS)
def test_the_forms_are_as_counted_a_second_time(worlds: list[World], form: str) -> None:
    met: Counter[str] = Counter()
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            cohort = question.year or world.rng.choice((2022, 2023, 2024, 2025))
            filters = some_filters(world.rng, known, question) if number % 2 else {}
            expected = reference_form(
                form, known, as_of=question.on, cohort=cohort, filters=filters
            )
            asked: Question = {"cohort": cohort, "filters": filters}
            assert_told(projections, point, form, expected, asked)
            for key in some_cells(world.rng, expected):
                found = cases_of_cell(projections, point, form, key, **asked)
                assert {world.names[each] for each in found} == expected.cases[key], (key, asked)
            met.update(column for *_, column in (key for key, n in expected.cells.items() if n))
    assert len(met) > len(FORMS[form].columns) / 2, met


def some_filters(rng: Random, known: Known, question: Asked) -> dict[str, Any]:
    """One or two filters that some case passes."""
    people = [it for _, it in asked_about(known, Asked(question.on))]
    if not people:
        return {}
    it, filters = rng.choice(people), dict[str, Any]()
    for name in rng.sample(FILTERS, rng.choice((1, 1, 2))):
        if name == "category":
            filters |= {name: rng.choice(sorted(it.categories))} if it.categories else {}
        elif (value := dimension(it, name)) is not None:
            filters[name] = value
    return filters
