"""What may be reported of which indicator, in which form, and whether a report has it (F097)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from marshrut.indicators.definitions import definition
from marshrut.indicators.events import Report, What
from marshrut.refusals import Finding, Refused, finding

WHOLE = "0, 1, 2, …"
ALL = 100
"""Percent."""


class Form(StrEnum):
    """How a value is said."""

    VALUE = "VALUE"
    """A whole number of persons or things."""
    SHARE = "SHARE"
    """A numerator and a denominator, or their ratio in the indicator's unit."""
    PART = "PART"
    """A share of a whole: never more than all of it."""
    YES = "YES"
    """Yes or no (F097)."""
    TEXT = "TEXT"


FIELDS: Mapping[Form, tuple[tuple[str, ...], ...]] = {
    Form.VALUE: (("value",),),
    Form.SHARE: (("numerator", "denominator"), ("value",)),
    Form.PART: (("numerator", "denominator"), ("value",)),
    Form.YES: (("yes",),),
    Form.TEXT: (("text",),),
}
"""The fields that a form takes: one of the groups, whole. The first is asked for."""

SAYING = tuple(dict.fromkeys(name for form in FIELDS.values() for group in form for name in group))


def forms_of(indicator_id: str, *, day: date) -> dict[What, Form]:
    """What may be reported of the indicator, as its edition of ``day`` says, and in which forms.

    Raises ``UnknownIndicator``.
    """
    found = definition(indicator_id, day=day)
    readings = [found, *(found.varied(variant.code) for variant in found.variants)]
    own = Form.PART if found.of_whole else found.reported
    forms = {What.VALUE: Form(own)} if own else {}
    if any(reading.contingent for reading in readings):
        forms[What.DENOMINATOR] = Form.VALUE
    if any(variant.extra for variant in found.variants):
        forms[What.EXTRA] = Form.VALUE
    return forms


def check_report(report: Report, forms: Mapping[What, Form], *, today: date) -> None:
    """Raise ``Refused`` for a report that its indicator does not take, all faults at once.

    ``FUTURE_ACTUAL``: its period has not begun. ``forms``: what the indicator lets one report.
    """
    findings = list(_of_period(report, today))
    form = forms.get(report.what)
    if form is None:
        expected = " | ".join(forms) or "—"
        findings.append(finding("INVALID", field="what", expected=expected))
    else:
        findings += _of_form(report, form)
    if findings:
        raise Refused(*findings)


def _of_period(report: Report, today: date) -> Iterator[Finding]:
    first, last = report.period_from, report.period_to
    if last < first:
        yield finding("DATE_ORDER", field="period_to", value=last, not_before=first)
    if first > today:
        yield finding("FUTURE_ACTUAL", field="period_from", effective_on=first, today=today)


def _of_form(report: Report, form: Form) -> Iterator[Finding]:
    given = {name for name in SAYING if getattr(report, name) is not None}
    groups = FIELDS[form]
    fitting = next((group for group in groups if given & set(group)), groups[0])
    expected = " | ".join(", ".join(group) for group in groups)
    for name in fitting:
        if name not in given:
            yield finding("REQUIRED", field=name, expected=expected)
    for name in sorted(given - set(fitting)):
        yield finding("INVALID", field=name, expected=f"null ({expected})")
    if form is Form.PART:
        yield from _of_part(report)
    if form is Form.VALUE and report.value is not None and not report.value.is_integer():
        yield finding("INVALID", field="value", expected=WHOLE)


def _of_part(report: Report) -> Iterator[Finding]:
    numerator, denominator = report.numerator, report.denominator
    if numerator is not None and denominator is not None and numerator > denominator:
        yield finding("INVALID", field="numerator", expected=f"≤ {denominator}")
    if report.value is not None and report.value > ALL:
        yield finding("INVALID", field="value", expected=f"≤ {ALL}")
