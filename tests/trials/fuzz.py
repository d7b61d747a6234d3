"""Whatever is sent, the answer is no defect, comes in time, and the process stays as large.

``FUZZ_SEED`` in the environment begins elsewhere; a fault names the seed, the family and the number
that make its request again, and the request itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from tests.support.fuzzing.described import described
from tests.support.fuzzing.judging import Bounds, Judge
from tests.support.fuzzing.making import World, request
from tests.support.fuzzing.offices import fresh, populated, templates
from tests.support.fuzzing.sent import Sent
from tests.support.http import Installation
from tests.trials.trial import Outcome, Trial

SEED = int(os.environ.get("FUZZ_SEED", "1"))
OF_ONE_OFFICE = 4_000
"""Requests to one installation: what they have written makes reading slower."""

SHARES: Mapping[str, int] = {
    "body": 28,
    "query": 18,
    "described": 18,
    "header": 10,
    "path": 10,
    "file": 8,
    "text": 8,
}
"""Of a hundred requests to the application, how many are of each family."""


def run(rounds: int, *, seed: int = SEED, bounds: Bounds = Bounds()) -> Outcome:  # noqa: B008 - frozen
    """Send so many requests, to one installation after another."""
    outcome = Outcome()
    judge = Judge(outcome, bounds)
    with templates() as template, judge.at_work():
        for first in range(0, rounds, OF_ONE_OFFICE):
            with fresh(template) as office:
                ask(office, judge, seed, range(first, min(rounds, first + OF_ONE_OFFICE)))
    outcome.counted["ms for the slowest"] = round(judge.slowest * 1_000)
    return outcome


def ask(office: Installation, judge: Judge, seed: int, numbers: range) -> None:
    """Send the requests of these numbers to one installation."""
    world, tokens = populated(office)
    for family, number, sent in requests(seed, numbers, world):
        named = f"seed {seed}, {family} {number}"
        judge.outcome.count(family)
        judge.try_out(office.app, tokens, world, sent, named)


def requests(seed: int, numbers: range, world: World) -> Iterator[tuple[str, int, Sent]]:
    """The requests by their families and numbers, the families one after another."""
    for family, share in SHARES.items():
        count = len(numbers) * share // 100
        first = numbers.start
        if family == "described":
            drawn = described(seed * 1_000_003 + first, count, world)
            yield from ((family, first + n, sent) for n, sent in enumerate(drawn))
        else:
            for number in range(first, first + count):
                yield family, number, request(seed, number, family, world)


TRIAL = Trial(
    name="fuzz",
    about="requests of every kind, right, spoilt and hostile, to every route",
    aim="≥ 100,000 requests, 0 answers 5xx, 0 hangs, memory bounded",
    rounds=100_000,
    run=run,
)
