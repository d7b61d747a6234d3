"""What is wrong with the installation, not with a request: it may be mended meanwhile."""

from __future__ import annotations

from api.settings import SettingsError
from marshrut.ledger.deadline import TooLate
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.look_ups import LookUpsDue
from marshrut.ledger.master_key import MasterKeyError
from projections.runner import RebuildNeeded

UNREADY: tuple[type[Exception], ...] = (
    *CONNECTION_LOST,
    TooLate,
    RebuildNeeded,
    MasterKeyError,
    LookUpsDue,
    SettingsError,
)

LACKS: dict[type[Exception], str] = {
    RebuildNeeded: "read_models",
    MasterKeyError: "keys",
    SettingsError: "keys",
    LookUpsDue: "look_ups",
}


def lacks(error: Exception) -> str:
    """In a word, what it is that the error tells of."""
    return next((word for kind, word in LACKS.items() if isinstance(error, kind)), "database")
