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
        text = f"the database says: {error.orig}"  # without the statement and its parameters
    else:
        text = str(error)
    return " ".join(text.split())
