"""The calendar of monitoring: cut-offs, the days that each is of, where a cadence is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marshrut.classifiers import classifier
from projections.cadences import (
    CutOff,
    cadence_terms,
    cutoffs,
    in_force,
    last_on,
    next_on,
    of_cases,
    weekly,
)

ONE_DAY = timedelta(days=1)
WEDNESDAY = 2
YEAR = (date(2028, 1, 1), date(2028, 12, 31))


def of(code: str, first: date = YEAR[0], last: date = YEAR[1]) -> list[CutOff]:
    return list(cutoffs(classifier("cadences").get(code), first, last))


@pytest.mark.parametrize(
    ("code", "number", "first", "last"),
    [
        ("M20", 12, "2028-01-20", "2028-12-20"),
        ("M01", 12, "2028-01-01", "2028-12-01"),
        ("W", 18, "2028-04-03", "2028-07-31"),
        ("TM", 12, "2028-07-15", "2028-12-31"),
        ("Q", 4, "2028-03-31", "2028-12-31"),
        ("F1", 1, "2028-02-29", "2028-02-29"),
        ("F2", 1, "2028-06-30", "2028-06-30"),
        ("V", 2, "2028-06-30", "2028-12-31"),
        ("Y", 1, "2028-12-31", "2028-12-31"),
        ("AY", 1, "2028-06-30", "2028-06-30"),
        ("E", 1, "2028-10-31", "2028-10-31"),
        ("MV", 10, "2028-01-31", "2028-12-31"),
    ],
)
def test_the_cut_offs_of_a_year(code: str, number: int, first: str, last: str):
    found = [cutoff.on.isoformat() for cutoff in of(code)]
    assert (len(found), found[0], found[-1]) == (number, first, last)


@pytest.mark.parametrize(
    ("code", "cutoff", "first"),
    [
        ("M20", "2028-03-20", "2028-02-21"),
        ("M20", "2028-01-20", "2027-12-21"),
        ("M01", "2028-03-01", "2028-02-02"),
        ("W", "2028-04-03", "2028-04-01"),
        ("W", "2028-04-10", "2028-04-04"),
        ("TM", "2028-07-15", "2028-07-01"),
        ("TM", "2028-07-31", "2028-07-16"),
        ("TM", "2028-12-15", "2028-12-01"),
        ("Q", "2028-03-31", "2028-01-01"),
        ("F1", "2028-02-29", "2028-01-01"),
        ("F2", "2028-06-30", "2028-06-01"),
        ("V", "2028-06-30", "2028-06-01"),
        ("V", "2028-12-31", "2028-11-01"),
        ("Y", "2028-12-31", "2028-01-01"),
        ("AY", "2028-06-30", "2028-05-01"),
        ("E", "2028-10-31", "2028-10-01"),
        ("MV", "2028-09-30", "2028-09-01"),
        ("MV", "2028-01-31", "2028-01-01"),
    ],
)
def test_the_days_that_a_cut_off_is_of(code: str, cutoff: str, first: str):
    found = {one.on.isoformat(): one.first.isoformat() for one in of(code)}
    assert found[cutoff] == first


def test_last_and_next_stand_on_both_sides_of_any_day():
    for term in cadence_terms():
        for day in (date(2028, 1, 1) + n * ONE_DAY for n in range(0, 366, 5)):
            behind, ahead = last_on(term, day), next_on(term, day)
            if not term.words("cutoffs"):
                assert (behind, ahead) == (None, None)
                continue
            assert behind is not None
            assert ahead is not None
            assert behind.first <= behind.on < day <= ahead.on
            assert behind.on < ahead.first <= ahead.on
            between = list(cutoffs(term, behind.on + ONE_DAY, ahead.on))
            assert between == [ahead]


def test_only_on_request_there_is_no_cut_off():
    assert [term.code for term in cadence_terms() if not term.words("cutoffs")] == ["R"]
    assert of("R") == []


def test_a_week_may_end_on_another_day():
    term = classifier("cadences").get("W")
    found = list(cutoffs(term, *YEAR, weekday=WEDNESDAY))
    assert {cutoff.on.weekday() for cutoff in found} == {WEDNESDAY}
    assert found[0] == CutOff(date(2028, 4, 1), date(2028, 4, 5))
    assert [t.code for t in cadence_terms() if weekly(t)] == ["W"]


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("70", {"M20"}),
        ("67", {"M01", "W", "TM"}),
        ("63", {"M01"}),
        ("77", {"M20"}),
        (None, {"M20"}),
    ],
)
def test_where_cadences_of_cases_are_in_force(region: str | None, expected: set[str]):
    found = {term.code for term in cadence_terms() if in_force(term, region) and of_cases(term)}
    assert found == expected
    assert all(in_force(term, region) for term in cadence_terms() if not of_cases(term))


def test_what_is_needed_is_news_or_a_forecast_of_some_cohort():
    for term in cadence_terms():
        assert term.extra["needs"] in {"", "NEWS", "FORECAST"}
        assert term.words("cohorts") or not term.extra["needs"]
        assert term.extra["needs"] == "NEWS" or not of_cases(term)
