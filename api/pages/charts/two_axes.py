"""The statuses of a case in both times: across, when it was true; down, since when it was known.

Each line is what was known after one event that changed it. A rectangle spans the lines through
which it stayed known: what was corrected ends, and what is believed now reaches the bottom. The
mark in a line stands at the day on which it was recorded: what begins left of it was late news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from api.pages.charts.scales import Days, Tick

WIDTH, LEFT, RIGHT = 1_000.0, 150.0, 10.0
TOP, LINE, BOTTOM = 8.0, 26.0, 26.0
MOST_LINES = 24
LETTER = 6.9
"""The width of a letter, about."""

AHEAD = timedelta(days=45)
LATE = timedelta(days=1)


class Box(NamedTuple):
    """A rectangle, what it says, and the point that it is first true at."""

    x: float
    y: float
    width: float
    height: float
    group: str
    label: str
    text: str
    valid_from: date
    valid_to: date | None
    known_from: int
    known_from_at: datetime
    late: bool
    over: bool


class Line(NamedTuple):
    """What one event made known: where it stands, and where the day of recording is on it."""

    y: float
    position: int
    recorded_at: datetime
    mark: float


class TwoAxes(NamedTuple):
    """The chart."""

    width: float
    height: float
    left: float
    bottom: float
    line: float
    boxes: list[Box]
    lines: list[Line]
    ticks: list[Tick]
    days: Days
    skipped: int

    def y_of(self, position: int) -> float:
        """The bottom of the line that was known at the position."""
        known = [line.y for line in self.lines if line.position <= position]
        return (known[-1] if known else TOP - self.line) + self.line


def two_axes(
    rectangles: Sequence[Mapping[str, Any]], *, today: date, zone: ZoneInfo
) -> TwoAxes | None:
    """The chart of the rectangles that the API tells; ``None`` where there are none."""
    if not rectangles:
        return None
    told = {each["known_from"]: _moment(each["known_from_at"]) for each in rectangles}
    positions = sorted(told)
    shown = positions[-MOST_LINES:]
    bottom = TOP + LINE * len(shown)
    days = _days(rectangles, today)
    lines = [
        Line(TOP + LINE * number, position, told[position], _mark(days, told[position], zone))
        for number, position in enumerate(shown)
    ]
    boxes = [_box(each, shown, days, zone) for each in rectangles if _is_shown(each, shown[0])]
    return TwoAxes(
        width=WIDTH,
        height=bottom + BOTTOM,
        left=LEFT,
        bottom=bottom,
        line=LINE,
        boxes=boxes,
        lines=lines,
        ticks=days.ticks(),
        days=days,
        skipped=len(positions) - len(shown),
    )


def _days(rectangles: Sequence[Mapping[str, Any]], today: date) -> Days:
    firsts = [_day(each["valid_from"]) for each in rectangles]
    lasts = [_day(each["valid_to"]) for each in rectangles if each["valid_to"]]
    last = max([today, *(day for day in lasts if day < today + 8 * AHEAD)]) + AHEAD
    return Days(min(firsts), last, LEFT, WIDTH - LEFT - RIGHT)


def _mark(days: Days, moment: datetime, zone: ZoneInfo) -> float:
    return days.at(moment.astimezone(zone).date())


def _is_shown(each: Mapping[str, Any], first: int) -> bool:
    return each["known_to"] is None or each["known_to"] > first


def _box(each: Mapping[str, Any], shown: Sequence[int], days: Days, zone: ZoneInfo) -> Box:
    since = max(0, sum(position <= each["known_from"] for position in shown) - 1)
    known_to = each["known_to"]
    until = len(shown) if known_to is None else sum(position < known_to for position in shown)
    begin, end = _day(each["valid_from"]), each["valid_to"] and _day(each["valid_to"])
    x, moment = days.at(begin), _moment(each["known_from_at"])
    width = max(1.0, round(days.at(end) - x, 1))
    return Box(
        x=x,
        y=TOP + LINE * since,
        width=width,
        height=LINE * (until - since),
        group=each["group"] if each["code"] != "NO_DATA" else "NO_DATA",
        label=each["label"],
        text=_fitting(each["label"], width),
        valid_from=begin,
        valid_to=end,
        known_from=each["known_from"],
        known_from_at=moment,
        late=moment.astimezone(zone).date() - begin > LATE,
        over=known_to is not None,
    )


def _fitting(label: str, width: float) -> str:
    """As much of the label as there is room for, if that can be read at all."""
    room = int((width - 8) / LETTER)
    if room < 4:  # noqa: PLR2004 - three letters say nothing
        return ""
    return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"


def _day(told: str) -> date:
    return date.fromisoformat(told)


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)
