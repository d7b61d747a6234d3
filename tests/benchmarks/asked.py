"""What the command line of a benchmark over kept ledgers says."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple

CASES = 10_000
RIVALS = Path("build") / "rivals"
"""The environment of the libraries that are compared with."""


class Asked(NamedTuple):
    """Of how many cases the ledgers are, where they are kept, where the others' programs are."""

    cases: list[int]
    cache: Path | None
    rivals: Path


def asked() -> Asked:
    """Read the command line."""
    parser = ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="+", default=[CASES])
    parser.add_argument("--cache", type=Path, help="a folder that keeps the ledgers")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="what is compared with")
    told = parser.parse_args()
    return Asked(told.cases, told.cache, told.rivals)
