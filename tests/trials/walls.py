"""Both walls, each by itself: routes × roles × scopes × foreign objects, and rows × readers.

Over HTTP strangers ask every route for what is foreign to them, on SQLite, where there is no
second wall. Then every reader reads every row of every read model by plain SQL on PostgreSQL, where
nobody asks for a right: only row-level security is there. Both count leaks; what is due and not
seen is a fault as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import select

from api.context import EXTENSION
from projections.runner import Projections
from tests.support.databases import migrate_at, some_server, wall_at
from tests.support.http import Installation, installed
from tests.support.strangers import Strange
from tests.support.walk import steps
from tests.support.wall_rows import Rows, compared
from tests.support.walled_world import readers, write_world
from tests.trials.trial import Outcome, Trial

EVERY = 1_000_000
"""More than there are."""


def run(rounds: int) -> Outcome:
    """Take so many of the steps over HTTP, and compare the rows of as many readers."""
    outcome = Outcome()
    with TemporaryDirectory() as folder, quiet():
        url = f"sqlite:///{Path(folder, 'ledger.db')}"
        migrate_at(url)
        with installed(url, Path(folder)) as installation:
            walk(Strange(installation), outcome, rounds)
    with TemporaryDirectory() as folder, quiet(), some_server() as server:
        url = server.create_database()
        migrate_at(url)
        wall_at(server, url)
        with installed(url, Path(folder)) as installation:
            write_world(installation)
            read(installation, outcome, rounds)
    return outcome


def walk(world: Strange, outcome: Outcome, rounds: int, *, only: str = "") -> None:
    """Let strangers ask over HTTP, ``only`` of it for a test of the trial."""
    todo = [step for step in steps(world) if only in f"{step.about} "]
    Random(1).shuffle(todo)  # noqa: S311 - the same ones each time
    for step in todo[:rounds]:
        outcome.count(step.kind)
        for fault in step.judge():
            outcome.fault(f"{step.about}: {fault}")


def read(installation: Installation, outcome: Outcome, rounds: int) -> None:
    """Let every reader read every table as the application's role."""
    service = installation.app.extensions[EXTENSION].current()
    kept = Projections(service.keeper)
    kept.catch_up()
    slot = kept.state().slot
    rows = Rows(service.keeper, slot, today=service.today())
    actors = list(readers())
    Random(1).shuffle(actors)  # noqa: S311 - likewise
    for actor in actors[:rounds]:
        outcome.count("readers")
        for _, number, faults in compared(rows, service.engine, service.keeper, actor):
            outcome.count("rows compared", number)
            for fault in faults:
                outcome.fault(fault)
    with service.reading.connect() as connection:
        for table in (slot.case_state, slot.case_access, slot.record_state, slot.audit_event):
            outcome.count("tables read by nobody")
            if connection.execute(select(table).limit(1)).first() is not None:
                outcome.fault(f"nobody reads {table.name}")


@contextmanager
def quiet() -> Iterator[None]:
    """Each request has a line in the log: thousands of them."""
    log = logging.getLogger("marshrut.api")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


TRIAL = Trial(
    name="walls",
    about="every route asked by every role in every foreign scope for what is foreign, by address, "
    "filter and body; every row read by every reader with row-level security alone",
    aim="all of them, 0 leaks",
    rounds=EVERY,
    run=run,
)
