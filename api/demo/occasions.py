"""What happens to many in the same way: measures and single steps, from tables of their shares.

A table says for each what part of an audience it falls to; ``$`` marks what is filled in:
the day or a later one, an employer, a vacancy, a code of the classifier that is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

import msgspec

from api.demo.banks import vacancy
from api.demo.cast import Graduate
from api.demo.chances import after, chance
from api.demo.tables import regions
from api.demo.work import workplace
from marshrut.classifiers import classifier

WINDOWS = {
    "STUDENT": (-270, -12),
    "LIMITED": (-250, -12),
    "ENTREPRENEUR": (15, 200),
    "SEEKER": (5, 150),
    "GRADUATE": (10, 300),
    "WORKER": (60, 420),
    "CONSCRIPT": (420, 520),
    "PARENT": (300, 520),
    "RELOCATED": (60, 160),
}
"""When it falls to an audience, in days from the diploma, where the table does not say."""

LATER = timedelta(days=30)


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """Something that falls to ``percent`` of an audience."""

    code: str
    audience: str
    percent: float
    days: tuple[int, int] | None = None
    activity: bool = False
    vacancy: bool = False
    attributes: dict[str, Any] = {}


Row = TypeVar("Row", bound=Occasion)


@cache
def occasions(table: str, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of a table."""
    text = files(__package__).joinpath("data", f"{table}.json").read_bytes()
    return tuple(msgspec.json.decode(text, type=list[kind]))  # type: ignore[valid-type]


def falling_to(
    rng: Random, who: Graduate, audiences: Sequence[str], table: Sequence[Row]
) -> Iterator[tuple[Row, date]]:
    """What of the table falls to the graduate, and when: nothing from before the records."""
    for occasion in table:
        if occasion.audience in audiences and chance(rng, occasion.percent):
            first, last = occasion.days or WINDOWS[occasion.audience]
            day = after(rng, who.graduated, first, last)
            if day >= who.opened:
                yield occasion, day


def filled(rng: Random, who: Graduate, day: date, attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes with their blanks filled in."""
    blanks: dict[str, Callable[[], str]] = {
        "$day": day.isoformat,
        "$later": (day + LATER).isoformat,
        "$employer": lambda: workplace(rng, who).name,
        "$vacancy": lambda: str(vacancy(rng, who)),
        "$czn": lambda: regions()[who.school.region].czn,
    }

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(part) for part in value]
        if value in blanks:
            return blanks[value]()
        if isinstance(value, str) and value.startswith("$"):
            return rng.choice(classifier(value[1:]).codes)
        return value

    return {name: fill(value) for name, value in attributes.items()}
