"""Whether a verification, or a decision on what it has shown, may stand (domain 7.8; F114, F115).

A verification is about the file rather than the person: it is not refused for a monitoring that
is over, nor for a death, as the extract may well say something of either.
"""

from __future__ import annotations

from uuid import UUID

from marshrut.cases.casework import Resolution, Verification
from marshrut.cases.checks import Circumstances, Judgement, check_dates, check_duplicate, check_past
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.lifecycle import MERGED
from marshrut.cases.outcomes import compared, unsettled, verifications
from marshrut.refusals import refuse


def judge_checked(entry: Entry, history: History, at: Circumstances) -> Judgement:
    """Judge ``entry``, new or corrected, where it is a verification or a decision on one."""
    match entry.content:
        case Verification() as verification:
            _judge_verification(entry, verification, history, at)
        case Resolution() as resolution:
            _judge_resolution(entry, resolution, history, at)
    return Judgement()


def _judge_verification(
    entry: Entry, verification: Verification, history: History, at: Circumstances
) -> None:
    """One a case and run, of a day that has come; whoever was merged is told of elsewhere."""
    check_dates(verification.checked_on, None, at, fields=("checked_on", "checked_on"))
    for place, work in enumerate(verification.employments):
        first, last = work.period_from, work.period_to
        if first is not None and last is not None and last < first:
            field = f"employments[{place}].period_to"
            raise refuse("DATE_ORDER", field=field, value=last, not_before=first)
    if entry.corrected_by is None and history.lifecycle(at.today) == MERGED:
        raise refuse("CASE_CLOSED", lifecycle=MERGED, since=history.lifecycle_since(at.today))
    check_past(verification.checked_on, at, field="checked_on")
    for entry_id, known in verifications(history):
        if known.run_id == verification.run_id and entry_id != entry.entry_id:
            raise refuse("DUPLICATE", existing=entry_id, entry_id=entry_id)


def _judge_resolution(
    entry: Entry, resolution: Resolution, history: History, at: Circumstances
) -> None:
    """About a verification of this case that shows a discrepancy, on a day since.

    A correction is not refused for what the statuses have come to say meanwhile (S8).
    """
    verification = _standing(resolution.verification_entry_id, history)
    day, checked = resolution.resolved_on, verification.checked_on
    if day < checked:
        raise refuse("DATE_ORDER", field="resolved_on", value=day, not_before=checked)
    check_past(day, at, field="resolved_on")
    outcome = compared(verification, history).outcome
    if entry.corrected_by is None and not unsettled(outcome):
        raise refuse("NOT_DISCREPANT", outcome=outcome)
    check_duplicate(resolution, history, at)


def check_occasion(verification: UUID | None, history: History) -> None:
    """``BAD_LINK``: what has given occasion to a correction is a verification of this case."""
    if verification is None:
        return
    if verification not in dict(verifications(history)):
        raise refuse("BAD_LINK", field="verification_entry_id", kind=Verification.KIND)


def _standing(entry_id: UUID, history: History) -> Verification:
    """The verification. Raises ``Refused``: there is none, or it was annulled."""
    entry = history.entries.get(entry_id)
    if entry is None or not isinstance(entry.content, Verification):
        raise refuse("NOT_FOUND", what=entry_id)
    if entry.annulled_by is not None:
        raise refuse("ENTRY_ANNULLED", entry_id=entry_id)
    return entry.content
