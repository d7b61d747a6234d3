"""What went wrong, as the command line says it."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from api.texts import message
from marshrut.refusals import Refused


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
