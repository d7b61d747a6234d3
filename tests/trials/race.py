"""Twenty writers want the same thing at once: one has it, nobody else has written anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from typing import NamedTuple
from uuid import UUID

from api.commands.opened import opened
from api.settings import load_settings
from marshrut.application import cases
from marshrut.application.commit import commit
from marshrut.application.opening import open_case
from marshrut.application.service import Service
from marshrut.application.visit import visit
from marshrut.refusals import Refused
from tests.support import http
from tests.support.fresh_databases import fresh_databases
from tests.support.http import Installation, answered, installed
from tests.support.office import GRADUATED, PASSPORT, request, some_person
from tests.trials.trial import Outcome, Trial

WRITERS = 20
CREATED = 201
SERVICES = 2
"""As many processes would have: writers of one share transactions, those of two do not."""

ROUNDS_A_CASE = 5
OPENINGS_EVERY = 5
FIRST_PERSON = 1_000_000
"""Of the numbers that tell persons apart."""

# Far more than anything takes here; reaching it is a failure, not a measure of speed.
FOREVER = 120


class Came(NamedTuple):
    """What a writer was told: what was written, of which case, or why not."""

    told: str
    case_id: UUID
    position: int = 0


Attempt = Callable[[int], Came]


def run(rounds: int) -> Outcome:
    """Race so many rounds on each kind of database."""
    outcome = Outcome()
    with fresh_databases() as (folder, urls):
        for kind, url in urls.items():
            with racing(url, folder) as race:
                race.go(rounds, outcome, kind)
    return outcome


@contextmanager
def racing(url: str, folder: Path) -> Iterator[Race]:
    """The runners at their places."""
    with ExitStack() as stack:
        installation = stack.enter_context(installed(url, folder))
        settings = load_settings(installation.environ)
        services = [stack.enter_context(opened(settings)) for _ in range(SERVICES)]
        with closing(Race(installation, services)) as race:
            yield race


class Race:
    """Writers of one ledger, by the use cases and over HTTP."""

    def __init__(self, installation: Installation, services: list[Service]) -> None:
        self._services = services
        self._reader = services[0].ledger.reader
        self._staff = installation.staff()
        self._start = Barrier(WRITERS, timeout=FOREVER)
        self._pool = ThreadPoolExecutor(WRITERS)
        self._case_id, self._version = UUID(int=0), 0

    def close(self) -> None:
        """Let the writers go."""
        self._pool.shutdown()

    def go(self, rounds: int, outcome: Outcome, kind: str) -> None:
        """Race so many rounds, and tell what came out wrong."""
        for number in range(rounds):
            if number % ROUNDS_A_CASE == 0:
                self._case_id, self._version = self._opened()
            outcome.count(f"rounds on {kind}")
            for way, attempts in {"use case": self._by_use_case, "HTTP": self._over_http}.items():
                for told in self._versions(attempts(number)):
                    outcome.fault(f"{kind}, round {number + 1}, {way}: {told}")
            if number % OPENINGS_EVERY == 0:
                outcome.count(f"persons on {kind}")
                for told in self._openings(self._open(number)):
                    outcome.fault(f"{kind}, person {number + 1}: {told}")

    def _versions(self, attempt: Attempt) -> Iterator[str]:
        """What is wrong with a race for the next version of the case."""
        before = self._reader.head().position
        came = list(self._pool.map(attempt, range(WRITERS)))
        self._version += 1
        wins = [one for one in came if one.told == f"version {self._version}"]
        lost = Counter(one.told for one in came if one not in wins)
        if len(wins) != 1 or lost != {"STALE_VERSION": WRITERS - 1}:
            yield f"{len(wins)} winners, the others {dict(lost)}"
        written = [(row.originator_id, row.originator_version) for row in self._since(before)]
        if written != [(self._case_id, self._version)]:
            yield f"there was written {written}"
        if wins and wins[0].position != before + 1:
            yield f"the winner was told position {wins[0].position}, not {before + 1}"
        self._version = len(self._reader.of(self._case_id))

    def _openings(self, attempt: Attempt) -> Iterator[str]:
        """What is wrong with a race for the first case of a person."""
        before = self._reader.head().position
        came = list(self._pool.map(attempt, range(WRITERS)))
        lost = Counter(one.told for one in came if one.told != "opened")
        named = {one.case_id for one in came}
        if lost != {"DUPLICATE": WRITERS - 1} or len(named) != 1:
            yield f"{len(named)} cases were named, {dict(lost)}"
        written = [(row.originator_id, row.originator_version) for row in self._since(before)]
        if written != [(case_id, version) for case_id in named for version in (1, 2)]:
            yield f"there was written {written}"

    def _since(self, position: int):
        return self._reader.between(after=position)

    def _opened(self) -> tuple[UUID, int]:
        answer = http.open_case(self._staff)
        return UUID(answer["case_id"]), answer["version"]

    def _by_use_case(self, number: int) -> Attempt:
        """Everybody has decided on the version that they all have seen; then they save."""
        by = request(organisation=http.SCHOOL, if_match=self._version)
        case_id = self._case_id

        def attempt(writer: int) -> Came:
            come = visit(self._services[writer % SERVICES], by, case_id)
            decided = cases.confirm(come, effective_on=day(number, writer))
            self._start.wait()
            try:
                written = commit(come, decided)
            except Refused as refused:
                return Came(refused.code, case_id)
            return Came(f"version {written.version}", case_id, written.position)

        return attempt

    def _over_http(self, number: int) -> Attempt:
        """Everybody sends the version that they have seen at the same moment."""
        case_id, version, staff = self._case_id, self._version, self._staff

        def attempt(writer: int) -> Came:
            body = {"effective_on": day(number, WRITERS + writer).isoformat()}
            self._start.wait()
            answer = staff.post(f"cases/{case_id}/confirmations", body, version=version)
            told = answered(answer)
            if answer.status_code != CREATED:
                return Came(told["code"], case_id)
            return Came(f"version {told['version']}", case_id, told["position"])

        return attempt

    def _open(self, number: int) -> Attempt:
        """Everybody opens a case of the same person, every other one over HTTP."""
        by = request(organisation=http.SCHOOL)
        asked = {
            "person": some_person(FIRST_PERSON + number),
            "organisation": http.SCHOOL,
            "graduation_date": GRADUATED,
        }
        body = {**asked, **PASSPORT, "graduation_date": GRADUATED.isoformat()}
        body["person"] = {**some_person(FIRST_PERSON + number), "birth_date": "2005-03-14"}

        def by_use_case(writer: int) -> Came:
            service = self._services[writer // 2 % SERVICES]
            unit, decided = open_case(service, by, passport=PASSPORT, **asked)
            self._start.wait()
            try:
                return Came("opened", commit(unit, decided).case_id)
            except Refused as refused:
                return Came(refused.code, UUID(refused.findings[0].parameters["case_id"]))

        def over_http(_: int) -> Came:
            self._start.wait()
            answer = self._staff.post("cases", body)
            told = answered(answer)
            opened = answer.status_code == CREATED
            return Came("opened" if opened else told["code"], UUID(told["case_id"]))

        return lambda writer: (over_http if writer % 2 else by_use_case)(writer)


def day(number: int, writer: int) -> date:
    """A day for every writer of every round of a case, all of them over."""
    return GRADUATED + timedelta(days=1 + number % ROUNDS_A_CASE * 2 * WRITERS + writer)


TRIAL = Trial(
    name="race",
    about=(
        "20 writers at the same moment: each of the next version of one case, by the use case and"
        " over HTTP; each of the first case of one person"
    ),
    aim="1,000 rounds on each database, one winner each, nothing else written",
    rounds=1_000,
    run=run,
)
