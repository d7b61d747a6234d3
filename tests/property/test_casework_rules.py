"""What the aggregate takes in of routing and consents, foretold by the naive oracle.

Writes are drawn at random; each is refused if, and only if, the oracle says that it breaks a
rule, with the code of a rule that it breaks. What was taken in then reads as the oracle reads it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from marshrut.cases import casework
from marshrut.cases.case import Case, Outcome
from marshrut.refusals import Refused
from tests.property.test_casework import assert_same_work
from tests.support.effort import FACTOR
from tests.support.oracle import Oracle
from tests.support.oracle_entries import Row, corrected
from tests.support.oracle_work_tables import (
    CAUSES,
    CONSENT,
    MACHINE,
    OUTCOMES,
)
from tests.support.predictions import broken_rules, contradicted, fields_of
from tests.support.rulebook import graduate, writing

STORIES, WRITES = 300 * FACTOR, 24
ENOUGH = 5
FIRST = date(2025, 7, 1)
STEP_CODES = ("RESUME_SENT", "RESUME_SENT", "VACANCY_OFFERED", "INTERVIEW", "RETENTION_CHECK")
STATES = (*MACHINE, "PLANNED", "PLANNED", "IN_PROGRESS", "EXPIRED")
COUNTED_CODES = {
    "STEP_TRANSITION",
    "DERIVED_STATE",
    "OUTCOME_REQUIRED",
    "OUTCOME_NOT_ALLOWED",
    "OUTCOME_EARLY",
    "REASON_REQUIRED",
    "CONSENT_REQUIRED",
    "DATE_ORDER",
    "ENTRY_ANNULLED",
    "taken",
    "warned",
}


class Story:
    """One case, written to at random."""

    def __init__(self, seed: int, tally: Counter[str]) -> None:
        self.rng = Random(seed)  # noqa: S311 - a story to repeat
        self.case: Case = graduate()
        self.tally = tally

    def day(self) -> date:
        return FIRST + timedelta(days=self.rng.randrange(8))

    def move(self, step_code: str) -> dict[str, Any]:
        """Mostly a right move, now and then any other."""
        choice = self.rng.choice
        state = choice(STATES)
        fitting = choice(OUTCOMES[step_code]) if state in {"DONE", "FAILED"} else None
        outcome = choice((fitting,) * 6 + (None, "OFFER", "INVITED"))
        return {
            "state": state,
            "effective_on": self.day(),
            "due_on": choice((None, None, None, self.day())),
            "outcome": outcome,
            "reason_code": choice((None, *CAUSES)),
        }

    def entries(self, *kinds: str) -> list[Row]:
        rows = Oracle(self.case.events).rows.values()
        found = [row for row in rows if row.kind in kinds]
        standing = [row for row in found if row.state != "annulled"]
        return standing if standing and self.rng.randrange(12) else found

    def write(self) -> None:
        """One write of any kind."""
        steps, touchable = self.entries("steps"), self.entries("steps", "transitions", "consents")
        turn = self.rng.randrange(18)
        if turn < 4 or not steps:
            code = self.rng.choice(STEP_CODES)
            self.add(casework.Step(step_code=code, **self.move(code)))
        elif turn < 10:
            step = self.rng.choice(steps)
            move = self.move(step.fields["step_code"])
            self.add(casework.Transition(step_entry_id=step.entry_id, **move))
        elif turn < 12:
            until = self.rng.choice((None, FIRST + timedelta(days=7)))
            self.add_consent(
                casework.Consent(consent_kind=CONSENT, granted_on=self.day(), valid_until=until)
            )
        elif turn < 16:
            self.correct(self.rng.choice(self.entries("steps", "transitions")))
        else:
            self.take_back(self.rng.choice(self.entries("consents") or touchable))

    def add(self, content: casework.Step | casework.Transition) -> None:
        oracle, written = Oracle(self.case.events), writing()
        version = self.case.version + 1
        row = Row(written.entry_id, content.KIND, version, fields_of(content))
        oracle.rows[row.entry_id] = row
        self.expect(broken_rules(oracle, row), lambda: self.case.add(content, written))

    def add_consent(self, consent: casework.Consent) -> None:
        row = {"granted_on": consent.granted_on, "valid_until": consent.valid_until}
        alike = [
            other
            for other in Oracle(self.case.events).live("consents")
            if row.items() <= other.fields.items() and other.fields["revoked_on"] is None
        ]
        rules = {"DUPLICATE"} if alike else set()
        self.expect(rules, lambda: self.case.add(consent, writing()))

    def correct(self, row: Row) -> None:
        move = self.move(self.rng.choice(STEP_CODES))
        names = self.rng.choice((("effective_on",), ("state", "outcome"), ("due_on",)))
        changes = {name: _plain(move[name]) for name in names}
        oracle = Oracle(self.case.events)
        fresh = oracle.rows[row.entry_id]
        rules = {"ENTRY_ANNULLED"}
        if fresh.state != "annulled":
            fresh.fields = corrected(fresh.fields, changes)
            rules = broken_rules(oracle, fresh)
        self.expect(rules, lambda: self.case.correct(changes, writing(row.entry_id)))

    def take_back(self, row: Row) -> None:
        """Annul, or revoke a consent: never refused for what rests on it, but warned of (S8)."""
        before = contradicted(Oracle(self.case.events))
        gone = row.state == "annulled"
        if row.kind == "consents" and not gone and self.rng.randrange(2):
            first = max(self.day(), row.fields["granted_on"])
            rules = {"ALREADY_REVOKED"} if row.fields["revoked_on"] else set()
            outcome = self.expect(
                rules, lambda: self.case.revoke_consent(first, writing(row.entry_id))
            )
        else:
            rules = {"ENTRY_ANNULLED"} if gone else set()
            outcome = self.expect(rules, lambda: self.case.annul(writing(row.entry_id)))
        left = contradicted(Oracle(self.case.events)) - before
        if left:
            assert outcome is not None
            told = {(w.code, w.parameters.get("entry_id", "")) for w in outcome.warnings}
            assert {each for each in told if each[0].startswith("STEP_")} == left
            self.tally["warned"] += 1

    def expect(self, rules: set[str], act: Any) -> Outcome | None:
        """The write is refused by one of the rules, or taken in where there are none."""
        version = self.case.version
        if rules:
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.code in rules
            assert self.case.version == version
            self.tally[caught.value.code] += 1
            return None
        outcome: Outcome = act()
        self.tally["taken"] += 1
        return outcome


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def test_a_write_is_refused_if_and_only_if_it_breaks_a_rule() -> None:
    tally: Counter[str] = Counter()
    days = [FIRST + timedelta(days=number) for number in range(-1, 10)]
    for seed in range(STORIES):
        story = Story(seed, tally)
        for _ in range(WRITES):
            story.write()
        events = story.case.events
        assert_same_work(events, len(events), days)
    assert {code for code, times in tally.items() if times >= ENOUGH} >= COUNTED_CODES, tally
