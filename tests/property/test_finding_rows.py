"""The rows of contradictions, event by event: whatever can change an answer has it asked anew."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any
from uuid import uuid5

from marshrut.cases import contents
from marshrut.cases.events import CaseEvent
from marshrut.ledger.ledger import Record
from projections.accounts import Changes, account_of
from tests.support.careless_ledgers import Careless
from tests.support.effort import FACTOR
from tests.support.histories import TURNS, Historian, history
from tests.support.oracle import Oracle
from tests.support.oracle_contradictions import faults
from tests.support.scribe import SOME_CASE

HISTORIES = 700 * FACTOR
DIED = date(2023, 6, 1)
FINDINGS, RULE, SINCE = 5, 7, 3
"""Places in a row of ``case_span``: its kind, its state, its first day."""

Rows = dict[tuple[Any, ...], Any]


def some_history(seed: int) -> list[CaseEvent]:
    """A life as others, one of a careless clerk, or one that begins with its end."""
    rng = Random(seed)  # noqa: S311 - a history to repeat
    if seed % 3 == 0:
        return history(rng)
    if seed % 3 == 1:
        clerk = Careless(rng, SOME_CASE)
        clerk.opening()
        for _ in range(rng.randrange(2, 25)):
            rng.choice(clerk.turns())()
        return clerk.events
    writer = Historian(rng, SOME_CASE)
    writer.opening()
    writer.touchable(contents.Status(status_code="DECEASED", effective_on=DIED))
    for _ in range(rng.randrange(2, 25)):
        rng.choice(TURNS)(writer)
    return writer.events


def take(rows: Rows, changes: Changes) -> set[tuple[str, str, str]]:
    """What the rows tell after these changes: rule, id and first day of each finding."""
    for key, _ in changes.closed["case_span"]:
        rows.pop(key, None)
    for row in changes.opened["case_span"]:
        if row[FINDINGS] == "findings" and row[-1] is None:
            rows[row[0], row[2], row[SINCE]] = row
    return {(row[RULE], row[2], row[SINCE]) for row in rows.values()}


def expected(events: list[CaseEvent]) -> set[tuple[str, str, str]]:
    found = faults(Oracle(events))
    return {(f.rule, uuid5(f.entry_id, f.rule).hex, f.since.isoformat()) for f in found}


def test_after_every_event_the_rows_are_what_the_oracle_finds() -> None:
    turned: Counter[tuple[str, str]] = Counter()
    for seed in range(HISTORIES):
        events, rows, before = some_history(seed), Rows(), set[tuple[str, str, str]]()
        records = [Record(n, n, event) for n, event in enumerate(events, 1)]
        account, recalled = account_of(records[0]), seed % 2 == 0 and len(events) // 2
        for n, record in enumerate(records, 1):
            changes = Changes()
            account.follow([record], changes)
            now = take(rows, changes)
            assert now == expected(events[:n]), (seed, n)
            if now != before:
                kind = account._history.entries[record.event.entry_id].kind
                turned.update((kind, rule) for rule, _, _ in now ^ before)
            before = now
            if n == recalled:
                account = account_of(records[0])
                account.recall(records[:n])
    dated = {
        *("statuses", "graduation", "movements", "categories", "confirmations", "closure"),
        *("measures", "steps", "transitions", "consents", "risk-causes", "contracts"),
        *("contract-changes", "practice-assessments", "person-changes"),
    }
    assert {kind for kind, rule in turned if rule == "FACTS_AFTER_DEATH"} == dated
    for kind, rule in (
        ("statuses", "INCOMPATIBLE_STATUS"),
        ("statuses", "BEFORE_GRADUATION"),
        ("graduation", "BEFORE_GRADUATION"),
        ("categories", "CATEGORY_CONFLICT"),
        ("person-changes", "CATEGORY_CONFLICT"),
        ("transitions", "STEP_OUT_OF_ORDER"),
        ("steps", "STEP_WITHOUT_CONSENT"),
        ("transitions", "STEP_WITHOUT_CONSENT"),
        ("consents", "STEP_WITHOUT_CONSENT"),
    ):
        assert turned[kind, rule], (kind, rule)
