"""Whatever is sent, the answer is no defect, comes in time, and the process stays as large.

``FUZZ_SEED`` in the environment begins elsewhere; a fault names the seed, the family and the number
that make its request again, and the request itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from flask import Flask

from tests.support.fuzzing.described import described
from tests.support.fuzzing.judging import Bounds, Judge
from tests.support.fuzzing.making import World, request
from tests.support.fuzzing.offices import fresh, populated, templates
from tests.support.fuzzing.raw import try_server
from tests.support.fuzzing.sent import Sent
from tests.trials.trial import Outcome, Trial

SEED = int(os.environ.get("FUZZ_SEED", "1"))
OF_ONE_OFFICE = 4_000
"""Requests to one installation: what they have written makes reading slower."""

SHARES: Mapping[str, int] = {
    "body": 28,
    "query": 18,
    "described": 16,
    "header": 10,
    "path": 10,
    "file": 8,
    "text": 8,
    "raw": 2,
}
"""Of a hundred requests, how many are of each family; the raw ones go through a server."""

RAW = "raw"
Known = tuple[World, Sequence[str]]


def run(rounds: int, *, seed: int = SEED) -> Outcome:
    """Send so many requests, to one installation after another, and the raw ones to a server."""
    outcome = Outcome({"requests": 0})
    judge = Judge(outcome, Bounds())
    with templates() as template, judge.at_work():
        for first in range(0, rounds, OF_ONE_OFFICE):
            with fresh(template) as office:
                numbers = range(first, min(rounds, first + OF_ONE_OFFICE))
                ask(office.app, populated(office), judge, seed=seed, numbers=numbers)
        with fresh(template) as office:
            world, tokens = populated(office)
            raw = range(rounds - judge.sent)
            try_server(outcome, office.environ, world, tokens[0], (seed, raw))
            outcome.count("requests", judge.sent + len(raw))
    outcome.counted["ms for the slowest"] = round(judge.slowest * 1_000)
    return outcome


def ask(app: Flask, known: Known, judge: Judge, *, seed: int, numbers: range) -> None:
    """Send the requests of these numbers to the application of one installation."""
    world, tokens = known
    for family, number, sent in requests(seed, numbers, world):
        judge.outcome.count(family)
        judge.try_out(app, tokens, world, sent, f"seed {seed}, {family} {number}")


def requests(seed: int, numbers: range, world: World) -> Iterator[tuple[str, int, Sent]]:
    """The requests by their families and numbers, the families one after another."""
    for family, share in SHARES.items():
        if family == RAW:
            continue
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
