"""Form A over HTTP: made as a file, issued, made anew, compared with what is known now.

``python -m tests.benchmarks.forms [--cases N …] [--cache FOLDER]``
A server as it is operated, asked over loopback by the base centre of the largest of the three
regions, which has 46 of a hundred cases: of 220,000 some 101,000. Beside it a snapshot of the same
cases by the same server, which is the least that any of them can take. Aim: form A of a region of
100,000 cases in 2 s. Issuing appends an event each time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import msgspec

from api.commands.benchmark import points
from api.commands.opened import opened
from marshrut.asof import AsOf
from marshrut.ledger.access import issue_token
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.imaged import images_of, with_image
from tests.benchmarks.ledgers import Kept, ledgers
from tests.benchmarks.serving import served
from tests.benchmarks.timing import say, warm

REGION = "63"
RECENT = 20
"""Of so many events one is later than an edition, where it is compared with what is known now."""

SUCCESS = {200, 201}
Ask = Callable[[], str]
"""A request; what came of it, in a word."""


def main(what: Asked) -> None:
    """Print how long each answer takes."""
    logging.disable(logging.INFO)
    with ledgers(what.cache, kinds=what.kinds) as kept_ledgers:
        for cases in what.cases:
            for kept in kept_ledgers.of(cases):
                measure(kept)


def measure(kept: Kept) -> None:
    """Every answer about form A of last year's graduates."""
    with opened(kept.settings) as service:
        with_image(service.ledger, kept)
        point = next(points(service))
        with service.engine.begin() as connection:
            token = issue_token(connection, actor="base", role="BCK_STAFF", regions=(REGION,))
    made = msgspec.structs.replace(kept.settings, image_directory=images_of(kept))
    with served(made) as port:
        client = Client(port, token)
        lowest, told = warm(lambda: client.read("snapshot", as_of=point.as_of))
        say(f"{kept.label}, of the region {msgspec.json.decode(told)['total']}")
        for name, ask in questions(client, point):
            ms, told = warm(ask)
            say(
                f"{kept.label}: {name} ({told}) {ms:.0f} ms"
                f" : snapshot {lowest:.0f} = {ms / lowest:.1f} : 1"
            )


class Client:
    """Somebody on one connection that stays open."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def read(self, path: str, **query: object) -> bytes:
        """The bytes of an answer."""
        return self._sent("GET", f"{path}?{urlencode(query)}")

    def post(self, path: str, body: object = None) -> Any:
        """What the answer says."""
        return msgspec.json.decode(self._sent("POST", path, msgspec.json.encode(body)))

    def _sent(self, method: str, path: str, body: bytes | None = None) -> bytes:
        self._connection.request(method, f"/api/v1/{path}", body, self._headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status not in SUCCESS:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:500]!r}")
        return told


def questions(client: Client, point: AsOf) -> Iterator[tuple[str, Ask]]:
    """The requests, by name."""
    cohort, form = point.as_of.year - 1, {"as_of": point.as_of - timedelta(days=28)}
    for each in ("xlsx", "csv", "json"):
        named = {**form, "graduation_year": cohort, "format": each}
        yield f"form A as {each}", lambda named=named: size(client.read("forms/A/table", **named))
    body = {"form": "A", **form, "parameters": {"graduation_year": cohort}}
    since = point.known // RECENT
    earlier = {**body, "known_position": point.known - since}
    yield "an edition issued", lambda: in_files(client.post("reports", body)["files"])
    report = f"reports/{client.post('reports', earlier)['report_id']}"
    yield "made anew", lambda: in_files(client.post(f"{report}/regeneration")["files"])
    restatement = f"{report}/restatement"
    yield f"restated after {since} events", lambda: cells(client.read(restatement))
    yield "the same as xlsx", lambda: size(client.read(restatement, format="xlsx"))


def size(data: bytes) -> str:
    """How much was answered."""
    return f"{len(data) / 1024:.0f} KiB"


def in_files(files: list[Any]) -> str:
    """How many files were made."""
    return f"{len(files)} files"


def cells(answer: bytes) -> str:
    """How many cells moved."""
    return f"{msgspec.json.decode(answer)['total']} cells"


if __name__ == "__main__":
    main(asked())
