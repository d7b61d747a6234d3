"""A period of monitoring: closed for all but those who were granted more days."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.events import Stamp
from marshrut.refusals import Refused
from marshrut.reports.period import Period, PeriodState, Subject, period_id

BY = Stamp(actor="orlova", role="ROIV_STAFF")
SUBJECT = Subject("67", "M01", date(2025, 2, 1))
TODAY = date(2025, 2, 5)


@pytest.fixture
def closed() -> Period:
    period = Period.of(SUBJECT)
    period.close(known_position=40, by=BY)
    return period


def test_an_open_period_takes_everybody_s():
    period = Period.of(SUBJECT)
    assert period.takes("SM-1", today=TODAY)
    assert period.takes(None, today=TODAY)


def test_a_closed_one_takes_nobody_s_and_tells_by_what_it_was_closed(closed: Period):
    assert (closed.state, closed.known_position, closed.version) == (PeriodState.CLOSED, 40, 1)
    assert not closed.takes("SM-1", today=TODAY)
    assert not closed.takes(None, today=TODAY)


def test_an_exception_is_for_one_and_to_its_last_day(closed: Period):
    closed.grant("SM-1", until=date(2025, 2, 7), reason="Болезнь", today=TODAY, by=BY)
    assert closed.takes("SM-1", today=date(2025, 2, 7))
    assert not closed.takes("SM-1", today=date(2025, 2, 8))
    assert not closed.takes("SM-2", today=TODAY)
    assert not closed.takes(None, today=TODAY)


def test_an_exception_may_be_for_the_region_itself(closed: Period):
    closed.grant(None, until=TODAY, reason="Сверка", today=TODAY, by=BY)
    assert closed.takes(None, today=TODAY)
    assert not closed.takes("SM-1", today=TODAY)


def test_the_last_exception_granted_counts(closed: Period):
    closed.grant("SM-1", until=date(2025, 2, 20), reason="…", today=TODAY, by=BY)
    closed.grant("SM-1", until=date(2025, 2, 6), reason="…", today=TODAY, by=BY)
    assert not closed.takes("SM-1", today=date(2025, 2, 7))


def test_an_exception_taken_back_holds_no_more(closed: Period):
    closed.grant("SM-1", until=date(2025, 2, 20), reason="…", today=TODAY, by=BY)
    closed.withdraw("SM-1", reason="Уже сдано", by=BY)
    assert not closed.takes("SM-1", today=TODAY)
    with pytest.raises(Refused, match="NO_EXCEPTION"):
        closed.withdraw("SM-1", reason="…", by=BY)


def test_no_exception_is_granted_for_days_that_are_over(closed: Period):
    with pytest.raises(Refused, match="DATE_ORDER"):
        closed.grant("SM-1", until=date(2025, 2, 4), reason="…", today=TODAY, by=BY)


def test_opened_and_closed_again_it_has_no_exceptions(closed: Period):
    closed.grant("SM-1", until=date(2025, 2, 20), reason="…", today=TODAY, by=BY)
    closed.reopen(reason="Ошибка", by=BY)
    assert closed.takes("SM-2", today=TODAY)
    closed.close(known_position=60, by=BY)
    assert not closed.takes("SM-1", today=TODAY)
    assert closed.known_position == 60


def test_what_is_closed_is_not_closed_again(closed: Period):
    with pytest.raises(Refused, match="PERIOD_STATE"):
        closed.close(known_position=50, by=BY)


def test_what_is_open_is_neither_opened_nor_excepted_from(closed: Period):
    closed.reopen(reason="…", by=BY)
    with pytest.raises(Refused, match="PERIOD_STATE"):
        closed.reopen(reason="…", by=BY)
    with pytest.raises(Refused, match="PERIOD_STATE"):
        closed.grant("SM-1", until=TODAY, reason="…", today=TODAY, by=BY)


def test_the_subject_is_the_key():
    other = Subject("67", "M20", SUBJECT.as_of)
    assert period_id(SUBJECT) == period_id(Subject(*SUBJECT))
    assert period_id(SUBJECT) != period_id(other)


def test_replayed_it_is_the_same(closed: Period):
    closed.grant("SM-1", until=TODAY, reason="…", today=TODAY, by=BY)
    again = Period(closed.id)
    for event in closed.collect_events():
        again.replay(event)
    assert (again.subject, again.state, again.exceptions) == (
        SUBJECT,
        PeriodState.CLOSED,
        closed.exceptions,
    )
