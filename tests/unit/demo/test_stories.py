"""Stories: in order, on working days, within the records; and the sorter that joins them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest

from api.demo.calendar import STORY_ENDS, Calendar, last_story_day, working_day
from api.demo.careers import MEN, WOMEN
from api.demo.cast import SHOWCASE, UNKNOWN, graduate
from api.demo.sorting import sorter
from api.demo.stories import AUDIENCES, story

CALENDAR = Calendar(STORY_ENDS)
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("number", range(0, 400, 7))
def test_a_story_goes_forward_on_working_days_within_the_records(number):
    who = graduate(CALENDAR, number)
    days = [news.on for news in story(CALENDAR, who)]
    assert all(earlier <= later for earlier, later in pairwise(days))
    assert all(who.opened <= day <= STORY_ENDS for day in days)
    assert {day.weekday() for day in days} <= set(range(5))


def test_a_story_is_the_same_when_told_again():
    who = graduate(CALENDAR, 42)
    once, again = ([news.on for news in story(CALENDAR, who)] for _ in range(2))
    assert once == again


def test_of_the_unknown_graduate_only_the_diploma_is_told():
    assert len(list(story(CALENDAR, graduate(CALENDAR, UNKNOWN)))) == 1
    assert len(list(story(CALENDAR, graduate(CALENDAR, SHOWCASE)))) == 4


def test_a_shorter_story_of_the_same_year_begins_like_the_longer_one():
    early = Calendar(date(2026, 11, 2))
    who = graduate(early, 9)
    days = [news.on for news in story(early, who)]
    assert days == [news.on for news in story(CALENDAR, who)][: len(days)]


def test_every_audience_is_of_a_career_that_is_met():
    known = {kind for kind, _ in (*MEN, *WOMEN)}
    assert len(AUDIENCES.keys() - known) == 1  # those who studied beside work


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_on_a_weekend_nothing_is_recorded(day, works):
    assert working_day(day) == works


def test_the_story_ends_before_today():
    assert last_story_day(date(2027, 1, 1)) == STORY_ENDS
    assert last_story_day(date(2026, 2, 1)) == date(2026, 1, 31)


def test_events_are_sorted_by_time_and_each_moment_has_its_own(tmp_path):
    with sorter(tmp_path) as told:
        told.add([(20, ONE, 1, "b", b"1"), (20, ONE, 2, "c", b"2"), (30, ONE, 3, "e", b"3")])
        told.add([(10, OTHER, 1, "a", b"4"), (20, OTHER, 2, "d", b"5")])
        assert len(told) == 5
        rows = list(told.rows(after=7))
    assert [row.topic for row in rows] == ["a", "b", "c", "d", "e"]
    assert [row.position for row in rows] == [8, 9, 10, 11, 12]
    assert [row.recorded_at for row in rows] == [10, 20, 20, 21, 30]
    assert rows[0].originator_id == OTHER
    assert list(tmp_path.iterdir()) == []
