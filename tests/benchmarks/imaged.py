"""The read models of a kept ledger with their column image beside them, brought to the head."""

from __future__ import annotations

from pathlib import Path

from marshrut.ledger.ledger import Ledger
from projections.image.images import keep
from projections.runner import Projections
from tests.benchmarks.ledgers import Kept


def images_of(kept: Kept) -> Path:
    """Where the image of the ledger is."""
    return kept.folder / "images"


def with_image(ledger: Ledger, kept: Kept) -> Projections:
    """The read models; fails where no image can be made, as SQL would answer in its place."""
    projections = Projections(ledger, images=images_of(kept))
    assert keep(projections) is not None, "there is no column image"
    return projections
