"""The read models of an open ledger, with its column image."""

from __future__ import annotations

from marshrut.application.service import KeylessService
from projections.reader import Reader
from projections.runner import Projections


def read_models(service: KeylessService, *, reader: Reader | None = None) -> Projections:
    """The read models, as everything here asks them: for a ``reader``, or whoever runs this."""
    return Projections(service.ledger, images=service.images, keeper=service.keeper, reader=reader)
