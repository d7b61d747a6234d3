"""The use cases of reported values: reporting, deciding, correcting, annulling (F098)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from marshrut.application.codes import FIELDS, check_codes, no_such_organisation
from marshrut.application.plain_writes import check_not_repeated, check_right
from marshrut.application.reported_visit import (
    SavedValue,
    SeriesVisit,
    save,
    sees,
)
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.classifiers import classifier
from marshrut.indicators.events import Evidence, Report, What
from marshrut.indicators.reportable import forms_of
from marshrut.indicators.reported import ReportedSeries, Subject, series_id
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Action
from marshrut.refusals import refuse

ATTEMPTS = 20
"""To report where others report on the same subject; each time somebody else comes through."""

RETRY_AFTER = 1
"""Seconds."""

CLASSIFIERS = FIELDS | {
    "what": "reported_value_parts",
    "evidence.kind": "report_evidence_kinds",
}


def begin_report(service: Service, request: Request) -> None:
    """What is checked before the report is read (S17). Raises ``Refused`` or ``Repeated``."""
    check_right(request.actor, Action.REPORT_VALUES)
    check_not_repeated(service, request, SavedValue)


def report(
    service: Service,
    request: Request,
    *,
    indicator_id: str,
    what: str,
    evidence: dict[str, Any],
    organisation: str | None = None,
    region_code: str | None = None,
    **said: Any,
) -> SavedValue:
    """Report a value of an organisation, or of a region. ``said``: the other fields of ``Report``.

    Raises ``Refused``, or ``Repeated`` where the very same request was faster.
    """
    subject = _subject(service, request, indicator_id, organisation, region_code)
    today = service.today(subject.region_code)
    named = {"what": what, "category": said.get("category"), "evidence.kind": evidence["kind"]}
    check_said(named, on=today)
    content = Report(what=What(what), evidence=Evidence(**evidence), **said)
    forms, entry_id = forms_of(indicator_id, day=today), uuid4()
    for _ in range(ATTEMPTS):
        series = service.reported_series(series_id(subject)) or ReportedSeries.of(subject)
        by = request.stamp(None)
        series.report(content, entry_id=entry_id, forms=forms, today=today, by=by)
        visit = SeriesVisit(service=service, request=request, series=series, entry_id=entry_id)
        try:
            return save(visit)
        except VersionConflict:
            continue
    raise refuse("BUSY", retry_after=RETRY_AFTER)


def approve(visit: SeriesVisit, *, note: str | None = None) -> SavedValue:
    """Approve the report as it was read. Raises ``Refused``."""
    visit.series.approve(visit.entry_id, by=visit.request.stamp(None), note=note)
    return _saved(visit)


def send_back(visit: SeriesVisit, *, reason: str) -> SavedValue:
    """Return the report to be put right. Raises ``Refused``."""
    visit.series.send_back(visit.entry_id, reason=reason, by=visit.request.stamp(None))
    return _saved(visit)


def correct(visit: SeriesVisit, *, reason: str, **changes: Any) -> SavedValue:
    """Replace what was wrong in the report; it is to be approved anew. Raises ``Refused``."""
    if not changes:
        raise refuse("INVALID", field="changes", expected="value, period_to, evidence, …")
    today, evidence = visit.today, changes.get("evidence") or {}
    codes = {"category": changes.get("category"), "evidence.kind": evidence.get("kind")}
    check_said(codes, on=today)
    visit.series.correct(
        visit.entry_id,
        changes,
        reason=reason,
        forms=forms_of(visit.series.subject.indicator_id, day=today),
        today=today,
        by=visit.request.stamp(None),
    )
    return _saved(visit)


def annul(visit: SeriesVisit, *, reason: str) -> SavedValue:
    """Take the report back. Raises ``Refused``."""
    visit.series.annul(visit.entry_id, reason=reason, by=visit.request.stamp(None))
    return _saved(visit)


def _saved(visit: SeriesVisit) -> SavedValue:
    try:
        return save(visit)
    except VersionConflict as conflict:
        given = visit.request.if_match
        raise refuse("STALE_VERSION", given=given, current="?") from conflict


def _subject(
    service: Service,
    request: Request,
    indicator_id: str,
    organisation: str | None,
    region_code: str | None,
) -> Subject:
    """Whose value it is: as named, or the actor's own organisation's."""
    actor = request.actor
    if organisation is None and region_code is None:
        organisation = actor.organisation
    if (organisation is None) == (region_code is None):
        raise refuse("INVALID", field="organisation", expected="organisation | region_code")
    if organisation is not None:
        school = service.organisation(organisation)
        if school is None:
            raise no_such_organisation(organisation)
        region_code = school.on(service.today()).region_code
    check_codes({"region_code": region_code}, on=service.today())
    subject = Subject(indicator_id, region_code or "", organisation)
    if not sees(actor, subject):
        raise refuse("FORBIDDEN", role=actor.role)
    return subject


def check_said(codes: dict[str, str | None], *, on: date) -> None:
    """Raise ``Refused`` (``UNKNOWN_CODE``); a category may be a group that documents put together.

    ``codes`` by field: ``what``, ``category``, ``evidence.kind``, ``region_code``.
    """
    group = classifier("target_groups").terms.get(codes.get("category") or "")
    if group is not None and group.extra["of"] == "categories":
        codes = {name: code for name, code in codes.items() if name != "category"}
    check_codes(codes, on=on, classifiers=CLASSIFIERS)
