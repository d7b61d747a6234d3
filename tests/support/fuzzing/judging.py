"""Requests sent straight to the application, each within bounds of time; and what came of them."""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from flask import Flask

from api.problems import MEDIA_TYPE
from api.telemetry import log
from tests.support.fuzzing.making import World, root
from tests.support.fuzzing.sent import Sent
from tests.trials.trial import Outcome

STRANGER = "evil.example"
CURRENT = re.compile(r"(\d+)\D*$")
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1 << 20
UNREADY = 503


@dataclass(frozen=True)
class Bounds:
    """``hang``: seconds for one request. ``growth``: megabytes more than after the beginning.

    The first ``warming`` requests fill caches; then the process is measured every ``look``.
    """

    hang: float = 60
    growth: int = 200
    warming: int = 4_000
    look: int = 500


class Hung(BaseException):
    """A request took longer than any may. No ``Exception``: nobody is to answer it."""


class Judge:
    """Sends requests to an application, and counts what came of them."""

    def __init__(self, outcome: Outcome, bounds: Bounds) -> None:
        self.outcome, self.bounds = outcome, bounds
        self.sent = 0
        self.slowest = 0.0
        self._first: int | None = None
        self._failures = _Failures()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Watch over time and log while requests are sent."""
        handlers, before = log.handlers[:], signal.signal(signal.SIGALRM, _hung)
        log.handlers[:] = [self._failures]
        propagates, log.propagate = log.propagate, False
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            log.handlers[:], log.propagate = handlers, propagates

    def try_out(
        self, app: Flask, tokens: Sequence[str], world: World, sent: Sent, named: str
    ) -> None:
        """Send one request; ``named`` is by what it can be made again."""
        begun, self._failures.last = time.perf_counter(), ""
        try:
            signal.setitimer(signal.ITIMER_REAL, self.bounds.hang)
            try:
                status, headers, body = _answer(app, sent.environ(tokens[sent.by % len(tokens)]))
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except Hung:
            self._fault(f"no answer within {self.bounds.hang:g} s", sent, named)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            self._fault(f"{type(error).__name__}: {error}", sent, named)
        else:
            wrong = _wrong(status, headers, body, sent)
            if status == UNREADY and not wrong:
                self.outcome.count("answered 503 with Retry-After")
            if wrong:
                self._fault(f"{wrong} {self._failures.last}", sent, named)
            _learn(world, sent, status, headers, body)
            self.outcome.count(f"answered {status // 100}xx")
        self.slowest = max(self.slowest, time.perf_counter() - begun)
        self.sent += 1
        if self.sent % self.bounds.look == 0:
            self.look_at_memory()

    def look_at_memory(self) -> None:
        """Compare the memory of the process with what it was after the beginning."""
        if self.sent < self.bounds.warming:
            return
        gc.collect()
        now = memory()
        self._first = self._first or now
        grown = (now - self._first) // MEGABYTE
        self.outcome.counted["MB grown"] = max(grown, self.outcome.counted.get("MB grown", 0))
        if grown > self.bounds.growth:
            self.outcome.fault(f"after {self.sent} requests the process has {grown} MB more")
            self._first = now  # told once for each such step

    def _fault(self, what: str, sent: Sent, named: str) -> None:
        self.outcome.fault(f"{named}: {what} <- {sent.told()}")


class _Failures(logging.Handler):
    """Keeps where the last defect arose."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            told = getattr(record, "told", None) or json.loads(record.getMessage())
            self.last = f"({told.get('failure')} at {' < '.join(told.get('frames', [])[-3:])})"


def memory(pid: int | str = "self") -> int:
    """What a process holds in memory, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def _hung(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Hung


def _answer(app: Flask, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        begun.append((status, headers))

    parts: Any = app.wsgi_app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = begun[-1]
    for name, value in headers:  # a server writes them so, or answers nothing
        (name + value).encode("latin-1")
    return int(status[:3]), headers, body


def _wrong(status: int, headers: Iterable[tuple[str, str]], body: bytes, sent: Sent) -> str:
    """What no answer may be; nothing where all is well."""
    told = {name.lower(): value for name, value in headers}
    if status >= 500 and not (status == UNREADY and "retry-after" in told):
        return f"answered {status}"
    if any(set(value) & {"\r", "\n", "\0"} for value in told.values()):
        return "a header of more than one line"
    if any(STRANGER in told.get(name, "") for name in ("location", "link", "content-location")):
        return "an address of a stranger"
    if status >= 400 and sent.method != "HEAD":
        if not told.get("content-type", "").startswith(MEDIA_TYPE):
            return f"{status} that is no problem"
        json.loads(body)
    return ""


def _learn(
    world: World, sent: Sent, status: int, headers: Iterable[tuple[str, str]], body: bytes
) -> None:
    """Note the version of what was written, for requests to come."""
    if status == 412:
        found = CURRENT.search(json.loads(body)["detail"].partition(".")[0])
        if found:
            world.versions[root(sent.target)] = found[1]
    elif status == 201:
        tag = dict(headers).get("ETag", "")
        if re.fullmatch(r'"[0-9]{1,9}"', tag):
            world.versions[root(sent.target)] = tag.strip('"')
