"""A gauge: where the fact, the plan and the stretch where it is met lie on the half circle."""

import re

import pytest

from api.pages.charts.amounts import Amounts, round_most
from api.pages.charts.gauge import GROUND, MIDDLE, RADIUS, gauge


def points(path: str) -> list[tuple[float, float]]:
    """Where a path begins and ends."""
    numbers = [float(found) for found in re.findall(r"-?[0-9.]+", path)]
    return [(numbers[0], numbers[1]), (numbers[-2], numbers[-1])]


def test_the_arc_of_a_fact_goes_as_far_as_its_part_of_the_scale():
    drawn = gauge(50.0, 75.0, op="GE", percent=True)
    assert drawn.most == 100.0
    begin, end = points(drawn.fact)
    assert begin == (MIDDLE - RADIUS, GROUND)
    assert end == pytest.approx((MIDDLE, GROUND - RADIUS))
    assert points(drawn.track) == [(MIDDLE - RADIUS, GROUND), (MIDDLE + RADIUS, GROUND)]


def test_the_plan_is_met_above_it_or_below_it():
    at_least, at_most = gauge(1.0, 5.0, op="GE"), gauge(1.0, 5.0, op="LE")
    assert points(at_least.met)[0] == points(at_most.met)[1]
    assert points(at_least.met)[1][0] > MIDDLE > points(at_most.met)[0][0]
    assert gauge(1.0, 5.0, op="EQ").met == ""


def test_a_fact_of_nothing_or_none_has_no_arc():
    assert gauge(None, 75.0, op="GE").fact == ""
    assert gauge(0.0, 75.0, op="GE").fact == ""
    assert gauge(0.0, 0.0, op="LE").most == 1.0
    assert gauge(-3.0, 2.0, op="GE").fact == ""


@pytest.mark.parametrize(
    ("largest", "percent", "most"),
    [
        (65.0, True, 100.0),
        (95.0, True, 100.0),
        (3.5, True, 5.0),
        (120.0, True, 200.0),
        (95.0, False, 200.0),
        (300.0, False, 500.0),
        (0.0, True, 100.0),
        (0.0, False, 1.0),
        (0.5, False, 1.0),
    ],
)
def test_scales_end_at_round_numbers(largest: float, most: float, *, percent: bool):
    assert round_most(largest, percent=percent) == most


def test_heights_are_counted_from_above_and_end_with_the_scale():
    heights = Amounts(most=50.0, top=10.0, height=100.0)
    assert [heights.at(amount) for amount in (0.0, 25.0, 50.0, 80.0, -1.0)] == [
        *(110.0, 60.0, 10.0),
        *(10.0, 110.0),
    ]
    assert heights.marks() == [(110.0, 0.0), (60.0, 25.0), (10.0, 50.0)]
