"""Two limits: of failed sign-ins from one address, and of one actor's requests.

They hold for all workers of a machine, and over restarts, by files beside the column images; where
there can be none, each worker has limits of its own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from flask import g

from api.door.pace import Pace, Verdict
from api.door.tally import Tally
from marshrut.refusals import refuse

EDITION = 1
FOLDER = "door"
KNOWN = 24 * 3_600.0
"""Seconds for which a token that was good is let on to be looked at, whoever else fails there."""


class Limits:
    """The limits of one installation. ``0`` switches one off."""

    def __init__(
        self,
        folder: Path | None,
        *,
        installation: str,
        failures: int,
        requests: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        mark = hashlib.sha256(installation.encode()).hexdigest()[:16]

        def tally(name: str) -> Tally:
            file = f"{name}-{EDITION}-{mark}"
            return Tally(None if folder is None else folder / FOLDER / file)

        self._good = tally("good") if failures else None
        self._failures = Pace(tally("failures"), failures, clock=clock) if failures else None
        self._requests = Pace(tally("requests"), requests, clock=clock) if requests else None

    def check_address(self, address: str, token: str) -> None:
        """Raise ``Refused`` (``TOO_MANY_FAILURES``) where too many failed there of late.

        A token that was good there within a day is let on: many may share an address.
        """
        if self._failures is None or self._good is None:
            return
        verdict = self._failures.look(address.encode())
        if verdict.allowed:
            return
        if self._clock() - self._good.read(_pair(address, token)) > KNOWN:
            raise refuse("TOO_MANY_FAILURES", retry_after=verdict.retry_after)

    def failed(self, address: str) -> None:
        """Count a token that opened nothing."""
        if self._failures is not None:
            self._failures.take(address.encode())

    def entered(self, address: str, token: str) -> None:
        """Remember that the token is good there."""
        if self._good is not None:
            now = self._clock()
            self._good.raise_to(_pair(address, token), now, latest=now)

    def charge(self, actor: str, cost: int) -> Verdict | None:
        """Take the cost of a request from the actor's minute; ``None`` where there is no limit."""
        if self._requests is None:
            return None
        return self._requests.take(actor.encode(errors="surrogatepass"), cost)


def check_pace(verdict: Verdict | None) -> None:
    """Raise ``Refused`` (``TOO_MANY_REQUESTS``) where the minute is used up."""
    g.pace = verdict
    if verdict is not None and not verdict.allowed:
        raise refuse("TOO_MANY_REQUESTS", quota=verdict.quota, retry_after=verdict.retry_after)


def _pair(address: str, token: str) -> bytes:
    return hashlib.sha256(f"{address} {token}".encode(errors="surrogatepass")).digest()
