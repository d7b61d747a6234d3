"""A series of reports: what counts of several, what may be done to one, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from marshrut.events import Stamp
from marshrut.indicators.definitions import definitions
from marshrut.indicators.events import Evidence, Report, What
from marshrut.indicators.reportable import Form, check_report, forms_of
from marshrut.indicators.reported import ReportedSeries, State, Subject, series_id
from marshrut.refusals import Refused

TODAY = date(2026, 6, 1)
FORMS = {What.VALUE: Form.VALUE, What.EXTRA: Form.VALUE}
SUBJECT = Subject("S004-I7", "70", "TTIT")
AUTHOR, APPROVER = Stamp(actor="a", role="CK_STAFF"), Stamp(actor="b", role="ROIV_STAFF")


def some_report(first: str = "2025-01-01", last: str = "2025-12-31", **fields: Any) -> Report:
    said = {"what": What.VALUE, "evidence": Evidence(kind="ORDER"), "value": 1.0, **fields}
    days = {"period_from": date.fromisoformat(first), "period_to": date.fromisoformat(last)}
    return Report(**days, **said)


class Series:
    """A series with entries called by numbers."""

    def __init__(self) -> None:
        self.series = ReportedSeries.of(SUBJECT)

    def report(self, number: int, report: Report, by: Stamp = AUTHOR) -> None:
        entry = {"entry_id": UUID(int=number), "forms": FORMS, "today": TODAY}
        self.series.report(report, by=by, **entry)

    def correct(self, number: int, by: Stamp = AUTHOR, **changes: Any) -> None:
        rest = {"forms": FORMS, "today": TODAY, "reason": "опечатка"}
        self.series.correct(UUID(int=number), changes, by=by, **rest)

    def approve(self, number: int) -> None:
        self.series.approve(UUID(int=number), by=APPROVER)

    def send_back(self, number: int) -> None:
        self.series.send_back(UUID(int=number), reason="нет приказа", by=APPROVER)

    def annul(self, number: int) -> None:
        self.series.annul(UUID(int=number), reason="лишнее", by=AUTHOR)

    def taken(self, day: str = "2025-12-31") -> set[int]:
        return {entry.int for entry in self.series.taken(date.fromisoformat(day))}


@pytest.fixture
def series() -> Series:
    """The year, the last quarter and December, each with its value."""
    made = Series()
    made.report(1, some_report(value=1.0))
    made.report(2, some_report("2025-10-01", value=2.0))
    made.report(3, some_report("2025-12-01", value=3.0))
    return made


def test_of_several_the_shortest_period_is_taken(series: Series):
    days = ("2024-12-31", "2025-01-01", "2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01")
    assert [series.taken(day) for day in days] == [set(), {1}, {1}, {2}, {3}, set()]


def test_an_approved_one_goes_before_any_other(series: Series):
    series.approve(1)
    assert series.taken() == {1}
    series.approve(2)
    assert series.taken() == {2}


def test_of_equal_periods_the_last_approved_then_the_last_recorded_is_taken(series: Series):
    series.report(4, some_report("2025-12-01", value=4.0))
    assert series.taken() == {4}
    series.approve(4)
    series.approve(3)
    assert series.taken() == {3}


def test_what_is_returned_or_annulled_is_not_taken(series: Series):
    series.send_back(3)
    assert series.taken() == {2}
    series.annul(2)
    assert series.taken() == {1}
    series.approve(3)
    assert series.taken() == {3}


def test_a_correction_takes_the_approval_away(series: Series):
    series.approve(3)
    series.correct(3, value=30.0)
    entry = series.series.entries[UUID(int=3)]
    assert (entry.state, entry.content.value, entry.decided) == (State.REPORTED, 30.0, None)


def test_values_of_categories_cohorts_and_other_things_stand_side_by_side(series: Series):
    series.report(4, some_report(category="MINOR"))
    series.report(5, some_report(graduation_year=2024))
    series.report(6, some_report(what=What.EXTRA))
    assert series.taken() == {3, 4, 5, 6}


def test_nobody_decides_on_what_they_have_reported_or_corrected(series: Series):
    series.report(4, some_report(value=9.0), by=APPROVER)
    series.correct(4, value=8.0)
    series.correct(3, by=APPROVER, value=7.0)
    for number in (3, 4):
        with pytest.raises(Refused, match="OWN_REPORT"):
            series.approve(number)


def test_a_decision_is_taken_once(series: Series):
    series.approve(1)
    series.send_back(2)
    for decide, number in ((series.approve, 1), (series.send_back, 2)):
        with pytest.raises(Refused, match="ALREADY_DECIDED"):
            decide(number)


def test_the_annulled_accepts_nothing_more(series: Series):
    series.annul(1)
    for act in (series.approve, series.send_back, series.annul, series.correct):
        with pytest.raises(Refused, match="ENTRY_ANNULLED"):
            act(1)
    series.report(4, some_report(value=1.0))  # the same again, as the first should not have been


def test_the_same_is_not_reported_twice_nor_corrected_into_another(series: Series):
    with pytest.raises(Refused, match="DUPLICATE"):
        series.report(4, some_report(value=1.0))
    with pytest.raises(Refused, match="DUPLICATE"):
        series.correct(2, period_from="2025-01-01", value=1.0)
    series.correct(2, value=2.0)


def test_a_correction_is_judged_as_a_new_report(series: Series):
    with pytest.raises(Refused) as refused:
        series.correct(1, value=None, period_to="2024-12-31")
    found = {(each.code, each.field) for each in refused.value.findings}
    assert found == {("DATE_ORDER", "period_to"), ("REQUIRED", "value")}
    assert series.taken() == {3}


def test_a_series_comes_out_the_same_from_its_events(series: Series):
    series.approve(1)
    series.send_back(2)
    series.correct(3, value=5.0)
    again = ReportedSeries(series_id(SUBJECT))
    for event in series.series.collect_events():
        again.replay(event)
    assert (again.subject, again.entries, again.version) == (SUBJECT, series.series.entries, 6)


def test_each_subject_has_a_stream_of_its_own():
    subjects = [
        SUBJECT,
        Subject("S004-I7", "70"),
        Subject("S004-I7", "67", "TTIT"),
        Subject("S004-I8", "70", "TTIT"),
    ]
    assert len({series_id(subject) for subject in subjects}) == 4


def test_what_can_be_reported_follows_from_the_definitions():
    forms = {each.id: forms_of(each.id, day=TODAY) for each in definitions(day=TODAY)}
    of_values = {identity for identity, given in forms.items() if What.VALUE in given}
    assert len(of_values) == 31
    assert {i for i, given in forms.items() if What.DENOMINATOR in given} == {
        "S004-I8",
        "S004-I11",
        "S000-3.6",
        "S002-G3.6",
        "S002-G3.7",
    }
    assert {i for i, given in forms.items() if What.EXTRA in given} == {
        "S000-2.2",
        "S000-3.3",
        "S000-3.7",
        "S000-3.12",
    }
    yes = {identity for identity, given in forms.items() if given.get(What.VALUE) is Form.YES}
    assert yes == {"S002-G1.1", "S002-G1.2", "S002-G1.3"}


@pytest.mark.parametrize(
    ("form", "said", "wrong"),
    [
        (Form.VALUE, {"value": 0.0}, set()),
        (Form.VALUE, {"value": 0.5}, {"value"}),
        (Form.SHARE, {"value": 62.5}, set()),
        (Form.SHARE, {"value": None, "numerator": 0, "denominator": 0}, set()),
        (Form.SHARE, {"value": None, "denominator": 3}, {"numerator"}),
        (Form.SHARE, {"numerator": 1, "denominator": 3}, {"value"}),
        (Form.SHARE, {"value": None, "numerator": 8, "denominator": 5}, set()),
        (Form.PART, {"value": None, "numerator": 5, "denominator": 5}, set()),
        (Form.PART, {"value": None, "numerator": 8, "denominator": 5}, {"numerator"}),
        (Form.PART, {"value": 100.0}, set()),
        (Form.PART, {"value": 100.5}, {"value"}),
        (Form.YES, {"value": None, "yes": False}, set()),
        (Form.YES, {"value": 1.0}, {"value", "yes"}),
        (Form.TEXT, {"value": None, "text": "есть"}, set()),
        (Form.TEXT, {"value": None, "text": "есть", "yes": True}, {"yes"}),
    ],
)
def test_a_form_takes_its_own_fields_alone(form: Form, said: dict[str, Any], wrong: set[str]):
    assert faults(some_report(**said), form) == wrong


def faults(report: Report, form: Form) -> set[str | None]:
    try:
        check_report(report, {What.VALUE: form}, today=TODAY)
    except Refused as refused:
        return {found.field for found in refused.findings}
    return set()
