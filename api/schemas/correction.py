"""The shape of a correction: any field of any kind of entry; the entry knows its own."""

from __future__ import annotations

from api.schemas.casework import CaseworkCorrection, link
from api.schemas.entries import (
    CategoryRequest,
    GraduationRequest,
    MovementRequest,
    StatusRequest,
)
from api.schemas.opening import PersonChangeRequest
from api.schemas.verifications import VerificationCorrection
from api.shapes import Day, Text


class CorrectionRequest(
    PersonChangeRequest,
    StatusRequest,
    CategoryRequest,
    GraduationRequest,
    MovementRequest,
    CaseworkCorrection,
    VerificationCorrection,
):
    """The fields that were wrong, and the reason; null clears a field that may be empty.

    `verification_entry_id`: the verification that has shown it.
    """

    effective_on = Day(allow_none=True)
    verification_entry_id = link()
    reason = Text(required=True)
