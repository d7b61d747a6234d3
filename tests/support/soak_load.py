"""Mixed work as a region does it: reads of every kind, writes, lists and reports, at a steady rate.

A request is due when its turn comes, whether or not the one before has been answered, and its time
counts from then: a server that stands still is charged with all who came meanwhile.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from random import Random
from typing import Any, NamedTuple

from tests.support.http import V1, employed, opening
from tests.support.production import SENT_LIST, Answer, Caller, list_of

RATE = 20
"""Requests a second: two hundred members of staff, each of whom asks every ten seconds."""

SENDERS = 24
ROWS = 50
LIST_EVERY, LIST_AT = 30 * RATE, 20
REPORT_EVERY, REPORT_AT = 60 * RATE, 25
YEAR = "graduation_year=2025"
LATEST = 200
"""Events that an auditor asks about."""


class Came(NamedTuple):
    """A request: of which kind, its seconds, and what was wrong with its answer, if anything."""

    kind: str
    seconds: float
    wrong: str | None


class School(NamedTuple):
    """A school, and who asks for its centre."""

    code: str
    staff: Caller


class Case(NamedTuple):
    """A case to go on with, by nobody else meanwhile."""

    school: School
    path: str
    version: int
    entry: str | None


@dataclass
class Load:
    """Those who ask, and what came of it: centres of schools, their region, an auditor."""

    schools: list[School]
    authority: Caller
    auditor: Caller
    rng: Random = field(default_factory=lambda: Random(7))  # noqa: S311 - the same each time
    cases: deque[Case] = field(default_factory=deque)
    known: list[Case] = field(default_factory=list)
    position: int = 1
    came: list[Came] = field(default_factory=list)
    lists: Any = field(default_factory=lambda: count(1))

    def go(self, seconds: float) -> None:
        """Ask for so long, and wait for the last answer."""
        begun, turns = time.monotonic(), count()

        def send() -> None:
            while (turn := next(turns)) < seconds * RATE:
                due = begun + turn / RATE
                time.sleep(max(0.0, due - time.monotonic()))
                self.ask(turn, due)

        with ThreadPoolExecutor(SENDERS) as pool:
            for sender in [pool.submit(send) for _ in range(SENDERS)]:
                sender.result()

    def ask(self, turn: int, due: float) -> None:
        """Do what this turn is for, and note what came of it."""
        kind = self.kind(turn)
        try:
            wrong = KINDS[kind][1](self)
        except (OSError, ValueError, KeyError) as error:
            wrong = f"{type(error).__name__}: {error}"
        self.came.append(Came(kind, time.monotonic() - due, wrong))

    def kind(self, turn: int) -> str:
        """Each kind once, then by how often it is asked in life."""
        if turn % LIST_EVERY == LIST_AT:
            return "list"
        if turn % REPORT_EVERY == REPORT_AT:
            return "report"
        kinds = [name for name, (weight, _) in KINDS.items() if weight]
        if turn < len(kinds):
            return kinds[turn]
        return self.rng.choices(kinds, [KINDS[name][0] for name in kinds])[0]

    def some_case(self) -> Case:
        """A case to be read; where there is none yet, it is opened."""
        if not self.known:
            self.open()
        return self.rng.choice(self.known)

    def some_staff(self) -> Caller:
        """The staff of one of the schools."""
        return self.rng.choice(self.schools).staff

    def open(self) -> str | None:
        """Open a case."""
        school = self.rng.choice(self.schools)
        answer = school.staff("POST", f"{V1}/cases", opening(organisation=school.code))
        if answer.status == HTTPStatus.CREATED:
            told = answer.json()
            case = Case(school, f"{V1}/cases/{told['case_id']}", told["version"], None)
            self.position = told["position"]
            self.known.append(case)
            self.cases.append(case)
        return unlike(answer, HTTPStatus.CREATED)

    def write(self) -> str | None:
        """Record work in a case, or correct what was recorded; then leave the case alone."""
        try:
            case = self.cases.popleft()
        except IndexError:
            return self.open()
        if case.entry is None:
            path, body = f"{case.path}/statuses", employed()
        else:
            path = f"{case.path}/entries/{case.entry}/correction"
            body = {"reason": "Не по специальности", "attributes": {"in_specialty": False}}
        answer = case.school.staff("POST", path, body, {"If-Match": f'"{case.version}"'})
        if answer.status == HTTPStatus.CREATED and case.entry is None:
            told = answer.json()
            self.cases.append(case._replace(version=told["version"], entry=told["entry_id"]))
        return unlike(answer, HTTPStatus.CREATED)

    def search(self) -> str | None:
        """Look for somebody by name."""
        return unlike(self.some_staff()("POST", f"{V1}/cases/search", {"name": "Петрова"}))

    def load(self) -> str | None:
        """Send a list of people nobody has heard of."""
        return self.send_list(self.rng.choice(self.schools), ROWS)

    def send_list(self, school: School, rows: int) -> str | None:
        """Load so many graduates of the school."""
        body = list_of(rows, school.code, first=next(self.lists) * 10_000)
        answer = school.staff("POST", f"{V1}/imports", body, SENT_LIST)
        if wrong := unlike(answer):
            return wrong
        told = answer.json()
        return None if told["accepted"] == rows else f"accepted {told['accepted']} of {rows}"

    def report(self) -> str | None:
        """Issue an edition and have it made again."""
        body = {"form": "A", "as_of": "2025-12-31", "parameters": {"graduation_year": 2025}}
        staff = self.some_staff()
        answer = staff("POST", f"{V1}/reports", body)
        if wrong := unlike(answer, HTTPStatus.CREATED):
            return wrong
        again = f"{V1}/reports/{answer.json()['report_id']}/regeneration"
        remade = staff("POST", again)
        if wrong := unlike(remade):
            return wrong
        return None if remade.json()["identical"] else "the edition is not the same again"


def unlike(answer: Answer, wanted: int = HTTPStatus.OK) -> str | None:
    """What is wrong with the answer."""
    if answer.status == wanted:
        return None
    return f"{answer.status} instead of {wanted}: {answer.body[:200].decode(errors='replace')}"


def of_case(path: str = "") -> Callable[[Load], str | None]:
    """A read of some case by its staff."""

    def read(load: Load) -> str | None:
        case = load.some_case()
        return unlike(case.school.staff("GET", case.path + path))

    return read


def of_school(path: str) -> Callable[[Load], str | None]:
    """A read by the staff of some school."""
    return lambda load: unlike(load.some_staff()("GET", V1 + path))


def of_region(path: str) -> Callable[[Load], str | None]:
    """A read by the region's authority."""
    return lambda load: unlike(load.authority("GET", V1 + path))


def moved(load: Load) -> str | None:
    """What the latest events have moved, asked by the auditor."""
    before = max(1, load.position - LATEST)
    return unlike(load.auditor("GET", f"{V1}/differences?known_from={before}&{YEAR}"))


KINDS: dict[str, tuple[int, Callable[[Load], str | None]]] = {
    "open": (8, Load.open),
    "write": (14, Load.write),
    "case": (22, of_case()),
    "timeline": (8, of_case("/timeline")),
    "audit": (4, of_case("/audit-trail")),
    "search": (6, Load.search),
    "cases": (8, of_school("/cases?limit=50")),
    "snapshot": (8, of_region(f"/snapshot?{YEAR}")),
    "registry": (5, of_school("/registries/R01?limit=50")),
    "indicator": (5, of_region("/indicators/S004-I2")),
    "work": (4, of_school("/work-lists/STALE_CASES")),
    "quality": (2, of_school("/quality")),
    "differences": (2, moved),
    "form": (2, of_region(f"/forms/A/table?as_of=2025-12-31&{YEAR}")),
    "head": (2, of_school("/ledger/head")),
    "list": (0, Load.load),
    "report": (0, Load.report),
}
"""Of a hundred requests so many; lists and reports have times of their own."""
