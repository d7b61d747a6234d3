"""Charts as geometry: nothing overlaps, nothing is lost, everything stands on its day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from api.pages.charts.bars import ORDER, groups_of, heat, stacked
from api.pages.charts.scales import Days
from api.pages.charts.two_axes import LINE, MOST_LINES, TOP, two_axes

ZONE = ZoneInfo("Europe/Moscow")
FIRST, LAST = date(2024, 9, 1), date(2026, 11, 29)
counts = st.dictionaries(st.sampled_from(ORDER), st.integers(0, 10_000))


@given(counts)
def test_a_bar_is_its_whole_in_parts(counted: dict[str, int]) -> None:
    bar = stacked(counted)
    assert sum(part.number for part in bar.parts) == sum(counted.values())
    assert [part.group for part in bar.parts] == [g for g in ORDER if counted.get(g)]
    for one, other in pairwise(bar.parts):
        assert abs(one.x + one.width - other.x) < 0.02
    if bar.parts:
        assert abs(bar.parts[-1].x + bar.parts[-1].width - bar.width) < 0.02


def test_those_of_whom_nothing_is_known_stand_apart() -> None:
    row = {"groups": {"OTHER": 5, "EMPLOYED": 2}, "statuses": {"NO_DATA": 3, "OTHER": 2}}
    assert groups_of(row) == {"OTHER": 2, "EMPLOYED": 2, "NO_DATA": 3}


@given(st.integers(0, 50), st.integers(1, 50))
def test_warmth_rises_with_the_share(part: int, whole: int) -> None:
    part = min(part, whole)
    assert 0 <= heat(part, whole) <= heat(whole, whole) == 4
    assert heat(0, 0) == heat(0, whole) == 0


@given(st.dates(FIRST, LAST), st.dates(FIRST, LAST))
def test_days_stand_in_their_order(one: date, other: date) -> None:
    days = Days(FIRST, LAST, 100.0, 800.0)
    assert 100.0 <= days.at(one) <= 900.0
    assert (days.at(one) <= days.at(other)) or one > other
    assert days.at(FIRST - timedelta(days=9)) == 100.0
    assert days.at(None) == days.at(LAST) == 900.0


def test_marks_are_few_and_apart() -> None:
    for years in (1, 3, 10, 60):
        first = LAST.replace(year=LAST.year - years)
        ticks = Days(first, LAST, 0.0, 900.0).ticks()
        assert 1 <= len(ticks) <= 10
        assert all(b.at - a.at > 60 for a, b in pairwise(ticks))


def rectangle(code: str, begin: str, end: str | None, since: int, until: int | None) -> dict:
    def moment(position: int) -> str:
        return f"2025-{position:02}-10T09:00:00+00:00"

    return {
        "code": code,
        "label": code,
        "group": "EMPLOYED",
        "entry_id": None,
        "valid_from": begin,
        "valid_to": end,
        "known_from": since,
        "known_to": until,
        "known_from_at": moment(since),
        "known_to_at": until and moment(until),
    }


def test_a_correction_ends_what_was_believed() -> None:
    told = [
        rectangle("NO_DATA", "2024-09-01", None, 1, 3),
        rectangle("NO_DATA", "2024-09-01", "2025-01-01", 3, None),
        rectangle("WORK", "2025-01-01", None, 3, 5),
        rectangle("WORK", "2025-01-01", "2025-02-01", 5, None),
        rectangle("ARMY", "2025-02-01", None, 5, None),
    ]
    chart = two_axes(told, today=date(2025, 6, 1), zone=ZONE)
    assert chart is not None
    assert [line.position for line in chart.lines] == [1, 3, 5]
    first, work = chart.boxes[0], chart.boxes[2]
    assert (first.y, first.height, first.over) == (TOP, LINE, True)
    assert (work.y, work.height, work.over) == (TOP + LINE, LINE, True)
    last = chart.boxes[-1]
    assert (last.y + last.height, last.over, last.late) == (chart.bottom, False, True)
    assert chart.y_of(1) == TOP + LINE
    assert chart.y_of(4) == TOP + 2 * LINE
    assert chart.y_of(99) == chart.bottom


def test_of_many_lines_the_last_are_shown() -> None:
    told = [rectangle("NO_DATA", "2024-09-01", None, 1, 2)]
    told = [{**told[0], "known_from": n, "known_to": n + 1} for n in range(1, MOST_LINES + 11)]
    chart = two_axes(told, today=date(2025, 6, 1), zone=ZONE)
    assert chart is not None
    assert len(chart.lines) == MOST_LINES
    assert chart.skipped == 10
    assert all(TOP <= box.y < chart.bottom for box in chart.boxes)


def test_no_rectangles_no_chart() -> None:
    assert two_axes([], today=LAST, zone=ZONE) is None
