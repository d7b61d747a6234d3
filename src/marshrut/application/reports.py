"""The use cases of editions of reports: issuing, handing in, deciding, publishing (F108)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from marshrut.application import plain_writes
from marshrut.application.plain_writes import check_not_repeated, check_right, check_version
from marshrut.application.requests import Request
from marshrut.application.service import KeylessService, Service
from marshrut.ledger.checkpoints import Cause
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Action, Actor, in_scope
from marshrut.refusals import refuse
from marshrut.reports.events import Edition, File
from marshrut.reports.report import Report


class SavedReport(msgspec.Struct, frozen=True):
    """An edition was written: at which position, to which version, in which state."""

    report_id: UUID
    position: int
    version: int
    state: str


class Subject(msgspec.Struct, frozen=True):
    """Whose edition it is: an organisation's of a region, or the region's own."""

    region: str
    organisation: str | None = None


@dataclass(kw_only=True)
class ReportVisit:
    """An edition opened for writing."""

    service: Service
    request: Request
    report: Report
    subject: Subject

    @property
    def today(self) -> date:
        """The date in the region of the edition (semantics S11)."""
        return self.service.today(self.subject.region)


def begin_issue(service: Service, request: Request) -> None:
    """What is checked before the request is read (S17). Raises ``Refused`` or ``Repeated``."""
    check_right(request.actor, Action.ISSUE_REPORTS)
    check_not_repeated(service, request, SavedReport)


def check_issue(service: Service, request: Request, content: Edition) -> None:
    """Raise ``Refused`` for a foreign subject, a day to come, a period that is closed."""
    subject = subject_of(service, content)
    if not sees(request.actor, subject):
        raise refuse("FORBIDDEN", role=request.actor.role)
    today = service.today(subject.region)
    if content.as_of > today:
        raise refuse("REPORT_IN_FUTURE", field="as_of", as_of=content.as_of, today=today)
    check_period(service, subject, content.as_of)


def issue(
    service: Service,
    request: Request,
    *,
    report_id: UUID,
    content: Edition,
    files: Sequence[File],
) -> SavedReport:
    """Record an edition of which the files were made. Raises ``Refused`` or ``Repeated``."""
    check_issue(service, request, content)
    report = Report.issue(report_id, content, tuple(files), by=request.stamp(None))
    saved = _saved(service, request, report)
    service.checkpoints.keep(
        position=content.known_position, cause=Cause.EDITION, now=service.now()
    )
    return saved


def visit_report(service: Service, request: Request, report_id: UUID) -> ReportVisit:
    """Come to an edition. Raises ``Refused`` (``NOT_FOUND``), also out of scope."""
    report = service.report(report_id)
    subject = subject_of(service, report.content) if report else None
    if report is None or subject is None or not sees(request.actor, subject):
        raise refuse("NOT_FOUND")
    return ReportVisit(service=service, request=request, report=report, subject=subject)


def check_visit(visit: ReportVisit, action: Action) -> None:
    """The right, the key, the version, in this order. Raises ``Refused`` or ``Repeated``."""
    check_right(visit.request.actor, action)
    check_not_repeated(visit.service, visit.request, SavedReport)
    check_version(visit.request, visit.report.version)


def deciding(subject: Subject) -> Action:
    """What it takes to accept or return an edition of the subject."""
    region = subject.organisation is None
    return Action.ACCEPT_REGION_REPORTS if region else Action.ACCEPT_REPORTS


def submit(visit: ReportVisit, *, note: str | None = None) -> SavedReport:
    """Hand the edition in. Raises ``Refused``."""
    check_period(visit.service, visit.subject, visit.report.content.as_of)
    visit.report.submit(by=visit.request.stamp(None), note=note)
    return _written(visit)


def accept(visit: ReportVisit, *, note: str | None = None) -> SavedReport:
    """Accept the edition. Raises ``Refused``."""
    visit.report.accept(by=visit.request.stamp(None), note=note)
    return _written(visit)


def send_back(visit: ReportVisit, *, reason: str) -> SavedReport:
    """Return the edition. Raises ``Refused``."""
    visit.report.send_back(reason=reason, by=visit.request.stamp(None))
    return _written(visit)


def publish(visit: ReportVisit, *, note: str | None = None) -> SavedReport:
    """Publish the edition. Raises ``Refused``."""
    visit.report.publish(by=visit.request.stamp(None), note=note)
    return _written(visit)


def subject_of(service: KeylessService, content: Edition) -> Subject:
    """Whose edition it is; the region of a school is the one it is in today (S15).

    Raises ``Refused`` (``NOT_FOUND``) for a school that there is not.
    """
    if content.organisation is None:
        return Subject(content.regions[0])
    school = service.organisation(content.organisation)
    if school is None:
        raise refuse("NOT_FOUND")
    return Subject(school.on(service.today()).region_code, content.organisation)


def sees(actor: Actor, subject: Subject) -> bool:
    """Whether the subject is the actor's business: a school sees its own editions alone."""
    return in_scope(actor, organisation=subject.organisation or "", region=subject.region)


def check_period(service: Service, subject: Subject, as_of: date) -> None:
    """Raise ``Refused`` (``PERIOD_CLOSED``) where a period with this cut-off takes no more."""
    today = service.today(subject.region)
    for period in service.periods(subject.region, as_of):
        if not period.takes(subject.organisation, today=today):
            raise refuse(
                "PERIOD_CLOSED",
                field="as_of",
                cadence=period.subject.cadence,
                as_of=as_of,
                region=subject.region,
            )


def _written(visit: ReportVisit) -> SavedReport:
    try:
        return _saved(visit.service, visit.request, visit.report)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given=visit.request.if_match, current="?") from conflict


def _saved(service: Service, request: Request, report: Report) -> SavedReport:
    def answer(positions: Sequence[int]) -> SavedReport:
        return SavedReport(report.id, positions[-1], report.version, report.state.value)

    return plain_writes.save(service, request, report, SavedReport, answer)
