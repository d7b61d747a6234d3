"""Differences against the naive oracle: sound, complete, and told by the events that matter.

What the oracle counts at the two points says which cases moved in which cell; what it counts after
the named events are taken out of the ledger says whether these moved them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from projections.differences import Question, differences, moved_cases
from projections.point import valid
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import DIMENSIONS
from tests.support.databases import Pairs
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.ledger_oracle import LedgerOracle
from tests.support.ledgers import Chronicle, some_clock
from tests.support.reduced import Reduced

LEDGERS, CASES, PAIRS = 4 * FACTOR, 21, 9
ONE_DAY = timedelta(days=1)
EVERY = 10_000
TODAY = date(2026, 1, 1)
SCOPES: tuple[dict[str, Any], ...] = (
    *({},) * 3,
    {"organisation": "A"},
    {"regions": ("67",)},
    {"regions": ("70", "63")},
)
MOVES = ("known", "date", "both")

CellKey = tuple[str, tuple[tuple[str, Any], ...]]
Members = dict[CellKey, set[UUID]]


class World(NamedTuple):
    """One chronicle, written to both databases."""

    rng: Random
    chronicle: Chronicle
    kept: list[Projections]

    def day(self) -> date:
        histories = list(self.chronicle.histories.values())
        named = days_of(self.rng.choice(histories)) or [date(2023, 9, 1)]
        return self.rng.choice(named) + self.rng.choice((-1, 0, 1, 200)) * ONE_DAY

    def questions(self, move: str) -> Iterator[Question]:
        """Random questions, some over the whole ledger; each narrowed and split at random."""
        head = len(self.chronicle.events)
        for number in range(PAIRS):
            days = sorted((self.day(), self.day()))
            known = sorted((self.rng.randrange(head + 1), self.rng.randrange(head + 1)))
            if number % 3 == 0:
                known = [0 if number else head // 2, head]
            if move == "known":
                days = [days[0]] * 2
            if move == "date":
                known = [known[1]] * 2
            before, after = (AsOf(*point) for point in zip(days, known, strict=True))
            yield Question(
                before=before,
                after=after,
                filters=Filters(**self.filters(days[1], known[1])),
                scope=Scope(**self.rng.choice(SCOPES)),
                by=tuple(self.rng.sample(DIMENSIONS, self.rng.randrange(3))),
            )

    def one_of_both(self, number: int) -> Projections:
        """The databases by turns: with and without an image, over ledgers that turn them too."""
        return self.kept[number % 2]

    def filters(self, day: date, known: int) -> dict[str, Any]:
        """Filters that some case passes at the later point, or none at all."""
        rows = LedgerOracle(self.chronicle, known).population(day, filters={"lifecycle": "any"})
        lifecycle = self.rng.choice(({}, {"lifecycle": "any"}, {"lifecycle": "GRADUATED"}))
        if not rows or not self.rng.randrange(3):
            return lifecycle
        row = self.rng.choice(rows)
        name = self.rng.choice((*DIMENSIONS, "status"))
        if name == "category":
            return {"category": self.rng.choice(sorted(row["codes"] or {"ORPHAN"})), **lifecycle}
        fitting = {} if row[name] is None else {name: row[name]}
        return fitting | lifecycle


@pytest.fixture(scope="module")
def worlds(pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    """The ledgers of this run; which number one has is its seed."""
    folder = tmp_path_factory.mktemp("worlds")
    with ExitStack() as stack:
        made = []
        for seed in range(1_000, 1_000 + LEDGERS):
            urls = pairs(stack, folder / f"{seed}.db").values()
            rng = Random(seed)  # noqa: S311 - a history to repeat
            chronicle = Chronicle(rng, cases=CASES)
            # One of the two, in turns, has a column image; the other answers by SQL.
            images = [folder / f"{seed}.images", None][:: 1 if seed % 2 else -1]
            kept = [written(chronicle, *each, stack) for each in zip(urls, images, strict=True)]
            made.append(World(rng, chronicle, kept))
        yield made


def written(chronicle: Chronicle, url: str, images: Path | None, stack: ExitStack) -> Projections:
    engine = open_engine(url)
    ledger = Ledger(engine, clock=some_clock)
    stack.callback(engine.dispose)
    stack.callback(ledger.close)
    for transaction in chronicle.transactions:
        ledger.append(transaction)
    return Projections(ledger, images=images)  # which catches up as far as it is asked


def members(chronicle: Any, point: AsOf, question: Question) -> Members:
    """Who is in which cell at the point, by the oracle."""
    filters = {n: v for n in question.filters.__struct_fields__
               if (v := getattr(question.filters, n)) is not None}  # fmt: skip
    scope = {n: v for n in ("organisation", "regions") if (v := getattr(question.scope, n))}
    oracle = LedgerOracle(chronicle, point.known)
    found: Members = defaultdict(set)
    for row in oracle.population(point.as_of, filters=filters, **scope):
        for category in sorted(row["codes"]) if "category" in question.by else [None]:
            split = tuple(
                (name, category if name == "category" else row[name]) for name in question.by
            )
            for measure, own in measures(row, question):
                found[measure, (*split, *own)].add(row["case_id"])
    return found


def measures(row: dict[str, Any], question: Question) -> Iterator[tuple[str, Any]]:
    yield "total", ()
    yield "statuses", (("status", row["status"]),)
    if "status_group" not in question.by:
        yield "groups", (("status_group", row["status_group"]),)
    for risk in ("strict", "form"):
        if row[f"at_risk_{risk}"]:
            yield f"at_risk_{risk}", (("at_risk", risk),)


@pytest.mark.parametrize("move", MOVES)
def test_every_cell_that_moved_is_told_with_exactly_its_cases(
    worlds: list[World], move: str
) -> None:
    told = Counter()
    for world in worlds:
        for number, question in enumerate(world.questions(move)):
            before = members(world.chronicle, question.before, question)
            after = members(world.chronicle, question.after, question)
            moved = {c for c in before.keys() | after.keys() if before[c] != after[c]}
            answer = differences(world.one_of_both(number // 2), question, today=TODAY, limit=EVERY)
            assert answer.total == len(answer.cells)
            found = {(c.cell.measure, tuple(c.cell.key.items())): c for c in answer.cells}
            assert found.keys() == moved, question
            assert len(found) == len(answer.cells)
            for key, cell in found.items():
                assert (cell.before, cell.after) == (len(before[key]), len(after[key]))
                entered, left = after[key] - before[key], before[key] - after[key]
                assert (cell.entered, cell.left) == (len(entered), len(left))
                assert {c.case_id for c in cell.cases if c.delta == 1} == entered
                assert {c.case_id for c in cell.cases if c.delta == -1} == left
                assert sum(case.delta for case in cell.cases) == cell.delta
                assert not cell.cut
                told["swapped" if cell.delta == 0 else "moved"] += 1
    assert told["moved"] > 10 * LEDGERS
    assert told["swapped"]


@pytest.mark.parametrize("move", MOVES)
def test_without_the_named_events_no_case_had_moved(worlds: list[World], move: str) -> None:
    causes = Counter()
    for world in worlds:
        for question in world.questions(move):
            reduced = cache(lambda without: Reduced(world.chronicle, without))  # noqa: B023
            at = cache(lambda without, point: members(reduced(without), point, question))  # noqa: B023
            answer = differences(world.kept[0], question, today=TODAY, limit=EVERY)
            for cell in answer.cells:
                key = (cell.cell.measure, tuple(cell.cell.key.items()))
                for case in cell.cases:
                    without = frozenset(case.events)
                    stays = len({
                        case.case_id in at(without, point)[key]
                        for point in (question.before, question.after)
                    }) == 1  # fmt: skip
                    assert stays is (case.cause == "EVENTS"), (question, cell.cell, case)
                    assert case.events or case.cause == "CALENDAR"
                    causes[case.cause, bool(case.events)] += 1
                    if case.cause == "CALENDAR":
                        assert calendar_alone(world.chronicle, question, cell.cell, case)
    assert causes["EVENTS", True] > 10 * LEDGERS
    assert causes["CALENDAR", False] > 0 if move != "known" else not causes["CALENDAR", False]


def calendar_alone(chronicle: Chronicle, question: Question, cell: Any, case: Any) -> bool:
    """Whether the case moves though nothing that names a day in between is left."""
    first, last = question.before.as_of, question.after.as_of
    known = question.before.known
    oracle = LedgerOracle(chronicle, known)
    dated = {
        event.entry_id
        for row in oracle.cases[case.case_id].rows.values()
        for event in chronicle.histories[case.case_id]
        if event.entry_id == row.entry_id and names_a_day_between(row.fields, first, last)
    }
    streams = [chronicle.known_of_school(code, known) for code in chronicle.schools]
    lists = chronicle.known_of_lists(known)
    dated |= {
        event.entry_id  # type: ignore[attr-defined]  # of a record
        for stream in lists
        for event in stream
        if first < (getattr(event, "effective_on", None) or first) <= last
    }
    without = {
        chronicle.positions[event.originator_id, event.originator_version]
        for stream in (chronicle.known_of(case.case_id, known), *streams, *lists)
        for event in stream
        if getattr(event, "entry_id", None) in dated
        or first < (getattr(event, "effective_on", None) or first) <= last
    }
    reduced = Reduced(chronicle, without)
    key = (cell.measure, tuple(cell.key.items()))
    return (case.case_id in members(reduced, question.before, question)[key]) != (
        case.case_id in members(reduced, AsOf(last, known), question)[key]
    )


def names_a_day_between(fields: dict[str, Any], first: date, last: date) -> bool:
    starts = (fields.get(n) for n in ("effective_on", "valid_from", "graduation_date", "signed_on"))
    ends = (fields.get(n) for n in ("ended_on", "valid_to"))
    return any(day and first < day <= last for day in starts) or any(
        day and first <= day < last for day in ends
    )


def test_what_became_known_is_named_by_the_rectangles_of_the_day(worlds: list[World]) -> None:
    """Semantics S16: every position from or to which a rectangle of the day is known."""
    named = 0
    for world in worlds:
        for number, question in enumerate(world.questions("known")):
            projections = world.one_of_both(number // 2)
            answer = differences(projections, question, today=TODAY, limit=EVERY)
            told = {case for cell in answer.cells for case in cell.cases}
            for case in told:
                edges = rectangle_edges(projections, question, case.case_id)
                assert edges <= set(case.events)
                assert all(question.before.known < p <= question.after.known for p in case.events)
                named += 1
    assert named


def rectangle_edges(projections: Projections, question: Question, case_id: UUID) -> set[int]:
    table = projections.at(question.after.known).case_state
    columns = (table.c.known_from, table.c.known_to)
    statement = select(*columns).where(table.c.case_id == case_id, valid(table, question.after))
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    first, last = question.before.known, question.after.known
    return {p for row in rows for p in row if p is not None and first < p <= last}


def test_a_cell_is_listed_page_by_page(worlds: list[World]) -> None:
    pages = 0
    for world in worlds:
        question = next(iter(world.questions("both")))
        whole = differences(world.kept[0], question, today=TODAY, limit=EVERY)
        for cell in whole.cells[::5]:
            listed: list[Any] = []
            while page := moved_cases(
                world.kept[1],
                question,
                cell.cell,
                today=TODAY,
                after=listed[-1].number if listed else 0,
                limit=2,
            ).cases:
                listed += page
                pages += 1
            assert listed == cell.cases
        short = differences(world.kept[0], question, today=TODAY, limit=1)
        assert [(c.cell, c.before, c.after) for c in short.cells] == [
            (c.cell, c.before, c.after) for c in whole.cells
        ]
        assert all(c.cut == (c.entered + c.left > 1) for c in short.cells)
        half = differences(world.kept[0], question, today=TODAY, limit=1, skip=2, most=3)
        assert half.cells == short.cells[2:5]
    assert pages
