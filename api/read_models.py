"""The read models of an open ledger, with its column image."""

from __future__ import annotations

from marshrut.application.service import KeylessService
from projections.runner import Projections


def read_models(service: KeylessService) -> Projections:
    """The read models, as everything here asks them."""
    return Projections(service.ledger, images=service.images)
