"""What Prometheus reads, with a token of its own (``api.watcher``)."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.context import service
from api.features import Feature
from api.scrape import MEDIA_TYPE, scraped

feature = Feature("metrics", "What is counted", prefix="")


@feature.read("/metrics", files=("text/plain",))
def scraped_now(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell what all processes have counted, and how the ledger stands."""
    return Response(scraped(service), content_type=MEDIA_TYPE)
