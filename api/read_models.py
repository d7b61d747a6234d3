"""The read models of an open ledger, with its column image."""

from __future__ import annotations

from marshrut.application.service import Service
from projections.runner import Projections


def read_models(service: Service) -> Projections:
    """The read models, as everything here asks them."""
    return Projections(service.ledger, images=service.images)
