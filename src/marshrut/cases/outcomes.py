"""Whether an extract agrees with what the school has recorded: derived, never stored (7.8, D15).

The question is of the cut-off of the verification: which work is open on it by the statuses as
they are known, and which the extract names. So it answers otherwise once a status is corrected,
and the same as ever by what was known before.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from marshrut.cases.casework import Resolution, Verification
from marshrut.cases.episodes import Episode
from marshrut.cases.history import History
from marshrut.cases.standing import CONTRACTS_OF_WORK
from marshrut.classifiers import classifier

SFR, FNS = "SFR", "FNS"
SELF_EMPLOYED = frozenset({"SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"})
"""Neither is in a list of insured employees, and no other status is in that of the tax service."""

COMPARED = {SFR: CONTRACTS_OF_WORK, FNS: SELF_EMPLOYED}
"""The statuses that an extract can confirm, by whose it is."""


class Compared(NamedTuple):
    """An outcome (``verification_outcomes``), and the status that was compared."""

    outcome: str
    status: Episode | None = None


def compared(said: Verification, history: History) -> Compared:
    """What comes of comparing the extract with the statuses of its day."""
    covering = history.covering(said.checked_on)
    reported = [episode for episode in covering if episode.code in COMPARED[said.source]]
    work = said.on_the_day
    if not reported:
        if said.source == SFR and any(e.code in SELF_EMPLOYED for e in covering):
            return Compared("NOT_COMPARED")
        return Compared("SFR_ONLY" if work else "MATCH_NOT_EMPLOYED")
    if not work:
        return Compared("REPORTED_NOT_CONFIRMED", reported[0])
    known = [episode.content.attributes.get("employer_inn") for episode in reported]
    named = [each.employer_inn for each in work]
    certain = said.source == SFR and all(known) and all(named)
    if certain and not set(known) & set(named):
        return Compared("EMPLOYER_DIFFERS", reported[0])
    return Compared("MATCH_EMPLOYED", reported[0])


def unsettled(outcome: str) -> bool:
    """Whether somebody has to decide who is right (F115)."""
    return classifier("verification_outcomes").get(outcome).flag("unsettled")


def resolution_of(verification: UUID, history: History) -> tuple[UUID, Resolution] | None:
    """The decision that holds: of those that stand, the last by day, then as recorded."""
    found = [
        (content.resolved_on, entry.version, entry.entry_id, content)
        for entry in history.of(Resolution)
        if entry.annulled_by is None
        and isinstance(content := entry.content, Resolution)
        and content.verification_entry_id == verification
    ]
    if not found:
        return None
    _, _, entry_id, resolution = max(found, key=lambda each: each[:2])
    return entry_id, resolution


def verifications(history: History) -> list[tuple[UUID, Verification]]:
    """The verifications that stand, in the order in which they were recorded."""
    return [
        (entry.entry_id, content)
        for entry in history.of(Verification)
        if entry.annulled_by is None and isinstance(content := entry.content, Verification)
    ]
