"""Ledgers of so many cases, the same events on SQLite and on PostgreSQL, kept in a folder.

Up to a hundred thousand cases are told by the demo. A larger ledger is a told one taken ten
times (``copying``): telling a million cases takes an hour, and all that is measured here is
how much there is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec
from sqlalchemy import make_url

from api.commands.migrate import prepare
from api.commands.opened import opened
from api.commands.progress import progress
from api.demo.calendar import Calendar, last_story_day
from api.demo.installation import LEDGER, settings_in
from api.demo.load import load
from api.settings import Settings
from marshrut.ledger.subtrees import grow
from projections.runner import Projections, RebuildNeeded
from tests.benchmarks.asked import KINDS
from tests.benchmarks.copying import copy_rows
from tests.benchmarks.servers import EMPTY, database_names, execute, kept_postgres

TOLD, TIMES = 100_000, 10


class Kept(NamedTuple):
    """A ledger of so many cases on a database, and the folder beside it for what is made of it."""

    kind: str
    cases: int
    settings: Settings
    folder: Path

    @property
    def label(self) -> str:
        """What begins a line about it."""
        return f"{self.kind:10}  {self.cases:7} cases"


@contextmanager
def ledgers(place: Path | None, *, kinds: tuple[str, ...] = KINDS) -> Iterator[_Ledgers]:
    """The ledgers of a folder; without one they live as long as the context."""
    with nullcontext(place) if place else TemporaryDirectory(prefix="ledgers-") as found:
        folder = Path(found)
        folder.chmod(folder.stat().st_mode | 0o011)  # PostgreSQL's own user passes through
        server = kept_postgres(folder / "pg") if KINDS[1] in kinds else nullcontext()
        with server as admin_url:
            yield _Ledgers(folder, admin_url, kinds)


class _Ledgers:
    def __init__(self, folder: Path, admin_url: str | None, kinds: tuple[str, ...]) -> None:
        self._folder, self._admin_url, self._kinds = folder, admin_url, kinds

    def of(self, cases: int, *, filled: bool = True) -> Iterator[Kept]:
        """The ledger on each database; ``filled``: with its read models."""
        told = self._sqlite(cases)
        for kind in self._kinds:
            made = told if kind == KINDS[0] else self._postgresql(cases, told)
            kept = Kept(kind, cases, made, self._folder / f"{cases}" / kind.lower())
            kept.folder.mkdir(exist_ok=True)
            if filled:
                fill(kept)
            yield kept

    def _sqlite(self, cases: int) -> Settings:
        folder = self._folder / f"{cases}"
        if not folder.exists():
            building = folder.with_name(f"{folder.name}.loading")
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir(parents=True)
            if cases <= TOLD:
                tell(building, cases)
            else:
                self._multiply(building, cases)
            building.rename(folder)
        made = settings_in(folder)
        prepare(made)
        return made

    def _multiply(self, building: Path, cases: int) -> None:
        """A ledger of ``TIMES`` as many cases; the keys are those of the first of each ten."""
        source = self._sqlite(cases // TIMES)
        for path in (source.master_key_path(), Path(make_url(source.keys_url).database or "")):
            shutil.copy(path, building)
        made = settings_in(building)
        prepare(made)
        copy_rows(file_of(source), made.database_url, times=TIMES)

    def _postgresql(self, cases: int, told: Settings) -> Settings:
        """The rows of the SQLite ledger, with the same keys."""
        assert self._admin_url is not None
        name = f"ledger_{cases}"
        url = make_url(self._admin_url).set(database=name)
        made = msgspec.structs.replace(told, database_url=url.render_as_string(hide_password=False))
        if name not in database_names(self._admin_url):
            building = f"{name}_loading"
            execute(self._admin_url, f"DROP DATABASE IF EXISTS {building} WITH (FORCE)")
            execute(self._admin_url, f"CREATE DATABASE {building} TEMPLATE {EMPTY}")
            target = url.set(database=building).render_as_string(hide_password=False)
            prepare(msgspec.structs.replace(made, database_url=target))
            copy_rows(file_of(told), target, times=1)
            execute(self._admin_url, f"ALTER DATABASE {building} RENAME TO {name}")
        prepare(made)
        return made


def tell(folder: Path, cases: int) -> None:
    """Let the demo tell so many cases."""
    made = settings_in(folder)
    prepare(made)
    calendar = Calendar(last_story_day(date.today()))  # noqa: DTZ011 - as the demo's own is
    load(made, calendar, number=cases, folder=folder, progress=progress)


def fill(kept: Kept) -> None:
    """Bring the read models and the tree to the head, as the worker does."""
    with opened(kept.settings) as service, progress(f"{kept.label}, filling") as advance:
        projections = Projections(service.ledger)
        try:
            empty = projections.state().position == 0
        except RebuildNeeded:
            empty = True
        if empty:
            projections.rebuild(progress=advance)
            analyse(kept)
        projections.catch_up(progress=advance)
        grow(service.ledger)


def analyse(kept: Kept) -> None:
    """Let PostgreSQL look at its tables, as it does by itself within a minute."""
    if kept.kind == KINDS[1]:
        execute(kept.settings.database_url, "ANALYZE")


def file_of(made: Settings) -> Path:
    """The file of an SQLite ledger."""
    return Path(make_url(made.database_url).database or LEDGER)
