"""Trials by name, and what came of them in ``docs/trials.md``.

``python -m tests.trials NAME … [--rounds N]``: each module of this folder that has a ``TRIAL`` is
one. Without ``--rounds`` it goes on for as many as its aim asks, and the page's row of it is
written anew, with the date and the commit; with it nothing is written.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import tests.trials
from tests.trials.trial import Outcome, Trial

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trials.md"


def trials() -> dict[str, Trial]:
    """All there are, by name."""
    modules = (
        importlib.import_module(f"tests.trials.{found.name}")
        for found in pkgutil.iter_modules(tests.trials.__path__)
        if found.name != "__main__"
    )
    found = [trial for module in modules if (trial := getattr(module, "TRIAL", None))]
    return {trial.name: trial for trial in found}


def main() -> None:
    """Run those that were named; the exit code is 1 where one of them has met a fault."""
    known = trials()
    parser = ArgumentParser(prog="python -m tests.trials")
    parser.add_argument("names", nargs="+", metavar="NAME", choices=sorted(known))
    parser.add_argument("--rounds", type=int, help="how many, instead of those of the aim")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # it has a line for every request
    met = 0
    for name in asked.names:
        trial = known[name]
        begun = time.monotonic()
        outcome = trial.run(asked.rounds or trial.rounds)
        took = time.monotonic() - begun
        tell(trial, outcome, took)
        if not asked.rounds:
            put(row(trial, outcome, took), name)
        met += len(outcome.faults)
    sys.exit(1 if met else 0)


def tell(trial: Trial, outcome: Outcome, took: float) -> None:
    """Print what came of it."""
    faults = outcome.faults
    lines = [f"{trial.name}: {in_words(outcome)}; {len(faults)} faults; {took:.0f} s", *faults[:50]]
    sys.stdout.write("\n".join(lines) + "\n")


def in_words(outcome: Outcome) -> str:
    """What was counted, in the order in which it was met."""
    return ", ".join(f"{number:,} {what}" for what, number in outcome.counted.items())


def row(trial: Trial, outcome: Outcome, took: float) -> str:
    """The line of the page."""
    shown = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    commit = shown.stdout.strip() or "?"
    cells = (
        f"`make trial-{trial.name}`",
        trial.about,
        trial.aim,
        in_words(outcome),
        str(len(outcome.faults)),
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"`{commit}`",
        f"{took:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def put(line: str, name: str) -> None:
    """Write the row of the trial ``name`` anew, or below the others."""
    lines = PAGE.read_text("utf-8").splitlines()
    begin = f"| `make trial-{name}` |"
    lines = [each for each in lines if not each.startswith(begin)]
    last = max(n for n, each in enumerate(lines) if each.startswith("|"))
    lines.insert(last + 1, line)
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
