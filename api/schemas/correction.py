"""The shape of a correction: any field of any kind of entry; the entry knows its own."""

from __future__ import annotations

from api.schemas.casework import CaseworkCorrection
from api.schemas.entries import (
    CategoryRequest,
    GraduationRequest,
    MovementRequest,
    StatusRequest,
)
from api.schemas.opening import PersonChangeRequest
from api.shapes import Day, Text


class CorrectionRequest(
    PersonChangeRequest,
    StatusRequest,
    CategoryRequest,
    GraduationRequest,
    MovementRequest,
    CaseworkCorrection,
):
    """The fields that were wrong, and the reason; null clears a field that may be empty."""

    effective_on = Day(allow_none=True)
    reason = Text(required=True)
