"""What the issuer publishes, its keys and about itself, and when that is fetched again.

A key that the issuer takes away is believed for ``FRESH`` seconds more; while the issuer is out of
reach, for ``KEPT``. Whatever is asked, the issuer is asked once in ``PAUSE`` at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from api.oidc.fetching import FetchFailed
from api.oidc.key_set import IssuerKey, key_set

FRESH = 300.0
KEPT = 3_600.0
PAUSE = 10.0
PATIENCE = 1.0
"""Seconds that a request waits for another one to fetch what it needs too."""

Fetch = Callable[[], Mapping[str, Any]]


class IssuerUnreachable(Exception):  # noqa: N818
    """Whether the token is good, or where one signs in, cannot be told now."""


class Source:
    """One document of one issuer, for all threads of a process."""

    def __init__(self, fetch: Fetch, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._told: Mapping[str, Any] | None = None
        self._fetched = -KEPT
        self._tried = -PAUSE
        self._failed = False
        self.generation = 0
        """Another one as soon as the document is: what was verified by it is so no more."""

    def told(self) -> Mapping[str, Any]:
        """What the document says. Raises ``IssuerUnreachable``."""
        self.keep_fresh()
        return self._told or {}

    def keep_fresh(self) -> int:
        """Fetch the document where it is time to, and tell its generation.

        Raises ``IssuerUnreachable`` where there is none to go by.
        """
        age = self._clock() - self._fetched
        if self._told is None or age >= FRESH:
            self._ask(wait=self._told is None or age >= KEPT)
        if self._told is None or self._clock() - self._fetched >= KEPT:
            raise IssuerUnreachable
        return self.generation

    def _ask(self, *, wait: bool) -> None:
        """Fetch it, unless that was just tried; others meanwhile go by what there is."""
        if self._clock() - self._tried < PAUSE:
            return
        if not self._lock.acquire(timeout=PATIENCE if wait else 0):
            return
        try:
            if self._clock() - self._tried >= PAUSE:
                self._take()
        finally:
            self._lock.release()

    def _take(self) -> None:
        try:
            told = self._fetch()
            self._failed = False
        except FetchFailed:
            self._failed = True
            return
        finally:
            self._tried = self._clock()
        if told != self._told:
            self._read(told)
            self._told = told
            self.generation += 1
        self._fetched = self._clock()

    def _read(self, told: Mapping[str, Any]) -> None:
        """Take from a new document what is asked for often."""


class KeySource(Source):
    """The keys of one issuer."""

    def __init__(self, fetch: Fetch, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(fetch, clock=clock)
        self._keys: dict[str, list[IssuerKey]] = {}

    def key(self, kid: str, algorithm: str) -> IssuerKey | None:
        """The one key of that id for the algorithm; one not known yet is asked for.

        Raises ``IssuerUnreachable``, also where a new key cannot be asked for.
        """
        self.keep_fresh()
        if kid not in self._keys:
            self._ask(wait=True)
            if kid not in self._keys and self._failed:
                raise IssuerUnreachable  # it may be a new one
        fitting = [key for key in self._keys.get(kid, ()) if key.signs_by(algorithm)]
        return fitting[0] if len(fitting) == 1 else None

    def _read(self, told: Mapping[str, Any]) -> None:
        self._keys = key_set(told)
