"""Facts by month as lines: broken where one is missing, under the plan of their own period."""

from __future__ import annotations

from datetime import date

from api.pages.charts.lines import SPARK, Frame, Stretch, trend


def stretch(year: int, plan: float | None, *facts: float | None) -> Stretch:
    """A year with a fact at the end of each of its first months."""
    ends = (date(year, 1, 31), date(year, 2, 28), date(year, 3, 31), date(year, 4, 30))
    told = list(zip(ends, facts, strict=False))
    return Stretch(date(year, 1, 1), date(year, 12, 31), plan, told)


def test_nothing_is_drawn_of_what_has_no_numbers():
    assert trend([stretch(2025, 75.0, None, None)]) is None
    assert trend([stretch(2025, 75.0)]) is None


def test_a_line_is_broken_where_a_fact_is_missing():
    drawn = trend([stretch(2025, None, 10.0, 20.0, None, 30.0)], percent=True)
    assert drawn is not None
    assert [dot.value for dot in drawn.dots] == [10.0, 20.0, 30.0]
    assert len(drawn.paths) == 1  # the last stands alone
    assert drawn.paths[0].count("L") == 1
    assert drawn.plans == []


def test_each_period_has_its_plan_and_its_own_line():
    drawn = trend([stretch(2025, 40.0, 10.0, 20.0), stretch(2026, 50.0, 30.0, 45.0)])
    assert drawn is not None
    first, second = drawn.plans
    assert (first.value, second.value) == (40.0, 50.0)
    assert first.begin < first.end <= second.begin < second.end
    assert first.y > second.y  # the higher plan stands higher
    assert len(drawn.paths) == 2
    assert {dot.stretch for dot in drawn.dots} == {0, 1}


def test_all_stands_within_the_frame():
    for frame in (None, SPARK):
        drawn = trend([stretch(2025, 75.0, 0.0, 140.0, 3.0)], frame=frame)
        assert drawn is not None
        size = frame or Frame()
        for dot in drawn.dots:
            assert size.left <= dot.x <= size.width - size.right
            assert size.top <= dot.y <= drawn.ground


def test_months_are_marked_so_far_apart_that_they_can_be_read():
    year = trend([stretch(2025, 1.0, 1.0)])
    decade = trend([stretch(year, 1.0, 1.0) for year in range(2020, 2030)])
    assert year is not None
    assert decade is not None
    assert [first.month for _, first in year.months] == [1, 3, 5, 7, 9, 11]
    assert [first for _, first in decade.months] == [date(y, 1, 1) for y in range(2020, 2030, 2)]
