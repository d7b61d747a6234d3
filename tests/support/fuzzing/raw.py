"""Bytes sent to a server as they are: what no client would send, answered or hung up on in time."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.support.fuzzing.judging import MEGABYTE, memory
from tests.support.fuzzing.making import FAMILIES, METHODS, ODD_HEADERS, SEGMENTS, World
from tests.support.fuzzing.sent import LONGEST_TOLD
from tests.support.fuzzing.shaped import damaged
from tests.support.serving import served
from tests.trials.trial import Outcome

HEAD = b"/api/v1/ledger/head"
STATUS = re.compile(rb"^HTTP/1\.[01] ([0-9]{3}) ", re.MULTILINE)
TOKEN = b"@token@"
CONTINUE, UNREAD, OWN_REFUSALS = 100, 400, {501, 505}
"""A body that nobody read may be refused behind an answer. A coding or a version of HTTP that a
server does not know is no fault of its own (RFC 9110).
"""

PATIENCE = 30.0
MOST_GROWTH = 200
"""Megabytes."""

FOLDED = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % HEAD
CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLED = b"GET /api/v1/classifiers/statuses HTTP/1.1\r\nHost: x\r\n\r\n"
END = b"\r\n\r\n"


class Server(NamedTuple):
    """Where a server listens, and a token to it."""

    address: str
    token: str


class Heard(NamedTuple):
    """The statuses of the answers, whether the server hung up, and how long it took."""

    statuses: list[int]
    closed: bool
    seconds: float
    raw: bytes


def say(server: Server, data: bytes, *, patience: float) -> Heard:
    """Send the bytes, say that there are no more, and listen until the server hangs up.

    Where they hold ``TOKEN``, the token stands in its place.
    """
    data = data.replace(TOKEN, server.token.encode())
    place = urlsplit(server.address)
    begun, heard, closed = time.perf_counter(), b"", False
    with socket.create_connection((place.hostname or "", place.port or 0), patience) as line:
        try:
            with suppress(OSError):  # it may not listen to the end
                line.sendall(data)
                line.shutdown(socket.SHUT_WR)
            while part := line.recv(65_536):
                heard += part
            closed = True
        except TimeoutError:
            closed = False
        except OSError:
            closed = True
    statuses = [int(status) for status in STATUS.findall(heard)]
    return Heard(statuses, closed, time.perf_counter() - begun, heard)


def post(headers: bytes, body: bytes, *, path: bytes = b"/api/v1/cases/search") -> bytes:
    """A write with these headers, line by line as they are."""
    known = b"Host: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " + TOKEN
    return b"POST %s HTTP/1.1\r\n%s\r\n%s%s%s" % (path, known, headers, END, body)


def ambiguous(random: Random) -> bytes:
    """A body of which two readers would see different ends, and a request behind it."""
    return random.choice(AMBIGUOUS)


AMBIGUOUS = (
    post(b"Content-Length: 4\r\n" + CHUNKED, b"0\r\n\r\n" + SMUGGLED),
    post(CHUNKED + b"\r\nContent-Length: 6", b"0\r\n\r\nX" + SMUGGLED),
    post(b"Content-Length: 0\r\nContent-Length: %d" % len(SMUGGLED), SMUGGLED),
    post(b"Content-Length: 0, %d" % len(SMUGGLED), SMUGGLED),
    post(b"Content-Length: +0", SMUGGLED),
    post(b"Content-Length: -1", SMUGGLED),
    post(b"Content-Length: 0x0", SMUGGLED),
    post(b"Content-Length: 1_0", SMUGGLED),
    post(b"Content-Length : 0", SMUGGLED),
    post(b"Content-Length: 0\r\n Transfer-Encoding: chunked", SMUGGLED),
    post(b"Transfer-Encoding : chunked", b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: xchunked", b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: chunked, identity", b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: identity, chunked, chunked", b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding:\x0bchunked", b"0\r\n\r\n" + SMUGGLED),
    post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", b"0\r\n\r\n" + SMUGGLED),
    post(
        b"Transfer_Encoding: chunked\r\nContent-Length: %d" % (len(SMUGGLED) + 5),
        b"0\r\n\r\n" + SMUGGLED,
    ),
    post(CHUNKED, b"-1\r\nx\r\n0\r\n\r\n" + SMUGGLED),
    post(CHUNKED, b"0x1\r\nx\r\n0\r\n\r\n" + SMUGGLED),
    post(CHUNKED, b"1;a=\n\r\nx\r\n0\r\n\r\n" + SMUGGLED),
    post(CHUNKED, b"5\nhello\n0\n\n" + SMUGGLED),
    post(CHUNKED, b"fffffffffffffffff\r\n" + SMUGGLED),
    post(CHUNKED, b"1\r\nxX\r\n0\r\n\r\n" + SMUGGLED),
    b"GET %s HTTP/1.1\r\nHost: x\r\nX: a\nContent-Length: 9%s%s" % (HEAD, END, SMUGGLED),
    b"GET %s HTTP/1.1\r\nHost: x\r\nX: a\r\rContent-Length: 9%s%s" % (HEAD, END, SMUGGLED),
    b"GET %s HTTP/1.0\r\n%s%s0\r\n\r\n%s" % (HEAD, CHUNKED, END, SMUGGLED),
    b"GET %s HTTP/1.1\r\nHost: x\r\n\0: y%s" % (HEAD, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\nX-A: a\0b%s" % (HEAD, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\n: y%s" % (HEAD, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\nno colon%s" % (HEAD, END),
)
"""Each is one request at most, or none."""

OVERSIZED = (
    b"GET %s?%s HTTP/1.1\r\nHost: x%s" % (HEAD, b"a" * 100_000, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\nX: %s%s" % (HEAD, b"a" * 100_000, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\n%s%s" % (HEAD, b"X: y\r\n" * 5_000, END),
    b"GET %s HTTP/1.1\r\nHost: x\r\n%s" % (HEAD, b"X: y\r\n" * 50_000),
    b"A" * 1_000_000,
    b"\r\n" * 100_000 + FOLDED,
    b"GET " + b"/" * 60_000 + b" HTTP/1.1\r\n\r\n",
    post(b"Content-Length: 99999999999999999999", b"{}"),
    post(b"Content-Length: 2000000", b"{}"),
    post(b"Content-Length: 9\r\nExpect: 100-continue", b"{}"),
)
LINES = (
    *(b"", b"\r\n\r\n", b"\0" * 99, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET"),
    *(
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\n\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
    ),
    *(
        b"GET / HTTP/0.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"* * *\r\n\r\n",
    ),
    *(b"GET http://evil.example/api/v1/ledger/head HTTP/1.1\r\nHost: x\r\n\r\n",),
    *(
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    *(b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
    *(b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\nGET / HTTP/1.1\r\n\r\n", b"G\0T / HTTP/1.1\r\n\r\n"),
)


def oversized(random: Random) -> bytes:
    """More than any request has of something."""
    return random.choice(OVERSIZED)


def line(random: Random) -> bytes:
    """A first line that is none, or spoilt bytes."""
    return random.choice(LINES) if random.random() < 0.5 else damaged(random, FOLDED, 6)


def whole(random: Random, world: World) -> bytes:
    """A request of one of the other families, with its headers as they are."""
    _, sent = FAMILIES[random.choice(("body", "query", "path", "header"))](random, world)
    method = random.choice(METHODS) if random.random() < 0.05 else sent.method
    odd = random.choice(list(ODD_HEADERS)) if random.random() < 0.3 else "X-Purpose"
    segment = random.choice(SEGMENTS) if random.random() < 0.05 else ""
    lines = [
        f"{method} {sent.target}{segment} HTTP/1.1",
        *("Host: x", f"Authorization: Bearer {TOKEN.decode()}"),
        f"Content-Length: {len(sent.body)}",
        *(f"{name}: {value}" for name, value in sent.headers),
        f"{odd}: {random.choice(ODD_HEADERS[odd])}",
    ]
    head = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    return head + END + sent.body


KINDS: Mapping[str, Callable[[Random], bytes]] = {
    "ambiguous": ambiguous,
    "oversized": oversized,
    "line": line,
}
WHOLE = "whole"


def raw_request(seed: int, number: int, world: World) -> tuple[str, bytes]:
    """The kind and the bytes of the request of that number."""
    random = Random(f"{seed} raw {number}")  # noqa: S311 - it is to be the same again
    kind = random.choice((*KINDS, WHOLE, WHOLE))
    return kind, whole(random, world) if kind == WHOLE else KINDS[kind](random)


def wrong_with(kind: str, heard: Heard) -> str:
    """What no server may do; nothing where all is well."""
    answers = [status for status in heard.statuses if status != CONTINUE]
    if not heard.closed:
        return f"silent for {heard.seconds:.0f} s, after {heard.raw[-80:]!r}"
    if any(status >= 500 and status not in OWN_REFUSALS for status in answers):
        return f"answered {answers}"
    if kind == "ambiguous" and any(status != UNREAD for status in answers[1:]):
        return f"one request was answered as {answers}"
    return ""


def try_server(
    outcome: Outcome, environ: dict[str, str], world: World, token: str, named: tuple[int, range]
) -> None:
    """Send the raw requests of a seed and numbers to a server over the installation."""
    seed, numbers = named
    with served(environ) as address:
        server = Server(address, token)
        wait_for(server)
        workers = descendants(os.getpid())
        before = max(map(memory, workers))
        for number in numbers:
            kind, data = raw_request(seed, number, world)
            heard = say(server, data, patience=PATIENCE)
            outcome.count("raw")
            if any(status in OWN_REFUSALS for status in heard.statuses):
                outcome.count("refused by the server with 501 or 505")
            if wrong := wrong_with(kind, heard):
                outcome.fault(f"seed {seed}, raw {number}: {wrong} <- {data[:LONGEST_TOLD]!r}")
        wait_for(server)
        grown = (max(map(memory, descendants(os.getpid()))) - before) // MEGABYTE
        if grown > MOST_GROWTH:
            outcome.fault(f"after {len(numbers)} raw requests a worker has {grown} MB more")


def wait_for(server: Server) -> None:
    """Come back when each of the workers has served. Raises ``TimeoutError``."""
    alive = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(60):
        if all(say(server, alive, patience=PATIENCE).statuses == [200] for _ in range(8)):
            return
        time.sleep(0.5)
    raise TimeoutError(server.address)


def descendants(pid: int) -> list[int]:
    """The processes that a process has begun, and those that they have."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for task in tasks for child in task.read_text().split()]
    return [*found, *(grandchild for child in found for grandchild in descendants(child))]
