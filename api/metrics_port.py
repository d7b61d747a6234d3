"""The worker's own metrics: a port beside no other, for the network that Prometheus is in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from api.scrape import MEDIA_TYPE, scraped
from marshrut.application.service import Service

LOG = logging.getLogger("marshrut.metrics")


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None:
        """As it would hold the address of who asks."""


@contextmanager
def metrics_port(address: tuple[str, int] | None, service: Callable[[], Service]) -> Iterator[None]:
    """Answer every request at the address with the metrics, if one is given.

    Raises ``OSError`` where it is taken.
    """
    if address is None:
        yield
        return

    def answer(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        told = scraped(service)
        start("200 OK", [("Content-Type", MEDIA_TYPE)])
        return [told]

    with make_server(*address, answer, handler_class=Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        LOG.info("metrics at %s:%s", *server.server_address[:2])
        try:
            yield
        finally:
            server.shutdown()
