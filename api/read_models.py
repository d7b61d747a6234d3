"""The read models of an open ledger, with its column image."""

from __future__ import annotations

from api.settings import DATABASE_URL, PROJECTION_URL, SettingsError
from marshrut.application.service import KeylessService
from marshrut.ledger.engine import reading
from projections.reader import Reader
from projections.row_security import keeps
from projections.runner import Projections


def read_models(service: KeylessService, *, reader: Reader | None = None) -> Projections:
    """The read models, as everything here asks them: for a ``reader``, or whoever runs this."""
    return Projections(service.ledger, images=service.images, keeper=service.keeper, reader=reader)


def check_keeper(service: KeylessService) -> None:
    """Raise ``SettingsError`` where row-level security keeps the read models from their keeper."""
    with reading(service.keeper.engine).connect() as connection:
        if keeps(connection):
            return
    told = DATABASE_URL if service.keeper is service.ledger else PROJECTION_URL
    raise SettingsError(
        f"{told} is of a role that row-level security binds, which cannot keep the read models: "
        f"let {PROJECTION_URL} come as the one of marshrut migrate --projection-role"
    )
