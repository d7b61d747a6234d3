"""Demos loaded for a test, however few cases they have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.commands.migrate import prepare
from api.demo.calendar import Calendar
from api.demo.installation import settings_in
from api.demo.load import Advance, load


def load_demo(folder: Path, calendar: Calendar, *, cases: int, workers: int = 1) -> list[str]:
    """Load a demo into the folder; answers what was refused."""
    settings = settings_in(folder)
    prepare(settings)
    return load(settings, calendar, number=cases, folder=folder, progress=quietly, workers=workers)


@contextmanager
def quietly(_name: str) -> Iterator[Advance]:
    """Progress that nobody looks at."""
    yield lambda _done, _total: None
