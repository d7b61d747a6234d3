"""Steps, consents, causes and contracts in the fold, against the naive oracle, day by day."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from marshrut.cases.casework import Consent, RiskCause
from marshrut.cases.consents import consent_on
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from marshrut.cases.routes import EXPIRED
from tests.support.effort import examples
from tests.support.histories import courses_of_work, histories, work_history
from tests.support.oracle import Oracle
from tests.support.oracle_work_tables import CONSENTS, GIVES
from tests.support.predictions import fields_of
from tests.support.telling import telling_days

HISTORIES = 500


def assert_same_steps(fold: History, oracle: Oracle, days: list[Any]) -> None:
    assert [course.entry_id for course in fold.steps] == [
        row.entry_id for row in oracle.live("steps")
    ]
    for course in fold.steps:
        step = oracle.rows[course.entry_id]
        assert [move_id for move_id, _ in course.moves] == [
            row.entry_id for row in oracle.moves(step)
        ]
        assert (not any(course.breaks)) is oracle.legal(step)
        for day in days:
            told, stretch = oracle.step_on(step, day), course.on(day)
            assert (stretch is None) is (told is None), day
            if stretch and told:
                for name in ("state", "outcome", "reason_code", "status_entry_id"):
                    assert getattr(stretch, name) == told[name], (name, day)
                due = oracle.told_due(step, stretch.state, stretch.due_on)
                assert due == told["due_on"]


def assert_same_consents_and_causes(fold: History, oracle: Oracle, days: list[Any]) -> None:
    standing = [entry for entry in fold.entries.values() if entry.annulled_by is None]
    for entry in standing:
        if isinstance(content := entry.content, Consent | RiskCause):
            row = oracle.rows[entry.entry_id]
            assert [content.period.covers(d) for d in days] == [oracle.holds(row, d) for d in days]
    for kind in CONSENTS:
        for day in days:
            found = consent_on(fold.entries.values(), kind, day)
            assert (found is not None) is oracle.consented(kind, day)
            if found:
                assert oracle.holds(oracle.rows[found], day)


def assert_same_contracts(fold: History, oracle: Oracle, days: list[Any]) -> None:
    assert [course.entry_id for course in fold.contracts] == [
        row.entry_id for row in oracle.live("contracts")
    ]
    for course in fold.contracts:
        contract = oracle.rows[course.entry_id]
        for day in days:
            told, stretch = oracle.contract_on(contract, day), course.on(day)
            here = {"state": stretch.state, "outcome": stretch.terminated_by} if stretch else None
            assert here == told, day
            in_force = [period for period in course.in_force if period.covers(day)]
            assert len(in_force) == oracle.in_force(contract, day)


def assert_same_work(history: list[CaseEvent], version: int, days: list[Any]) -> None:
    fold, oracle = History(history[:version]), Oracle(history[:version])
    for entry_id, entry in fold.entries.items():
        assert fields_of(entry.content) == oracle.rows[entry_id].fields
    assert_same_steps(fold, oracle, days)
    assert_same_consents_and_causes(fold, oracle, days)
    assert_same_contracts(fold, oracle, days)
    for day in days:
        derived = {code for code in fold.state(day).categories if code in GIVES.values()}
        assert derived == oracle.contract_categories(day)


@settings(max_examples=examples(HISTORIES))
@given(courses_of_work(), st.randoms())
def test_casework_reads_as_the_oracle_reads_it(history: list[CaseEvent], rng: Random) -> None:
    for version in {rng.randrange(len(history)) + 1, len(history)}:
        assert_same_work(history, version, telling_days(history, months=()))


@settings(max_examples=examples(HISTORIES))
@given(histories())
def test_event_by_event_the_same_is_known_as_at_once(history: list[CaseEvent]) -> None:
    followed = History(history[:1])
    assert answers(followed) == answers(History(history[:1]))
    for version, event in enumerate(history[1:], start=2):
        before = answers(followed)
        later = followed.then(event)
        assert answers(later) == answers(History(history[:version]))
        assert answers(followed) == before
        followed = later


def answers(history: History) -> tuple[Any, ...]:
    """All that a history is asked for."""
    steps = [(course, list(course.stretches)) for course in history.steps]
    contracts = [(it, list(it.stretches), list(it.in_force)) for it in history.contracts]
    whole = (history.entries, history.episodes, history.begins_on, history.stretches())
    return (*whole, steps, contracts, history.died_on, history.graduated_on)


def test_what_is_compared_occurs_often() -> None:
    """States in which the oracle and the fold could differ are reached by many histories."""
    late = moved = revoked = in_force = broken = 0
    for seed in range(HISTORIES):
        history = work_history(Random(seed))  # noqa: S311 - to repeat
        oracle = Oracle(history)
        days = telling_days(history, months=())
        steps = oracle.live("steps")
        late += any(
            (oracle.step_on(s, d) or {}).get("state") == EXPIRED for s in steps for d in days
        )
        moved += any(len(oracle.moves(step)) > 2 for step in steps)
        broken += not all(map(oracle.legal, steps))
        revoked += any(row.fields["revoked_on"] for row in oracle.live("consents"))
        in_force += any(oracle.contract_categories(day) for day in days)
    assert min(late, moved, revoked, in_force, broken) > HISTORIES / 20
