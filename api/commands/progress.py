"""Progress of long work, on stderr: a bar on a terminal, else now and then a line in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

LONG = 10.0
"""Seconds between two lines; work that takes less is told of by what comes of it."""

LOG = logging.getLogger("marshrut.progress")

Advance = Callable[[int, int], None]


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """Something to be told how much is done, of how much."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _logged(what)
        return
    speed = TextColumn("{task.fields[speed]}")
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(what, total=None, speed="")

        def advance(done: int, total: int) -> None:
            per_second = bar.tasks[task].speed
            speed = f"{per_second:,.0f}/s" if per_second else ""
            bar.update(task, completed=done, total=total, speed=speed)

        yield advance


def _logged(what: str) -> Advance:
    begun = told = monotonic()

    def advance(done: int, total: int) -> None:
        nonlocal told
        now = monotonic()
        if now - told < LONG:
            return
        told = now
        line = {"message": what, "done": done, "total": total, "seconds": round(now - begun)}
        LOG.info(what, extra={"told": line})

    return advance
