"""Employers' requests: which graduates may be proposed, and why (domain 7.3; S002-3.2, 5.5).

Somebody who may take work now: no work of any form, no service, leave, study or barrier. To a
graduate who has agreed that the résumé be sent a request can be answered at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from marshrut.records.vacancies import Ground, Seeker, grounds

SEEKING = frozenset({"AT_RISK", "OTHER"})
"""The groups of statuses in which a graduate may take work: without one, or nobody knows of it."""

CONSENT = "RESUME_TRANSFER"


class Fitting(NamedTuple):
    """Why a graduate suits, whether the résumé may be sent, whether they were proposed already."""

    grounds: tuple[Ground, ...]
    consented: bool
    proposed: bool


def fitting(
    fields: Mapping[str, Any], region_code: str, seeker: Seeker, *, case_id: str, consented: bool
) -> Fitting | None:
    """How the seeker suits the request of the region; none: not at all."""
    found = grounds(fields, region_code, seeker)
    if not found:
        return None
    proposed = any(line["case_id"] == case_id for line in fields.get("answered_by", ()))
    return Fitting(found, consented, proposed)
