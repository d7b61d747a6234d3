"""The golden book of indicators, worked by hand, against the evaluator on both databases.

Every page is the population of an organisation of its own in one ledger; what is marked ``later``
is recorded after all that is not.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from projections.runner import Projections
from tests.support.evaluated import Part, cases_in, figures
from tests.support.reference import Asked
from tests.support.reference.book import Ask, pages
from tests.support.reference.written import Writer, halves, written

BOOK = pages(Path(__file__).parents[2] / "unit" / "indicators" / "book")
QUESTIONS = [
    pytest.param(number, ask, id=f"{page.title.partition(':')[0]}: {ask}")
    for number, page in enumerate(BOOK)
    for ask in page.asks
]
NO_VALUE = "–"


class Shelf(NamedTuple):
    """The book in a ledger: until where the early facts go, and each page's names by number."""

    projections: Projections
    early: int
    head: int
    names: list[dict[int, str]]


@pytest.fixture(scope="module")
def shelf(projections: Projections) -> Shelf:
    """The whole book written to one ledger."""
    writers = [
        {name: written(f"P{number}", name, facts, page.common) for name, facts in cases}
        for number, page in enumerate(BOOK)
        for cases in [page.cases.items()]
    ]
    everyone = [writer for page in writers for writer in page.values()]
    openings = _append(projections, everyone, half=0)
    early = projections.ledger.head().position
    _append(projections, [writer for writer in everyone if halves(writer)[1]], half=1)
    names = [{openings[id(writer)]: name for name, writer in page.items()} for page in writers]
    return Shelf(projections, early, projections.ledger.head().position, names)


def _append(projections: Projections, writers: list[Writer], *, half: int) -> dict[int, int]:
    """Record a half of each case; the position of its first event."""
    return {id(each): projections.ledger.append(halves(each)[half])[0] for each in writers}


@pytest.mark.parametrize(("page", "ask"), QUESTIONS)
def test_the_evaluator_agrees_with_the_book(shelf: Shelf, page: int, ask: Ask) -> None:
    question = Asked(
        on=ask.on,
        since=ask.since,
        until=ask.until,
        filters=ask.filters,
        organisation=f"P{page}",
    )
    known = shelf.early if ask.early else shelf.head

    def told(part: Part) -> list[str]:
        return cases_in(
            shelf.projections, known, question, ask.indicator,
            variant=ask.variant, part=part, names=shelf.names[page],
        )  # fmt: skip

    found = figures(shelf.projections, known, question, [ask.indicator], variant=ask.variant)
    figure = found[ask.indicator]
    assert sorted(told("numerator")) == sorted(ask.parts["n"])
    assert figure.numerator == len(ask.parts["n"])
    if "d" in ask.parts:
        assert sorted(told("denominator")) == sorted(ask.parts["d"])
        assert figure.denominator == len(ask.parts["d"])
    if ask.shown is not None:
        assert shown(figure.value) == ask.shown
        assert (figure.reason is None) is (ask.shown != NO_VALUE)


def shown(value: object) -> str:
    """A value as it is printed: one decimal, half up, with a comma."""
    if value is None:
        return NO_VALUE
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return str(rounded).replace(".", ",")
