"""The golden book, worked by hand, against the second computation: both may be trusted then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.reference import COMPUTED, JOINED, VARIANTS, Asked, Known, figure
from tests.support.reference.book import Ask, Page, pages
from tests.support.reference.reports import table
from tests.support.reference.runs import of_runs
from tests.support.reference.written import halves, written

FOLDER = Path(__file__).parent / "book"
BOOK = pages(FOLDER)
QUESTIONS = [
    pytest.param(page, ask, id=f"{page.title.partition(':')[0]}: {ask}")
    for page in BOOK
    for ask in page.asks
]


def known(page: Page, *, early: bool) -> tuple[Known, dict[Any, str]]:
    """The page's cases as a ledger, and the names of its cases by their ids."""
    writers = {name: written("A", name, facts, page.common) for name, facts in page.cases.items()}
    events: list[Any] = of_runs(page.runs, organisation="A")
    events += [event for writer in writers.values() for event in halves(writer)[0]]
    if not early:
        events += [event for writer in writers.values() for event in halves(writer)[1]]
    return Known(enumerate(events, 1)), {writers[name].case_id: name for name in writers}


@pytest.mark.parametrize(("page", "ask"), QUESTIONS)
def test_the_second_computation_agrees_with_the_book(page: Page, ask: Ask) -> None:
    ledger, names = known(page, early=ask.early)
    asked = Asked(on=ask.on, since=ask.since, until=ask.until, filters=ask.filters)
    found = figure(ledger, ask.indicator, asked, variant=ask.variant)
    assert {names[each] for each in found.numerator} == set(ask.parts["n"])
    if found.denominator is None:
        assert "d" not in ask.parts
    else:
        assert {names[each] for each in found.denominator} == set(ask.parts["d"])


def test_every_indicator_and_variant_has_its_page_or_its_report() -> None:
    asked = {(ask.indicator, ask.variant) for page in BOOK for ask in page.asks}
    reported = {line.indicator for line in table(FOLDER / "reported.table")}
    assert {(indicator, None) for indicator in COMPUTED} | VARIANTS.keys() == asked
    assert len(reported) == 72 - len(COMPUTED) - len(JOINED)
    assert not reported & COMPUTED.keys()


def test_every_page_holds_cases_that_count_and_cases_that_do_not() -> None:
    for page in BOOK:
        counted = {name for ask in page.asks for name in ask.parts["n"]}
        assert counted, page.title
        assert page.cases.keys() - counted, page.title
