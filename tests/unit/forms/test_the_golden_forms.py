"""The golden forms, worked by hand, against the second computation: both may be trusted then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.reference import Asked as Question
from tests.support.reference import Known
from tests.support.reference.form_book import Asked, forms, population
from tests.support.reference.form_tables import PLACES_A
from tests.support.reference.forms import ALL, FORMS, reference_form
from tests.support.reference.population import asked_about

FOLDER = Path(__file__).parent / "book"
POPULATION = population(FOLDER / "population.txt")
BOOK = forms(FOLDER / "form-a.txt", FOLDER / "form-c.txt")
IDS = {name: writer.case_id for name, writer in POPULATION.writers().items()}


def known(*, early: bool) -> Known:
    """The population as a ledger."""
    first, last = POPULATION.halves()
    return Known(enumerate(first if early else [*first, *last], 1))


@pytest.mark.parametrize("asked", BOOK, ids=str)
def test_the_second_computation_agrees_with_the_book(asked: Asked) -> None:
    expected = asked.expected(IDS)
    found = reference_form(
        asked.form,
        known(early=asked.early),
        as_of=asked.on,
        cohort=asked.cohort,
        filters=asked.filters,
    )
    names = {case_id: name for name, case_id in IDS.items()}
    for key, cases in expected.cases.items():
        assert {names[each] for each in found.cases[key]} == {names[each] for each in cases}, key
    assert found.cells == expected.cells
    assert found.texts == expected.texts
    assert found.violated == expected.violated
    assert found.cases.keys() == expected.cases.keys()


@pytest.mark.parametrize("asked", BOOK, ids=str)
def test_the_tables_of_the_book_are_what_its_cases_add_up_to(asked: Asked) -> None:
    expected = asked.expected(IDS)
    assert {key: len(cases) for key, cases in expected.cases.items()} == expected.cells


@pytest.mark.parametrize("form", FORMS)
def test_every_row_and_column_has_a_case_and_some_check_fails(form: str) -> None:
    asked = next(ask for ask in BOOK if ask.form == form)
    cells = asked.expected(IDS).cells
    rows, columns = FORMS[form].rows, FORMS[form].columns
    assert [row for row in rows if not cells[*ALL, row, columns[0]]] == []
    assert [column for column in columns if not cells[*ALL, "01", column]] == []
    if form == "A":
        assert asked.blocks[ALL].violated == {"row 06 = 07…13"}


def test_every_status_is_the_primary_one_of_some_case() -> None:
    primary = {
        it.primary
        for early in (True, False)
        for _, it in asked_about(known(early=early), Question(on=BOOK[0].on))
    }
    assert primary == PLACES_A.keys()
