"""Runs of verification over generated ledgers: every case's outcome as the reference has it.

Read models catch up at random moments; statuses, extracts and decisions are corrected and annulled
in any order. What a run comes to at a point is asked of both databases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.records.runs import Run
from projections.population import Filters
from projections.runner import Projections
from projections.verification.cohort import OUTCOMES, compared_cases
from projections.verification.figures import figures_of, numbers_of
from projections.verification.runs import run_known_at
from tests.support.effort import FACTOR
from tests.support.evaluated import asked_of
from tests.support.read_models import everything, rebuilt
from tests.support.reference import Asked, Known
from tests.support.reference.verification import compared, decision, runs
from tests.support.various_ledgers import VariousChronicle
from tests.support.verified_lives import RUNS
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES = 4 * FACTOR, 60


def told(projections: Projections, position: int, _: Asked) -> dict[Any, Any]:
    """What each run comes to, as far as it is known."""
    found = {}
    for each in RUNS:
        run = run_known_at(projections, AsOf(each.cutoff, position), each.run_id)
        if run is not None:
            found[each.run_id] = outcomes_of(projections, position, run)
    return found


def outcomes_of(
    projections: Projections, position: int, run: Run, asked: Asked | None = None
) -> dict[int, tuple[str, str | None]]:
    """The outcome of each case of a run and the decision on it, by number."""
    question = asked_of(asked or Asked(on=run.cutoff))
    cases = compared_cases(
        projections, position, run, filters=question.filters, scope=question.scope
    )
    rows = cases.select("number", "outcome", "decision").collect().rows()
    assert len({number for number, _, _ in rows}) == len(rows)
    return {number: (outcome, decided) for number, outcome, decided in rows}


worlds = worlds_fixture(VariousChronicle, ledgers=LEDGERS, cases=CASES, early=told, images=True)
"""The ledgers of this run; one of the databases, in turns, has a column image."""


def test_every_case_comes_to_what_the_reference_says(worlds: list[World]) -> None:
    met: Counter[str] = Counter()
    for world in worlds:
        for number, (position, known, asked) in enumerate(world.questions()):
            projections = world.one_of_both(number)
            assert known_runs(projections, position) == {each.run_id for each in runs(known)}
            for each in runs(known):
                run = run_known_at(projections, AsOf(asked.on, position), each.run_id)
                assert run is not None
                assert (run.cutoff, range(run.years[0], run.years[1] + 1)) == (
                    each.cutoff,
                    each.years,
                )
                question = replace(asked, since=None, until=None)
                expected = {
                    case_id: (outcome, decision(it, each))
                    for case_id, it, outcome in compared(known, question, each)
                }
                found = outcomes_of(projections, position, run, question)
                assert {world.names[n]: said for n, said in found.items()} == expected
                met.update(outcome for outcome, _ in expected.values())
                met.update(decided or "-" for _, decided in expected.values())
    assert met.keys() >= {*OUTCOMES, "STATUS_RIGHT", "EXTRACT_RIGHT", "-"}


def test_figures_are_of_the_cases(worlds: list[World]) -> None:
    for world in worlds:
        for number, (position, _, _) in enumerate(world.questions()):
            projections = world.one_of_both(number)
            for each in RUNS:
                run = run_known_at(projections, AsOf(each.cutoff, position), each.run_id)
                if run is None:
                    continue
                asked: dict[str, Any] = {"filters": Filters(), "scope": asked_of(
                    Asked(on=run.cutoff)).scope}  # fmt: skip
                total, rows = figures_of(projections, position, run, **asked)
                found = outcomes_of(projections, position, run)
                counted = Counter(outcome for outcome, _ in found.values())
                assert {code: n for code, n in total.outcomes.items() if n} == counted
                assert total.cases == sum(row.cases for row in rows) == len(found)
                for group, share in (("DECIDED", total.decided), ("DISCREPANT", total.discrepancy)):
                    listed = numbers_of(projections, position, run, outcome=group, **asked)
                    assert len(listed) == share.cases
                unsettled = numbers_of(projections, position, run, outcome="UNSETTLED", **asked)
                standings = Counter(unsettled["standing"])
                assert standings["UNDECIDED"] == total.undecided
                assert standings["SETTLED"] == total.settled
                assert standings["PENDING"] == total.pending


def test_what_was_told_of_an_earlier_time_is_told_again(worlds: list[World]) -> None:
    assert sum(len(world.early) for world in worlds) > LEDGERS
    for world in worlds:
        for known, asked, early in world.early:
            for projections in world.kept.values():
                assert told(projections, known, asked) == early


def test_a_rebuild_makes_the_rows_that_live_processing_made(worlds: list[World]) -> None:
    for number, world in enumerate(worlds):
        projections = world.one_of_both(number)
        projections.catch_up()
        live = everything(projections)
        kinds = Counter(row["kind"] for row in _spans(projections))
        assert kinds["verifications"] > CASES
        assert rebuilt(projections) == live


def _spans(projections: Projections) -> list[Any]:
    with projections.reading() as connection:
        return list(connection.execute(select(projections.state().slot.case_span)).mappings())


def known_runs(projections: Projections, position: int) -> set[Any]:
    """The runs that are known, as the read models have them."""
    return {
        each.run_id
        for each in RUNS
        if run_known_at(projections, AsOf(each.cutoff, position), each.run_id)
    }


def test_the_ledgers_hold_runs_of_their_own(worlds: list[World]) -> None:
    known = Known(worlds[0].records)
    assert len(list(runs(known))) >= len(RUNS) - 2
