"""A client who asks again until it is answered, and remembers what it was told.

Each of its writes has an ``Idempotency-Key``, so one that was broken off is asked again as it was.
What may come of a request meanwhile is 503 as a problem that says when to come again, or a broken
connection; anything else but the answer is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event
from time import monotonic, sleep
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec

from marshrut.ledger.ledger import Ledger
from tests.benchmarks.clients import KINDS
from tests.support.http import Client, opening

PATIENCE = 60.0
"""Seconds after which an unanswered request is a fault."""

PAUSE = 0.02
ENTRIES_A_CASE = 60
AT_ONCE = 20
REPEATED_EVERY, BULK_EVERY, READ_EVERY = 7, 10, 5
CREATED, OK, UNREADY = 201, 200, 503


class Reply(NamedTuple):
    """What came back; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Send = Callable[[str, str, Any, dict[str, str]], Reply]
"""Sends method, path, body and headers. Raises ``OSError`` where the connection breaks."""


@dataclass
class Told:
    """What clients were told: how many events in which case, and what was wrong."""

    events: dict[str, int] = field(default_factory=dict)
    positions: dict[int, tuple[str, int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    answers: int = 0
    unready: int = 0
    broken: int = 0
    repeated: int = 0


class Persistent:
    """One client, with cases of its own: nobody else has a newer version of them."""

    def __init__(self, send: Send, told: Told, *, reads: bool = True, rest: float = 0) -> None:
        self._send, self._told, self._reads, self._rest = send, told, reads, rest
        self._case_id, self._version, self._turn = "", ENTRIES_A_CASE, 0

    def go(self, until: Event) -> None:
        """Write, and now and then read and ask again, until it is enough."""
        while not until.is_set():
            self.once()
            sleep(self._rest)

    def once(self) -> None:
        """The next write."""
        self._turn += 1
        if self._version >= ENTRIES_A_CASE:
            self._open()
        elif self._turn % BULK_EVERY == 0:
            self._write_many()
        else:
            kind, body = KINDS[self._version % len(KINDS)](self._version)
            self._write(f"cases/{self._case_id}/{kind}", body, events=1)
        if self._reads and self._turn % READ_EVERY == 0:
            self._read()

    def _open(self) -> None:
        self._case_id, self._version = "", 0
        self._write("cases", opening(), events=2)

    def _write_many(self) -> None:
        items = []
        for number in range(self._version, self._version + AT_ONCE):
            kind, body = KINDS[number % len(KINDS)](number)
            items.append({"case_id": self._case_id, "kind": kind, **body})
        self._write("case-entries", items, events=AT_ONCE)

    def _write(self, path: str, body: Any, *, events: int) -> None:
        key = {"Idempotency-Key": uuid4().hex}
        if path.startswith("cases/"):
            key["If-Match"] = f'"{self._version}"'
        reply = self._answered("POST", path, body, key, wanted=CREATED)
        if reply is None:
            self._version = ENTRIES_A_CASE  # whatever was the matter, go on elsewhere
            return
        told = msgspec.json.decode(reply.body)
        for written in told.get("items", [told]):
            self._case_id = written["case_id"]
            self._version = written["version"]
            self._told.positions[written["position"]] = self._case_id, self._version
        known = self._told.events.get(self._case_id, 0) + events
        self._told.events[self._case_id] = known
        if known != self._version:
            self._fault(f"{path}: {known} events were told, and version {self._version}")
        if self._turn % REPEATED_EVERY == 0:
            self._repeat(path, body, key, reply)

    def _repeat(self, path: str, body: Any, key: dict[str, str], first: Reply) -> None:
        self._told.repeated += 1
        again = self._answered("POST", path, body, key, wanted=CREATED)
        if again is not None and again.body != first.body:
            self._fault(f"{path}: the same request was answered otherwise")

    def _read(self) -> None:
        reply = self._answered("GET", f"cases/{self._case_id}", None, {}, wanted=OK)
        if reply is not None and msgspec.json.decode(reply.body)["version"] != self._version:
            self._fault(f"a case was read that is not at version {self._version}")

    def _answered(
        self, method: str, path: str, body: Any, headers: dict[str, str], *, wanted: int
    ) -> Reply | None:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            try:
                reply = self._send(method, f"/api/v1/{path}", body, headers)
            except OSError:
                self._told.broken += 1
                sleep(PAUSE)
                continue
            if reply.status == wanted:
                self._told.answers += 1
                return reply
            if not _unready(reply):
                self._fault(f"{method} {path}: {reply.status} {reply.body[:300]!r}")
                return None
            self._told.unready += 1
            sleep(PAUSE)
        self._fault(f"{method} {path}: no answer in {PATIENCE:.0f} s")
        return None

    def _fault(self, told: str) -> None:
        self._told.faults.append(told)


def _unready(reply: Reply) -> bool:
    problem = reply.headers.get("content-type", "").startswith("application/problem+json")
    return reply.status == UNREADY and problem and reply.headers.get("retry-after", "").isdigit()


def http_send(port: int, token: str) -> Send:
    """Requests to a server on this machine, each on a connection of its own."""
    given = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE / 2)
        try:
            data = None if body is None else msgspec.json.encode(body)
            connection.request(method, path, data, given | headers)
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, named, answer.read())
        except HTTPException as broken:
            raise ConnectionError from broken
        finally:
            connection.close()

    return send


def flask_send(client: Client) -> Send:
    """Requests to the application in this process."""

    def send(method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
        options = {} if body is None else {"json": body}
        answer = client.send(method, path, headers=headers, **options)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, named, answer.data)

    return send


def lost_or_doubled(told: Iterable[Told], ledger: Ledger) -> Iterator[str]:
    """What the ledger has otherwise than clients were told, by case."""
    events = {case_id: number for one in told for case_id, number in one.events.items()}
    stored: Counter[str] = Counter()
    for record in ledger.records_of_many(map(UUID, events)):
        stored[str(record.event.originator_id)] += 1
    for case_id, number in events.items():
        if stored[case_id] != number:
            yield f"case {case_id} has {stored[case_id]} events, and {number} were acknowledged"
