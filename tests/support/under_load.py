"""Clients who write over HTTP while something goes wrong, and what must hold when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from typing import Any

from flask import Flask

from projections.runner import Projections
from tests.support.appends import open_ledger
from tests.support.http import Client, Installation
from tests.support.ledger_order import Order
from tests.support.persistent import Persistent, Reply, Send, Told, flask_send, lost_or_doubled
from tests.support.read_models import everything, rebuilt
from tests.trials.trial import Outcome

WITHIN = 20.0
"""Seconds in which something must happen: far more than it takes."""

NAMES = {"answers": "answers", "unready": "answers 503", "repeated": "requests repeated"}


class UnderLoad:
    """Clients of an installation; ``ledger_url`` is the way to its ledger that stays whole."""

    def __init__(self, installation: Installation, *, ledger_url: str, clients: int) -> None:
        self._ledger_url = ledger_url
        self.told = [Told() for _ in range(clients)]
        self._app = installation.app
        self.beside = 0  # events of others, which were acknowledged to them
        tokens = [installation.staff().token for _ in range(clients)]
        self._clients = [
            Persistent(self._sending(token), told)
            for token, told in zip(tokens, self.told, strict=True)
        ]
        with open_ledger(ledger_url) as ledger:
            self._before = ledger.head().position

    def _sending(self, token: str | None) -> Send:
        def send(method: str, path: str, body: Any, headers: dict[str, str]) -> Reply:
            return flask_send(Client(self._app, token))(method, path, body, headers)

        return send

    def turn_to(self, app: Flask) -> None:
        """Let the clients ask another process of the installation from now on."""
        self._app = app

    @contextmanager
    def going(self) -> Iterator[None]:
        """The clients at work."""
        enough = Event()
        with ThreadPoolExecutor(len(self._clients)) as pool:
            running = [pool.submit(client.go, enough) for client in self._clients]
            try:
                yield
            finally:
                enough.set()
            for each in running:
                each.result()

    def met(self, times: int) -> bool:
        """Whether clients are refused an answer so often, from now on and in time."""

        def refusals() -> int:
            return sum(told.unready + len(told.faults) for told in self.told)

        due = refusals() + times
        return _until(lambda: refusals() >= due)

    def answered(self) -> bool:
        """Whether every client is answered, from now on and in time."""
        before = [told.answers for told in self.told]
        return _until(lambda: all(t.answers > n for t, n in zip(self.told, before, strict=True)))

    def compare(self, outcome: Outcome) -> None:
        """Count what clients were told, and hold the ledger and its read models to it."""
        acknowledged = sum(sum(one.events.values()) for one in self.told)
        for what, name in NAMES.items():
            outcome.count(name, sum(getattr(one, what) for one in self.told))
        outcome.count("acknowledged events", acknowledged)
        for one in self.told:
            for fault in one.faults:
                outcome.fault(fault)
        with open_ledger(self._ledger_url) as ledger:
            for fault in (*Order(ledger.reader).faults(), *lost_or_doubled(self.told, ledger)):
                outcome.fault(fault)
            stored = ledger.head().position - self._before - self.beside
            if stored != acknowledged:
                outcome.fault(f"{stored} events were stored, and {acknowledged} acknowledged")
            projections = Projections(ledger)
            projections.catch_up()
            if everything(projections) != rebuilt(projections):
                outcome.fault("the read models are not what a rebuild makes of the ledger")


def _until(holds: Callable[[], bool]) -> bool:
    until = monotonic() + WITHIN
    while not holds():
        if monotonic() > until:
            return False
        sleep(0.005)
    return True
