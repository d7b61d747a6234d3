"""Every computed indicator, registry and form of a region, counted twice: the same to a case.

The demo's region is loaded with days of its own and carried to both databases. At random points,
past and at the head, with random filters and periods, the evaluator over the columns is compared
with the reference in plain Python over the events (``tests/support/reference``). The long answers
are asked of the databases in turns: what both tell is held to the same reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest

from api.demo.calendar import Calendar
from api.demo.installation import LEDGER
from marshrut.asof import AsOf
from marshrut.ledger.restoring import restore
from marshrut.registries import registry
from projections import registries
from projections.population import Filters
from projections.quality.asked import FINDINGS, QualityAsked, Wanted
from projections.quality.marking import marked
from projections.runner import Projections
from tests.support.databases import KINDS
from tests.support.demos import load_demo
from tests.support.effort import FACTOR
from tests.support.evaluated import all_parts, asked_of, figures, pieces_in
from tests.support.form_cells import assert_told, cases_of_cell, some_cells
from tests.support.projector import open_projections
from tests.support.reference import COMPUTED, VARIANTS, Asked, Known, figure
from tests.support.reference.forms import reference_form
from tests.support.reference.joined import JOINED, joined_figure
from tests.support.reference.kept import Shelf
from tests.support.reference.of_records import COUNTED as RECORDS
from tests.support.reference.of_records import counted as counted_from_records
from tests.support.reference.population import asked_about, dimension
from tests.support.reference.quality import findings
from tests.support.reference.registries import RULES, members

LAST_DAY = date(2026, 10, 9)
REGIONS = ("67", "70", "63")
CASES = 240
POINTS = 16 * FACTOR
IN_A_ROW = 4
"""Of so many questions in a row, of all sorts, one database is asked, then the other."""

SEED = 20260417
VARIANT_CODES = sorted({code for _, code in VARIANTS})
FILTERS = (
    *("organisation", "programme_code", "ugps", "study_form", "graduation_year", "municipality"),
    *("status", "status_group", "category", "at_risk", "funding", "sex", "nosology", "level"),
    *("region", "founder_type"),
)
OF_FORMS = {"organisation", "programme_code", "ugps", "study_form", "category"}
COHORTS = {"A": (2024, 2025, 2026), "C": (2025, 2026, 2027)}
FILTERS_OF_LISTS = Filters.__struct_fields__


class Region(NamedTuple):
    """The region's ledger: read models, its events by position, and what is asked of it."""

    projections: Projections
    records: list[Any]
    names: dict[int, Any]
    questions: list[tuple[int, Known, Asked]]
    in_turn: list[tuple[int, Known, Asked]]
    """Those of them that the other database is not asked."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Projections]:
    """The demo as it was loaded."""
    folder = tmp_path_factory.mktemp("region")
    assert load_demo(folder, Calendar(LAST_DAY), cases=CASES) == []
    with open_projections(f"sqlite:///{folder / LEDGER}") as projections:
        yield projections


@pytest.fixture(scope="module")
def records(told: Projections) -> list[Any]:
    """The events of the demo by position."""
    return [(each.position, each.event) for each in told.ledger.records_between(after=0)]


@pytest.fixture(scope="module")
def asked(records: list[Any]) -> list[tuple[int, Known, Asked]]:
    """The same for all tests, so that histories are read once."""
    return list(questions(records))


@pytest.fixture(scope="module")
def region(
    told: Projections,
    projections: Projections,
    records: list[Any],
    asked: list[tuple[int, Known, Asked]],
) -> Region:
    """The demo carried to one of the databases."""
    ledger = projections.ledger
    restore(ledger.recorder, rows=told.ledger.reader.between(after=0))
    assert [(each.position, each.event) for each in ledger.records_between(after=0)] == records
    numbers = Known(records).numbers
    names = {number: case for case, number in numbers.items()}
    turn = KINDS.index(projections.engine.dialect.name)
    own = [each for number, each in enumerate(asked) if number // IN_A_ROW % 2 == turn]
    return Region(projections, records, names, asked, own)


def questions(records: list[Any]) -> Iterator[tuple[int, Known, Asked]]:
    """Random points, the head among them, each with its question."""
    rng = Random(SEED)  # noqa: S311 - to repeat
    head = records[-1][0]
    for number in range(POINTS):
        position = rng.randrange(head // 8, head + 1) if number % 3 else head
        known = Known(records, known=position)
        on = rng.choice((LAST_DAY, date(2025, 12, 31), some_day(rng), some_day(rng)))
        yield position, known, question(rng, known, on, narrow=number % 2 == 1)


def some_day(rng: Random) -> date:
    return date(2024, 6, 1) + timedelta(days=rng.randrange(1_100))


def question(rng: Random, known: Known, on: date, *, narrow: bool) -> Asked:
    """A question; a narrow one has filters that some case passes, and mostly a period."""
    people = [it for _, it in asked_about(known, Asked(on=on))]
    if not narrow or not people:
        return Asked(on=on)
    some = rng.choice(people)
    filters: dict[str, Any] = {}
    for name in rng.sample(FILTERS, rng.choice((1, 1, 2))):
        if name == "category":
            filters |= {name: rng.choice(sorted(some.categories))} if some.categories else {}
        elif name == "at_risk":
            filters[name] = rng.choice(("strict", "form"))
        else:
            value = dimension(some, name)
            filters |= {} if value is None else {name: value}
    since = on - timedelta(days=rng.randrange(500))
    until = since + timedelta(days=rng.randrange(400))
    scope = rng.choice(({}, {"regions": ("67",)}, {"regions": ("70", "63")}))
    return Asked(on, *rng.choice(((None, None), (since, until))), filters=filters, **scope)


def test_every_indicator_is_the_same_to_the_last_case(region: Region) -> None:
    counted: Counter[str] = Counter()
    for number, (position, known, asked) in enumerate(region.in_turn):
        few = (VARIANT_CODES[(number * 3 + n) % len(VARIANT_CODES)] for n in range(3))
        for variant in (None, *few):
            ids = [id_ for id_ in COMPUTED if variant is None or (id_, variant) in VARIANTS]
            there = all_parts(
                region.projections, position, asked, ids, variant=variant, names=region.names
            )
            shown = figures(region.projections, position, asked, ids, variant=variant)
            for id_ in ids:
                expected = figure(known, id_, asked, variant=variant)
                assert there[id_].numerator == expected.numerator, (id_, variant, position, asked)
                assert (shown[id_].numerator or 0) == len(expected.numerator)
                if expected.denominator is not None:
                    assert there[id_].denominator == expected.denominator, (id_, variant, asked)
                    assert (shown[id_].denominator or 0) == len(expected.denominator)
                counted[id_] += bool(expected.numerator)
    assert len(counted) > len(COMPUTED) * 3 / 4, counted


def test_what_is_counted_from_records_is_the_same_to_the_last_record(region: Region) -> None:
    """Reported values aside: the pieces of both parts, and their sums."""
    told: Counter[str] = Counter()
    for number, (position, known, question) in enumerate(region.questions):
        shelf = Shelf(region.records, known, upto=position)
        codes = sorted(known.codes) or [""]
        school = codes[number % len(codes)] if number % 2 else None
        scope = {"organisation": school} if school else {"regions": (REGIONS[number // 2 % 3],)}
        whole = (date(2024, 1, 1), question.on) if number % 4 == 0 else ()
        asked = Asked(question.on, *(whole or (question.since, question.until)), **scope)
        for id_ in RECORDS:
            expected = counted_from_records(shelf, id_, asked)
            for part, numbers in zip(("numerator", "denominator"), expected, strict=True):
                if numbers is not None:
                    found = pieces_in(region.projections, position, asked, id_, part=part)
                    assert found == numbers, (id_, part, position, asked)
            told[id_] += bool(expected[0])
    assert {id_ for id_ in RECORDS if told[id_]} >= SHOWN, told


def test_fairs_the_defence_complex_and_clusters_are_the_same_to_the_last_case(
    region: Region,
) -> None:
    told: Counter[str] = Counter()
    for position, known, asked in region.questions:
        shelf = Shelf(region.records, known, upto=position)
        there = all_parts(region.projections, position, asked, list(JOINED), names=region.names)
        for id_ in JOINED:
            expected = joined_figure(shelf, id_, asked)
            assert there[id_] == expected, (id_, position, asked)
            told[id_] += bool(expected.numerator)
    assert all(told[id_] for id_ in JOINED), told


SHOWN = RECORDS.keys()
"""Those of which the demo has something."""


def test_every_registry_is_the_same_to_the_last_case(region: Region) -> None:
    listed: Counter[str] = Counter()
    for position, known, question in region.in_turn:
        plain = {
            name: value for name, value in question.filters.items() if name in FILTERS_OF_LISTS
        }
        narrowed = replace(question, filters=plain)
        point, asked = AsOf(question.on, position), asked_of(narrowed)
        for code in RULES:
            of = registries.Asked(registry=registry(code), filters=asked.filters, scope=asked.scope)
            numbers = registries.registry_numbers(region.projections, point, of)
            expected = members(known, code, narrowed)
            assert {region.names[each] for each in numbers} == expected, (code, point, narrowed)
            listed[code] += bool(expected)
    assert len(listed) > len(RULES) * 2 / 3, listed


def test_every_form_is_the_same_to_the_last_case(region: Region) -> None:
    met: Counter[str] = Counter()
    for number, (position, known, question) in enumerate(region.questions):
        form, point = ("A", "C")[number % 4 > 1], AsOf(question.on, position)
        taken = {name: value for name, value in question.filters.items() if name in OF_FORMS}
        if question.regions == ("67",):
            taken["region"] = "67"
        asked = {"cohort": COHORTS[form][number % 3], "filters": taken}
        expected = reference_form(form, known, as_of=question.on, **asked)
        assert_told(region.projections, point, form, expected, asked)
        for key in some_cells(Random(number), expected):  # noqa: S311 - to repeat
            found = cases_of_cell(region.projections, point, form, key, **asked)
            assert {region.names[each] for each in found} == expected.cases[key], (key, asked)
        met.update(f"{form}{key[-1]}" for key, count in expected.cells.items() if count)
    assert len(met) > 20, met


def test_the_quality_of_data_is_the_same_to_the_last_case(region: Region) -> None:
    found: Counter[str] = Counter()
    for position, known, question in region.questions:
        plain = {
            name: value for name, value in question.filters.items() if name in FILTERS_OF_LISTS
        }
        narrowed = replace(question, filters=plain)
        asked = asked_of(narrowed)
        wanted = QualityAsked(asked.filters, asked.scope)
        marks = marked(region.projections, AsOf(question.on, position), wanted)
        expected = findings(known, narrowed)
        for code in FINDINGS:
            cases = {region.names[number] for number in marks.numbers(Wanted(code))}
            named = {case for case, codes in expected.items() if code in codes}
            assert cases == named, (code, position, narrowed)
            found[code] += len(named)
    assert (+found).keys() >= {"NO_DOCUMENT", "STALE", "NO_DATA", "INCOMPLETE"}, found
