"""What may go wrong, as the command line says it: imported when something did."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.settings import SettingsError
from api.texts import message
from marshrut.imports.problems import BadFile
from marshrut.ledger.access import TokenRefused
from marshrut.ledger.edition_proof import EditionRefused
from marshrut.ledger.engine import UnsupportedUrlError
from marshrut.ledger.evidence import EvidenceRefused
from marshrut.ledger.export_reading import BadExport
from marshrut.ledger.exporting import NotExportable
from marshrut.ledger.leaves import DamagedLedger
from marshrut.ledger.look_ups import LookUpsDue
from marshrut.ledger.master_key import MasterKeyError
from marshrut.ledger.points import FutureKnownAt, PositionBeyondHead
from marshrut.ledger.restoring import NotASequelError
from marshrut.refusals import Refused
from projections.filling import RebuildTakenOver
from projections.runner import RebuildNeeded

EXPECTED = (
    SettingsError,
    MasterKeyError,
    UnsupportedUrlError,
    TokenRefused,
    BadFile,
    FutureKnownAt,
    PositionBeyondHead,
    RebuildNeeded,
    RebuildTakenOver,
    BadExport,
    NotExportable,
    NotASequelError,
    LookUpsDue,
    DamagedLedger,
    EvidenceRefused,
    EditionRefused,
    Refused,
    SQLAlchemyError,
    OSError,
)
"""What can be wrong outside the program. Anything else is a defect: it is told by its kind and
place, as its message may quote a person and this screen be somebody's log."""


def said(error: Exception) -> str:
    """The error in one line."""
    if isinstance(error, Refused):
        text = "; ".join(message(found).detail for found in error.findings)
    elif isinstance(error, DBAPIError):
        first = str(error.orig).partition("\n")[0]  # without details, which quote rows
        text = f"the database says: {first}"
    else:
        text = str(error)
    return " ".join(text.split())
