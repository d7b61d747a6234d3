"""What the command line of a benchmark over kept ledgers says."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import NamedTuple

CASES = 10_000
KINDS = ("SQLite", "PostgreSQL")
RIVALS = Path("build") / "rivals"
"""The environment of the libraries that are compared with."""


class Asked(NamedTuple):
    """Of how many cases ledgers are, on what and where; where the others' programs are."""

    cases: list[int]
    kinds: tuple[str, ...]
    cache: Path | None
    rivals: Path


def asked() -> Asked:
    """Read the command line."""
    parser = ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="+", default=[CASES])
    parser.add_argument("--on", nargs="+", choices=KINDS, default=KINDS, help="which databases")
    parser.add_argument("--cache", type=Path, help="a folder that keeps the ledgers")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="what is compared with")
    told = parser.parse_args()
    return Asked(told.cases, tuple(told.on), told.cache, told.rivals)
