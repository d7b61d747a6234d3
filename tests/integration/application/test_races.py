"""Twenty writers on one case: one winner each round, every loser told, nothing lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from marshrut.application import cases
from marshrut.application.commit import commit
from marshrut.application.visit import visit
from marshrut.refusals import Refused
from tests.support.effort import FACTOR
from tests.support.office import GRADUATED, Office, open_office, request

WRITERS, ROUNDS = 20, 12 * FACTOR
# Far more than anything takes here; reaching it is a failure, not a measure of speed.
FOREVER = 120


def contend(office: Office, case_id: UUID, start: Barrier, writer: int) -> list[str]:
    """In each round, confirm the version that everybody has seen; what came of it."""
    outcomes = []
    for number in range(ROUNDS):
        by = request(if_match=number + 2)
        come = visit(office.service, by, case_id)
        day = GRADUATED + timedelta(days=1 + number * WRITERS + writer)
        outcome = cases.confirm(come, effective_on=day)
        start.wait()
        try:
            outcomes.append(f"version {commit(come, outcome).version}")
        except Refused as refused:
            outcomes.append(refused.code)
        start.wait()
        with pytest.raises(Refused, match="STALE_VERSION"):
            visit(office.service, by, case_id)
    return outcomes


def test_one_of_many_writers_wins_each_version(migrated_url: str, keys_url: str) -> None:
    start = Barrier(WRITERS, timeout=FOREVER)
    with open_office(migrated_url, keys_url, clock=None) as office:
        case_id = office.open().case_id
        with ThreadPoolExecutor(WRITERS) as pool:
            runs = [pool.submit(contend, office, case_id, start, n) for n in range(WRITERS)]
        results = [run.result() for run in runs]
        for number, outcomes in enumerate(zip(*results, strict=True)):
            won = {f"version {number + 3}": 1}
            assert Counter(outcomes) == {**won, "STALE_VERSION": WRITERS - 1}
        case = office.service.case(case_id)
        assert case is not None
        assert case.version == ROUNDS + 2
        days = [entry.content.starts_on for entry in case.history.entries.values()][2:]
        winners = [outcomes.index(f"version {number + 3}") for number, outcomes in rounds(results)]
        expected = [number * WRITERS + winner + 1 for number, winner in enumerate(winners)]
        assert days == [GRADUATED + timedelta(days=each) for each in expected]


def rounds(results: list[list[str]]) -> list[tuple[int, tuple[str, ...]]]:
    return list(enumerate(zip(*results, strict=True)))


def test_one_of_many_openings_of_the_same_case_wins(migrated_url: str, keys_url: str) -> None:
    start = Barrier(WRITERS // 2, timeout=FOREVER)

    def attempt(_: int) -> str:
        start.wait()
        try:
            return str(office.open().case_id)
        except Refused as refused:
            return refused.findings[0].parameters["case_id"]

    with open_office(migrated_url, keys_url, clock=None) as office:
        before = office.service.ledger.head().position
        with ThreadPoolExecutor(WRITERS // 2) as pool:
            named = list(pool.map(attempt, range(WRITERS // 2)))
        assert len(set(named)) == 1
        assert office.service.ledger.head().position == before + 2
