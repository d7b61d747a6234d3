"""What the soak calls a fault, on answers, lags and memory that were made up.

Its short version, under gunicorn, is among the tests of an installation: it takes the same ones.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.support.soak_judge import (
    MIB,
    judge_answers,
    judge_lags,
    judge_memory,
    judge_times,
    percentile,
)
from tests.support.soak_load import Came
from tests.trials.trial import Outcome

QUICK = [Came("case", 0.01, None)] * 990


def memory(*, leak: float, jump: float = 0.0, looks: int = 600) -> list[tuple[float, int]]:
    """A process of some 150 MiB that wavers, grows at first, and by ``leak`` bytes a second on."""
    rng = Random(1)  # noqa: S311 - the same each time
    level = [min(at, 100) * 0.3 * MIB for at in range(looks)]
    return [
        (float(at), int(150 * MIB + level[at] + rng.uniform(-3, 3) * MIB + leak * at + jump))
        for at in range(looks)
    ]


@pytest.mark.parametrize(("leak", "faults"), [(0, 0), (2_000, 0), (100_000, 1), (1_000_000, 1)])
def test_who_goes_on_growing_leaks(leak: float, faults: int) -> None:
    outcome = Outcome()
    judge_memory({"worker 7": memory(leak=leak)}, outcome)
    assert len(outcome.faults) == faults
    assert all(fault.startswith("worker 7 goes on growing") for fault in outcome.faults)


def test_a_process_that_was_there_for_a_moment_tells_no_trend() -> None:
    outcome = Outcome()
    judge_memory({"worker 7": memory(leak=1_000_000, looks=20)}, outcome)
    assert (outcome.counted, outcome.faults) == ({}, [])


@pytest.mark.parametrize(("slow", "faults"), [(9, 0), (10, 1)])
def test_one_of_a_hundred_may_be_slow(slow: int, faults: int) -> None:
    outcome = Outcome()
    judge_times([*QUICK, *[Came("report", 0.3, None)] * slow], outcome)
    assert len(outcome.faults) == faults
    assert percentile([0.1, 0.2, 0.3], 0.5) == 0.2


@pytest.mark.parametrize(("lags", "faults"), [([0.0, 0.99], 0), ([0.0, 1.0], 1), ([], 1)])
def test_read_models_that_are_behind_or_never_looked_at_are_found(
    lags: list[float], faults: int
) -> None:
    outcome = Outcome()
    judge_lags(lags, outcome)
    assert len(outcome.faults) == faults


def test_a_wrong_answer_is_found() -> None:
    outcome = Outcome()
    judge_answers([*QUICK[:2], Came("case", 0.01, "500 instead of 200")], outcome)
    assert (outcome.counted, outcome.faults) == ({"requests": 3}, ["case: 500 instead of 200"])
