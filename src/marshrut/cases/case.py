"""The aggregate: what may be recorded about one graduate, and what follows from it.

Every method takes one decision: it judges against the history as known now, then records one
event. Applying an event never validates; a refusal (``Refused``) leaves nothing recorded.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from marshrut.cases import casework, contents, events
from marshrut.cases.checks import Circumstances, Judgement, check_dates, check_past
from marshrut.cases.contradictions import contradictions
from marshrut.cases.entries import Entry, corrected
from marshrut.cases.history import History
from marshrut.cases.verdicts import judge
from marshrut.cases.verification_verdicts import check_occasion
from marshrut.events import Aggregate, Stamp
from marshrut.refusals import Finding, Refused, finding, refuse

NOTHING_TO_SAY = Judgement()


class Outcome(msgspec.Struct, frozen=True):
    """A write that was accepted: the entry it made or touched, warnings, what it closed."""

    entry_id: UUID
    warnings: tuple[Finding, ...] = ()
    closed: tuple[UUID, ...] = ()

    def warned(self, *warnings: Finding) -> Outcome:
        """The same, with more to look at."""
        return Outcome(self.entry_id, (*self.warnings, *warnings), self.closed)


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What comes with every write: the entry's id, who, the sealed part, the circumstances."""

    entry_id: UUID
    by: Stamp
    at: Circumstances
    sealed: bytes | None = None


class Case(Aggregate):
    """A graduate's case."""

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.events: list[events.CaseEvent] = []
        self._history: History | None = None

    def apply(self, event: events.CaseEvent) -> None:
        """Take in one event."""
        self.events.append(event)
        self._history = None

    def forget_after(self, version: int) -> None:
        """Take back what was decided after ``version`` and is not saved yet."""
        super().forget_after(version)
        self.events = [e for e in self.events if e.originator_version <= version]
        self._history = None

    @property
    def history(self) -> History:
        """The fold of everything known now."""
        if self._history is None:
            self._history = History(self.events)
        return self._history

    @property
    def erased(self) -> bool:
        """Whether the person's data were destroyed."""
        return any(isinstance(event, events.PersonalDataErased) for event in self.events)

    @classmethod
    def open(cls, case_id: UUID, opening: contents.Opening, writing: Writing) -> Case:
        """Open a case: a final-year student until a graduation is recorded."""
        case = cls(case_id)
        case._record(events.CaseOpened, writing, content=opening)
        return case

    def add(self, content: contents.Content, writing: Writing) -> Outcome:
        """Record a new fact of whichever kind ``content`` is of."""
        self._check_writable()
        entry = Entry(writing.entry_id, self.version + 1, content)
        judgement = judge(entry, self.history, writing.at)
        return self._decide(MAKERS[type(content)], writing, judgement, content=content)

    def end_status(self, ended_on: date, writing: Writing) -> Outcome:
        """State the last day of a status episode (semantics S6)."""
        status = self._open_entry(writing.entry_id, contents.Status).content
        if status.status_code == "DECEASED":
            raise refuse("INVALID", field="ended_on", expected="null")
        _check_not_ended(status)
        check_dates(status.effective_on, ended_on, writing.at)
        return self._decide(events.StatusEnded, writing, ended_on=ended_on)

    def end_category(self, valid_to: date, writing: Writing) -> Outcome:
        """State the last day of a category membership (semantics S22)."""
        category = self._open_entry(writing.entry_id, contents.Category).content
        _check_not_ended(category)
        fields = ("valid_from", "valid_to")
        check_dates(category.valid_from, valid_to, writing.at, fields=fields)
        return self._decide(events.CategoryEnded, writing, valid_to=valid_to)

    def revoke_consent(self, revoked_on: date, writing: Writing) -> Outcome:
        """State the first day on which a consent does not hold any more (semantics S5)."""
        consent = self._open_entry(writing.entry_id, casework.Consent).content
        if consent.revoked_on is not None:
            raise refuse("ALREADY_REVOKED", revoked_on=consent.revoked_on)
        fields = ("granted_on", "revoked_on")
        check_dates(consent.granted_on, revoked_on, writing.at, fields=fields)
        check_past(revoked_on, writing.at, field="revoked_on")
        return self._decide(events.ConsentRevoked, writing, revoked_on=revoked_on)

    def end_risk_cause(self, ended_on: date, writing: Writing) -> Outcome:
        """State the last day of a cause of risk."""
        cause = self._open_entry(writing.entry_id, casework.RiskCause).content
        _check_not_ended(cause)
        check_dates(cause.effective_on, ended_on, writing.at)
        return self._decide(events.RiskCauseEnded, writing, ended_on=ended_on)

    def correct(
        self, changes: dict[str, Any], writing: Writing, *, verification: UUID | None = None
    ) -> Outcome:
        """Replace what was wrong in an entry; judged as a new write without the old (S7).

        ``verification``: the entry of the verification that has shown it.
        """
        entry = self._open_entry(writing.entry_id)
        check_occasion(verification, self.history)
        _check_correctable(entry, changes)
        try:
            content = corrected(entry.content, changes)
        except msgspec.ValidationError as error:
            raise refuse("INVALID", field=_field_of(error), expected=_expected(error)) from error
        without = History([*self.events, self._annulment(writing)])
        fresh = msgspec.structs.replace(entry, content=content, corrected_by=self.version + 1)
        judgement = judge(fresh, without, writing.at)
        said = {"changes": changes, "verification_entry_id": verification}
        return self._decide(events.EntryCorrected, writing, judgement, **said)

    def annul(self, writing: Writing) -> Outcome:
        """Take an entry out: it should never have been. Never refused for what rests on it (S8)."""
        self._open_entry(writing.entry_id)
        return self._decide(events.EntryAnnulled, writing)

    def _decide(
        self,
        event: type[events.CaseEvent],
        writing: Writing,
        judgement: Judgement = NOTHING_TO_SAY,
        **fields: Any,
    ) -> Outcome:
        """Record the event; warn of what was judged and of the contradictions it leaves (S8)."""
        known = [*contradictions(self.history), *judgement.warnings]
        self._record(event, writing, **fields)
        left = (f for f in contradictions(self.history) if f not in known)
        return Outcome(writing.entry_id, (*judgement.warnings, *left), judgement.closed)

    def _check_writable(self) -> None:
        if self.erased:
            raise refuse("KEY_ERASED")

    def _open_entry(self, entry_id: UUID, kind: type[contents.Content] = contents.Content) -> Any:
        """The entry that the path names, if something may still be said about it."""
        self._check_writable()
        entry = self.history.entries.get(entry_id)
        if entry is None or not isinstance(entry.content, kind):
            raise refuse("NOT_FOUND", what=entry_id)
        if entry.annulled_by is not None:
            raise refuse("ENTRY_ANNULLED", entry_id=entry_id)
        if isinstance(entry.content, contents.Opening):
            raise refuse("OPENING_ENTRY", entry_id=entry_id)
        return entry

    def _annulment(self, writing: Writing) -> events.EntryAnnulled:
        return events.EntryAnnulled(
            originator_id=self.id,
            originator_version=self.version + 1,
            entry_id=writing.entry_id,
            by=writing.by,
        )

    def _record(self, event: type[events.CaseEvent], writing: Writing, **fields: Any) -> None:
        self.trigger(
            event, entry_id=writing.entry_id, by=writing.by, sealed=writing.sealed, **fields
        )


MAKERS: dict[type[contents.Content], type[events.CaseEvent]] = {
    contents.PassportChange: events.PassportChanged,
    contents.Graduation: events.Graduated,
    contents.Movement: events.ContingentMoved,
    contents.Category: events.CategoryAdded,
    contents.Status: events.StatusRecorded,
    contents.Confirmation: events.StatusConfirmed,
    contents.Closure: events.MonitoringClosed,
    contents.Merge: events.CaseMerged,
    contents.Erasure: events.PersonalDataErased,
    casework.Measure: events.MeasureRecorded,
    casework.Step: events.StepRecorded,
    casework.Transition: events.StepMoved,
    casework.Consent: events.ConsentGranted,
    casework.RiskCause: events.RiskCauseFound,
    casework.Contract: events.ContractSigned,
    casework.ContractChange: events.ContractMoved,
    casework.PracticeAssessment: events.PracticeAssessed,
    casework.Verification: events.VerificationRecorded,
    casework.Resolution: events.DiscrepancyResolved,
}


def _check_not_ended(content: contents.Content) -> None:
    if content.last_day is not None:
        raise refuse("ALREADY_ENDED", ended_on=content.last_day)


def _check_correctable(entry: Entry, changes: dict[str, Any]) -> None:
    if isinstance(entry.content, contents.Merge | contents.Erasure):
        raise refuse("NOT_CORRECTABLE", field=entry.kind)
    known = set(entry.content.__struct_fields__)
    unknown = [finding("UNKNOWN_FIELD", field=f, allowed=known) for f in changes.keys() - known]
    if unknown:
        raise Refused(*unknown)


def _expected(error: msgspec.ValidationError) -> str:
    """What the message says was expected, without the value that came."""
    return str(error).partition(",")[0].removeprefix("Expected ").replace("`", "")


def _field_of(error: msgspec.ValidationError) -> str | None:
    """The field named by "… missing required field `kind`" or "… - at `$.effective_on`"."""
    _, _, missing = str(error).partition("missing required field `")
    _, _, path = str(error).partition("at `$.")
    return (missing or path).partition("`")[0] or None
