"""The golden book of indicators, worked by hand, against the evaluator on both databases.

Every page is the population of an organisation of its own in one ledger; what is marked ``later``
is recorded after all that is not.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from projections.indicators.figures import NO_RECORDS, NOT_REPORTED, Figure
from projections.runner import Projections
from tests.support.evaluated import Part, cases_in, figures
from tests.support.reference import Asked
from tests.support.reference.book import Ask, pages
from tests.support.reference.reports import Reported, of_page, region_of, table
from tests.support.reference.runs import of_runs
from tests.support.reference.written import Writer, halves, written

FOLDER = Path(__file__).parents[2] / "unit" / "indicators" / "book"
BOOK, REPORTED = pages(FOLDER), table(FOLDER / "reported.table")
QUESTIONS = [
    pytest.param(number, ask, id=f"{page.title.partition(':')[0]}: {ask}")
    for number, page in enumerate(BOOK)
    for ask in page.asks
]
NO_VALUE = "–"
ONE_DAY = timedelta(days=1)


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
    for number, page in enumerate(BOOK):
        for words in page.reports:
            projections.ledger.append(of_page(words, organisation=f"P{number}"))
        if runs := of_runs(page.runs, organisation=f"P{number}"):
            projections.ledger.append(runs)
    for number, line in enumerate(REPORTED):
        projections.ledger.append(line.events(number=number))
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
    assert (figure.numerator or 0) == len(ask.parts["n"]) + ask.extra
    if "d" in ask.parts:
        assert sorted(told("denominator")) == sorted(ask.parts["d"])
        assert (figure.denominator or 0) == len(ask.parts["d"])
    if ask.contingent is not None:
        assert figure.denominator == ask.contingent
    if ask.shown is not None:
        assert shown(figure.value) == ask.shown
        assert (figure.reason is None) is (ask.shown != NO_VALUE)


@pytest.mark.parametrize(("number", "line"), list(enumerate(REPORTED)), ids=str)
def test_a_reported_value_is_shown_on_the_days_of_its_period(
    shelf: Shelf, number: int, line: Reported
) -> None:
    asked = {"regions": (region_of(number),)}
    for day in (line.first, line.last):
        figure = the_figure(shelf, line, Asked(on=day, **asked))
        assert shown(figure.value) == line.shown
        assert (figure.reason is None) is (line.shown != NO_VALUE)
        if figure.reported is not None:
            assert figure.reported.approved is (line.fate == "approved")
    for day in (line.first - ONE_DAY, line.last + ONE_DAY):
        figure = the_figure(shelf, line, Asked(on=day, **asked))
        missing = NO_RECORDS if figure.definition.records else NOT_REPORTED
        assert (figure.value, figure.reason, figure.reported) == (None, missing, None)
    elsewhere = the_figure(shelf, line, Asked(on=line.last, regions=("R",)))
    assert elsewhere.reported is None


def the_figure(shelf: Shelf, line: Reported, question: Asked) -> Figure:
    """The indicator of the line, of which everything is reported: it has no cases."""
    asked = {"part": "numerator", "names": {}}
    at = (shelf.projections, shelf.head, question)
    assert cases_in(*at, line.indicator, **asked) == []
    return figures(*at, [line.indicator])[line.indicator]


def shown(value: object) -> str:
    """A value as it is printed: one decimal, half up, with a comma."""
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return str(rounded).replace(".", ",")
