"""The reported values of the demo: what is not counted from cases, approved for the most part.

Each is told by decisions on its series, every rule asked; entries get ids from lots of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import NamedTuple

from api.demo.calendar import Calendar, working_day
from api.demo.cast import drawn_id
from api.demo.chances import lots
from api.demo.sorting import Told, stored_at
from api.demo.tables import regions
from marshrut.application.service import Service
from marshrut.events import Stamp
from marshrut.indicators.events import Evidence, Report, What
from marshrut.indicators.reportable import forms_of
from marshrut.indicators.reported import ReportedSeries, Subject
from marshrut.policy import Role

SAID_AT = time(14, 15)
DECIDED_AFTER = timedelta(days=2, minutes=35)
LATE_OCTOBER = (10, 20)
"""When the year's values are reported, as far as the year has come by then."""


class Row(NamedTuple):
    """A line of the table: of what a value is reported, and whether it was approved."""

    subject: Subject
    report: Report
    approved: bool


def reports(service: Service, calendar: Calendar) -> Iterator[Told]:
    """The events of all series, as they are stored."""
    series: dict[Subject, ReportedSeries] = {}
    for number, row in enumerate(_rows()):
        on = working_day(_day(row.report))
        if on < calendar.first or on + DECIDED_AFTER > calendar.until:
            continue
        one = series.setdefault(row.subject, ReportedSeries.of(row.subject))
        moment = datetime.combine(on, SAID_AT, tzinfo=service.zone(row.subject.region_code))
        entry_id = drawn_id(lots("report", str(number)))
        forms = forms_of(row.subject.indicator_id, day=on)
        one.report(row.report, entry_id=entry_id, forms=forms, today=on, by=_author(row.subject))
        yield from stored_at(service, one, moment)
        if row.approved:
            one.approve(entry_id, by=_approver(row.subject))
            yield from stored_at(service, one, moment + DECIDED_AFTER)


def _day(report: Report) -> date:
    """In the October of the period."""
    year = report.period_from.year
    return date(year, *LATE_OCTOBER)


def _rows() -> Iterator[Row]:
    text = files(__package__).joinpath("data", "reports.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        school = line["organisation"] or None
        subject = Subject(line["indicator"], line["region"], school)
        yield Row(subject, _report(line), line["approved"] == "1")


def _report(line: Mapping[str, str]) -> Report:
    return Report(
        what=What(line["what"]),
        period_from=date.fromisoformat(line["period_from"]),
        period_to=date.fromisoformat(line["period_to"]),
        evidence=Evidence(kind=line["evidence"]),
        value=float(line["value"]) if line["value"] else None,
        numerator=int(line["numerator"]) if line["numerator"] else None,
        denominator=int(line["denominator"]) if line["denominator"] else None,
        yes=line["yes"] == "1" if line["yes"] else None,
        text=line["text"] or None,
    )


def _author(subject: Subject) -> Stamp:
    if subject.organisation is not None:
        centre = f"centre-{subject.organisation.lower()}"
        return Stamp(actor=centre, role=Role.CK_STAFF, organisation=subject.organisation)
    return Stamp(actor=f"bck-{_short(subject)}", role=Role.BCK_STAFF)


def _approver(subject: Subject) -> Stamp:
    if subject.organisation is not None:
        return Stamp(actor=f"bck-{_short(subject)}", role=Role.BCK_STAFF)
    return Stamp(actor=f"roiv-{_short(subject)}", role=Role.ROIV_STAFF)


def _short(subject: Subject) -> str:
    return regions()[subject.region_code].code
