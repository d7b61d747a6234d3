"""Half an hour of mixed work under gunicorn, with the projector, on a durable PostgreSQL.

Memory is what lies in no file: the column image is mapped, and the system's to keep.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from tests.support.databases import PostgresServer
from tests.support.http import V1, organisation
from tests.support.postgres import own_postgres
from tests.support.production import (
    Caller,
    Process,
    Production,
    address,
    children,
    installed_on,
)
from tests.support.soak_judge import judge_answers, judge_lags, judge_memory, judge_times
from tests.support.soak_load import Load, School
from tests.trials.trial import Outcome, Trial

SCHOOLS = 8
SEEDED = 600
"""Graduates of each who are there before."""

LOOK_EVERY = 0.5
REGION = "70"
CREATED = 201
MINUTE = 60


def run(rounds: int) -> Outcome:
    """Work for so many minutes, and judge all of it."""
    outcome = Outcome()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="marshrut-soak-")))
        server = PostgresServer(stack.enter_context(own_postgres(fsync=True)))
        stack.callback(server.close)
        made = stack.enter_context(installed_on(server, folder))
        api, worker = made.serve(), made.project()
        load = loading(made, api)
        for school in load.schools:
            assert load.send_list(school, SEEDED) is None
        watch = soaked(load, {"worker": api, "projector": worker}, seconds=rounds * MINUTE)
    outcome.count("minutes", rounds)
    judge_answers(load.came, outcome)
    judge_times(load.came, outcome)
    judge_lags(watch.lags, outcome)
    judge_memory(watch.memory, outcome)
    return outcome


def loading(made: Production, api: Process) -> Load:
    """Staff of schools that are made known, their region's authority, and an auditor."""

    def caller(role: str, **scope: Any) -> Caller:
        return Caller(*address(api), made.token(role, **scope))

    admin, schools = caller("ADMIN"), []
    for number in range(SCHOOLS):
        body = organisation(f"S-{number}", region_code=REGION)
        assert admin("POST", f"{V1}/organisations", body).status == CREATED
        schools.append(School(body["code"], caller("CK_STAFF", organisation=body["code"])))
    return Load(schools, caller("ROIV_STAFF", regions=(REGION,)), caller("AUDITOR"))


def soaked(load: Load, processes: dict[str, Process], *, seconds: float) -> Watch:
    """Work for so long, watched meanwhile."""
    watch = Watch(load.auditor, processes)
    watch.start()
    try:
        load.go(seconds)
    finally:
        watch.end()
    return watch


class Watch(Thread):
    """Looks at lag and memory while others work."""

    def __init__(self, asker: Caller, processes: dict[str, Process]) -> None:
        super().__init__()
        self.lags: list[float] = []
        self.memory: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self._asker = asker
        self._processes = processes
        self._over = Event()

    def run(self) -> None:
        """Look, until it is over."""
        while not self._over.wait(LOOK_EVERY):
            told = self._asker("GET", "/readyz").json()
            self.lags.append(told.get("lag_seconds", float("inf")))
            for name, process in self._processes.items():
                pid = process.running.pid
                for each in children(pid) or [pid]:
                    self.memory[f"{name} {each}"].append((time.monotonic(), own_memory(each)))

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def own_memory(pid: int) -> int:
    """The bytes that the process has for itself alone."""
    lines = Path("/proc", str(pid), "status").read_text("ascii").splitlines()
    (told,) = [line for line in lines if line.startswith("RssAnon:")]
    return int(told.split()[1]) * 1024


TRIAL = Trial(
    name="soak",
    about="20 requests a second under gunicorn with the projector: reads of every kind, a fifth "
    "writes, a list each half minute, an edition each minute",
    aim="0 errors, memory flat after a third of the time, 99 of 100 answers within 250 ms, "
    "lag below 1 s",
    rounds=30,
    run=run,
)
