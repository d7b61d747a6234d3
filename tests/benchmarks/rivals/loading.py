"""The feed put into a rival's tables; and how a rival is run.

``python RIVAL.py load URL FEED`` fills an empty database. ``python RIVAL.py ask URL`` reads lines
``POSITION MICROSECONDS TIMES`` and answers each with a line of JSON: the milliseconds of the middle
answer, and the counts. The environment has only what ``requirements.txt`` names.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg2

IN_COHORT = ("GRADUATED", "MONITORING_CLOSED")
AT_ONCE = 20_000
LONG = 4.0
"""Seconds of answers after which nothing is asked again."""

Counts = list[tuple[str, str, int]]
"""Organisation, status, how many cases."""

Ask = Callable[[str], Callable[[int, int], Counts]]


def run(
    load: Callable[[str, Path], None], ask: Callable[[str], Callable[[int, int], Counts]]
) -> None:
    """Do what the command line wants."""
    what, url, *rest = sys.argv[1:]
    if what == "load":
        load(url, Path(rest[0]))
        return
    question = ask(url)
    for line in sys.stdin:
        position, moment, times = map(int, line.split())
        taken = []
        for _ in range(times):
            began = perf_counter()
            counts = question(position, moment)
            taken.append(perf_counter() - began)
            if sum(taken) > LONG:
                break
        answer = {"ms": median(taken) * 1000, "counts": counts}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def fed(path: Path) -> Iterator[dict[str, str]]:
    """The lines of the feed."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def insert(url: str, table: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert by the driver, as quickly as it can."""
    names = ", ".join(columns)
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
            connection.commit()
            connection.execute("ANALYZE")
        return
    with psycopg2.connect(dsn(url)) as connection, connection.cursor() as cursor:
        while lot := list(islice(rows, AT_ONCE)):
            lines = "".join(
                "\t".join("\\N" if v is None else str(v) for v in row) + "\n" for row in lot
            )
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(lines))
        cursor.execute("ANALYZE")


def copied(row: tuple[Any, ...]) -> str:
    """A line of COPY; no value has a character that must be escaped."""
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"


def moment_of(microseconds: int) -> datetime:
    """The moment so long after 1970."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def dsn(url: str) -> str:
    """The server's name for psycopg2."""
    parts = urlsplit(url)
    return f"user=postgres dbname={parts.path[1:]} host={parse_qs(parts.query)['host'][0]}"
