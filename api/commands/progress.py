"""Progress of long work, on stderr; nothing where that is not a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar to be told how much is done, of how much."""
    speed = TextColumn("{task.fields[speed]}")
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None, speed="")

        def advance(done: int, total: int) -> None:
            per_second = bar.tasks[task].speed
            speed = f"{per_second:,.0f}/s" if per_second else ""
            bar.update(task, completed=done, total=total, speed=speed)

        yield advance
