"""The read models against the naive oracle: whole ledgers, through both databases.

One run writes at least 200 different histories, some twenty a ledger, mixed with one another and
with the changes of the schools. Read models catch up at random moments between, so that they
live through partial knowledge; they are asked at random days × random positions, those in the
middle of a transaction included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import Table, select

from marshrut.asof import AsOf
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from projections.case_list import case_page
from projections.organisations import FIELDS, organisations_at
from projections.point import covers, known
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import DIMENSIONS, SnapshotRow, snapshot
from tests.support.databases import Pairs
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.ledger_oracle import LedgerOracle, counted
from tests.support.ledgers import SCHOOLS, Chronicle, some_clock
from tests.support.read_models import everything, rebuilt

LEDGERS, CASES, POINTS = 10 * FACTOR, 21, 20
HISTORIES = 200 * FACTOR
ONE_DAY = timedelta(days=1)
FAR = date(2200, 1, 1)
WHOLE = Scope()
LIFECYCLES = ("any", "FINAL_YEAR", "GRADUATED", "EXPELLED")

Point = tuple[LedgerOracle, AsOf]


class World:
    """One chronicle, written to both databases, with what was answered while it was written."""

    def __init__(self, seed: int, urls: dict[str, str], stack: ExitStack) -> None:
        self.rng = Random(seed)  # noqa: S311 - a history to repeat
        self.chronicle = Chronicle(self.rng, cases=CASES)
        self.kept = {kind: _projections(url, stack) for kind, url in urls.items()}
        self.early: list[tuple[AsOf, dict[str, Any]]] = []
        for kind, projections in self.kept.items():
            self._write(projections, Random(f"{seed} {kind}"))  # noqa: S311 - to repeat

    def _write(self, projections: Projections, rng: Random) -> None:
        head = 0
        for transaction in self.chronicle.transactions:
            positions = projections.ledger.append(transaction)
            assert list(positions) == [head + n + 1 for n in range(len(transaction))]
            head = positions[-1]
            if not rng.randrange(6):
                projections.catch_up(rng.randrange(head + 1))
            if not rng.randrange(20):
                point = AsOf(self.day(rng), rng.randrange(head + 1))
                self.early.append((point, answers(projections, point)))
        projections.catch_up()

    def day(self, rng: Random) -> date:
        """A day about one that some history names, or a little later."""
        named = days_of(rng.choice(list(self.chronicle.histories.values()))) or [date(2023, 9, 1)]
        return rng.choice(named) + rng.choice((-1, 0, 1, 200)) * ONE_DAY

    def points(self) -> Iterator[Point]:
        """Random points, the head among them, with their oracle."""
        head = len(self.chronicle.events)
        for number in range(POINTS):
            position = self.rng.randrange(head + 1) if number else head
            point = AsOf(self.day(self.rng), position)
            yield LedgerOracle(self.chronicle, position), point


def _projections(url: str, stack: ExitStack) -> Projections:
    engine = open_engine(url)
    ledger = Ledger(engine, clock=some_clock)
    stack.callback(engine.dispose)
    stack.callback(ledger.close)
    return Projections(ledger)


def answers(projections: Projections, point: AsOf) -> dict[str, Any]:
    """All that is told at a point: rows, figures, lists."""
    slot = projections.at(point.known)
    told: dict[str, Any] = {"facts": rows_of(projections, slot.case_fact, known, point)}
    for table in (slot.case_state, slot.case_episode, slot.case_span, slot.organisation_state):
        told[table.name[:-2]] = rows_of(projections, table, covers, point)
    told["snapshot"] = figures(projections, point, Filters(lifecycle="any"), DIMENSIONS)
    told["list"] = case_page(projections, point, filters=Filters(), scope=WHOLE)
    return told


def rows_of(projections: Projections, table: Table, where: Any, point: AsOf) -> list[Any]:
    """Rows that hold at a point, without the position at which they ceased to be known."""
    columns = [column for column in table.columns if column.name != "known_to"]
    with projections.reading() as connection:
        rows = connection.execute(select(*columns).where(where(table, point))).mappings()
        return sorted(map(dict, rows), key=str)


def figures(
    projections: Projections, point: AsOf, filters: Filters, by: tuple[str, ...]
) -> dict[tuple[Any, ...], Any]:
    answer = snapshot(projections, point, filters=filters, scope=WHOLE, by=by)
    assert answer.overlapping is ("category" in by)
    return by_key(answer.rows)


def by_key(rows: list[SnapshotRow]) -> dict[tuple[Any, ...], Any]:
    cells = {
        tuple(row.key.values()): (
            row.total,
            row.statuses,
            row.groups,
            row.at_risk_strict,
            row.at_risk_form,
        )
        for row in rows
    }
    assert len(cells) == len(rows)
    return cells


@pytest.fixture(scope="module")
def worlds(pairs: Pairs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    """The ledgers of this run; which number one has is its seed."""
    folder = tmp_path_factory.mktemp("worlds")
    with ExitStack() as stack:
        yield [World(seed, pairs(stack, folder / f"{seed}.db"), stack) for seed in range(LEDGERS)]


OF_OTHERS = {
    "programme_state",
    "reported_value",
    "employer_state",
    "report_state",
    "period_state",
}
"""Tables that hold nothing of the cases and schools of these ledgers."""

KINDS = {"steps", "consents", "risk-causes", "contracts", "findings"}
RULES = {
    *("INCOMPATIBLE_STATUS", "BEFORE_GRADUATION", "CATEGORY_CONFLICT"),
    *("STEP_OUT_OF_ORDER", "STEP_WITHOUT_CONSENT", "FACTS_AFTER_DEATH"),
}


def test_the_run_writes_enough_different_histories(worlds: list[World]) -> None:
    written = {
        msgspec.json.encode([(type(event).TOPIC, event) for event in history])
        for world in worlds
        for history in world.chronicle.histories.values()
        if world.kept["sqlite"].ledger.records_of(history[0].originator_id)[-1].event == history[-1]
    }
    assert len(written) >= HISTORIES


def test_every_case_has_the_one_row_that_the_oracle_expects(worlds: list[World]) -> None:
    for world in worlds:
        for oracle, point in world.points():
            expected = {}
            for case_id in oracle.cases:
                row = oracle.state(case_id, point.as_of)
                expected |= {case_id: row} if row else {}
            for projections in world.kept.values():
                table = projections.at(point.known).case_state
                rows = rows_of(projections, table, covers, point)
                assert len({row["case_id"] for row in rows}) == len(rows)
                found = {row["case_id"]: row for row in rows}
                for row in rows:
                    assert_edges(oracle, row)
                    assert row.pop("known_from") <= point.known
                    del row["valid_from"], row["valid_to"]
                assert found == expected, (point, world.chronicle)


def assert_edges(oracle: LedgerOracle, row: dict[str, Any]) -> None:
    """A row holds from its first day to its last, and no day longer."""
    case_id, start, end = row["case_id"], row["valid_from"], row["valid_to"]
    first = oracle.state(case_id, start)
    assert first is not None
    assert first == {name: row[name] for name in first}
    assert oracle.state(case_id, start - ONE_DAY) != first
    if end is not None:
        assert oracle.state(case_id, end - ONE_DAY) == first
        assert oracle.state(case_id, end) != first


def test_every_episode_that_covers_the_day_has_its_row(worlds: list[World]) -> None:
    for world in worlds:
        for oracle, point in world.points():
            expected = {}
            for case_id in oracle.cases:
                expected |= oracle.episodes(case_id, point.as_of)
            for projections in world.kept.values():
                table = projections.at(point.known).case_episode
                rows = rows_of(projections, table, covers, point)
                for row in rows:
                    assert oracle.ends_rightly(row["case_id"], row["entry_id"], row["valid_to"])
                    del row["valid_to"], row["known_from"]
                assert len(rows) == len(expected)
                assert {row["entry_id"]: row for row in rows} == expected


def test_every_span_that_covers_the_day_has_its_row(worlds: list[World]) -> None:
    kinds = Counter()
    for world in worlds:
        for oracle, point in world.points():
            expected = oracle.spans(point.as_of)
            kinds.update((row["kind"], row["state"]) for row in expected.values())
            for projections in world.kept.values():
                table = projections.at(point.known).case_span
                rows = rows_of(projections, table, covers, point)
                for row in rows:
                    assert_span_edges(oracle, row)
                    assert row.pop("known_from") <= point.known
                    del row["valid_from"], row["valid_to"]
                assert len(rows) == len(expected)
                assert {(row["case_id"], row["entry_id"]): row for row in rows} == expected
    assert {kind for kind, _ in kinds} == KINDS
    assert kinds["steps", "EXPIRED"] > LEDGERS
    assert {rule for kind, rule in kinds if kind == "findings"} == RULES


def assert_span_edges(oracle: LedgerOracle, row: dict[str, Any]) -> None:
    """The row tells of its first day and of its last, and on the next day another one does."""
    start, end = row["valid_from"], row["valid_to"]
    if row["kind"] == "findings":
        fault = oracle.findings(row["case_id"])[row["entry_id"]]
        assert (start, end) == (fault.since, None)
        return
    case, entry_id = oracle.cases[row["case_id"]], row["entry_id"]
    entry = case.rows[entry_id]
    told = case.span(entry, start)
    assert told is not None
    assert told == {name: row[name] for name in told}
    assert case.span(entry, end - ONE_DAY if end else FAR) == told
    turns = [move.fields["effective_on"] for move in case.turns_of(entry)]
    assert start in turns or case.span(entry, start - ONE_DAY) != told
    assert end is None or end in turns or case.span(entry, end) != told


def test_every_fact_of_a_day_has_its_row(worlds: list[World]) -> None:
    for world in worlds:
        for oracle, point in world.points():
            expected = sorted(oracle.facts(), key=str)
            for projections in world.kept.values():
                table = projections.at(point.known).case_fact
                rows = rows_of(projections, table, known, point)
                for row in rows:
                    del row["known_from"]
                assert rows == expected


def test_snapshots_count_as_the_oracle_does(worlds: list[World]) -> None:
    for world in worlds:
        for oracle, point in world.points():
            lifecycle = world.rng.choice((None, *LIFECYCLES))
            filters = {} if lifecycle is None else {"lifecycle": lifecycle}
            population = oracle.population(point.as_of, filters=filters)
            several = tuple(world.rng.sample(DIMENSIONS, world.rng.randrange(2, 5)))
            for by in ((), *((name,) for name in DIMENSIONS), several):
                expected = counted(population, by)
                for projections in world.kept.values():
                    assert figures(projections, point, Filters(**filters), by) == expected


def test_filters_and_scopes_choose_as_the_oracle_does(worlds: list[World]) -> None:
    chosen = 0
    for world in worlds:
        for oracle, point in world.points():
            filters = some_filters(world.rng, oracle, point.as_of)
            scope = world.rng.choice(
                ({}, {"organisation": "A"}, {"regions": ("67",)}, {"regions": ("70", "63")})
            )
            rows = oracle.population(point.as_of, filters=filters, **scope)
            chosen += len(rows)
            for projections in world.kept.values():
                asked = {"filters": Filters(**filters), "scope": Scope(**scope)}
                page = case_page(projections, point, **asked)
                told = [
                    {name: getattr(case, name) for name in case.__struct_fields__} for case in page
                ]
                assert told == [listed(row) for row in rows], (filters, scope, point)
                total = snapshot(projections, point, **asked).total
                assert total == len(rows)
    assert chosen > LEDGERS * POINTS / 2


def some_filters(rng: Random, oracle: LedgerOracle, day: date) -> dict[str, Any]:
    """Filters that some case passes, by what its row says, or one that perhaps none does."""
    rows = oracle.population(day, filters={"lifecycle": "any"})
    lifecycle = {"lifecycle": rng.choice(LIFECYCLES)}
    if not rows:
        return lifecycle
    row = rng.choice(rows)
    names = (*(name for name in DIMENSIONS if name != "category"), "status")
    fitting: dict[str, Any] = {name: row[name] for name in rng.sample(names, 2)}
    category = {"category": rng.choice(sorted(row["codes"] or {"ORPHAN"}))}
    risk = {"at_risk": rng.choice(("strict", "form"))}
    chosen = rng.choice((fitting, category, risk, {**category, **risk}, {}))
    return {name: value for name, value in chosen.items() if value is not None} | rng.choice(
        (lifecycle, {"lifecycle": "any"}, {})
    )


def listed(row: dict[str, Any]) -> dict[str, Any]:
    names = (
        "case_id",
        "number",
        "lifecycle",
        "organisation",
        "programme_code",
        "graduation_year",
        "study_form",
        "status",
        "status_group",
        "since",
        "at_risk_strict",
        "at_risk_form",
    )
    categories = tuple(code for code in row["categories"].split("|") if code)
    return {**{name: row[name] for name in names}, "categories": categories}


def test_schools_are_told_as_the_oracle_tells_them(worlds: list[World]) -> None:
    lacking = set()
    for world in worlds:
        for oracle, point in world.points():
            schools = oracle.schools(point.as_of)
            lacking |= {(s["code"], oracle.lacks_centre(s["code"], point.as_of)) for s in schools}
            for projections in world.kept.values():
                told = organisations_at(projections, point, scope=WHOLE)
                assert told == [{name: school[name] for name in FIELDS} for school in schools]
    assert lacking == {(code, lacks) for code in SCHOOLS for lacks in (True, False)}


def test_what_was_told_of_an_earlier_time_is_told_again(worlds: list[World]) -> None:
    assert sum(len(world.early) for world in worlds) > LEDGERS
    for world in worlds:
        for point, told in world.early:
            for projections in world.kept.values():
                assert answers(projections, point) == told


def test_both_databases_hold_the_same_rows(worlds: list[World]) -> None:
    for world in worlds:
        one, other = map(everything, world.kept.values())
        assert {name for name, rows in one.items() if not rows} <= OF_OTHERS
        assert one == other


def test_a_rebuild_gives_the_rows_of_live_processing(worlds: list[World]) -> None:
    for world in worlds:
        for projections in world.kept.values():
            live = everything(projections)
            assert rebuilt(projections) == live
            assert projections.state().position == len(world.chronicle.events)
