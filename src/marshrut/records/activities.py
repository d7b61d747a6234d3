"""Activities: of which reported kind, for how many days, how those who came liked it (7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshrut.classifiers import classifier

BY_DAYS = "CAREER_DAY"
"""The kind of S004-I7 that is counted by days and not by events."""

MOST_DISSATISFIED = 10
"""Of a hundred answers «fully dissatisfied», above which an activity is a failure (S001-I6)."""

MOST_DAYS = 366
"""Of one activity, whatever its days say."""

DISSATISFIED = "NOT_AT_ALL"


def reported_kind(fields: Mapping[str, Any]) -> str:
    """The kind under which S004-I7 counts an activity (semantics S32)."""
    return str(classifier("activity_kinds").get(fields["activity_kind"]).extra["i7"])


def days_of(fields: Mapping[str, Any]) -> int:
    """For how many days it was held: as it says, else from its first day to its last."""
    if "days" in fields:
        return int(fields["days"])
    first = date.fromisoformat(fields["starts_on"])
    last = date.fromisoformat(fields.get("ends_on", fields["starts_on"]))
    return min(max((last - first).days + 1, 1), MOST_DAYS)


def weight(fields: Mapping[str, Any]) -> int:
    """What it adds to the number of its kind: one, or its days (S004-I7)."""
    return days_of(fields) if reported_kind(fields) == BY_DAYS else 1


def answers_of(fields: Mapping[str, Any]) -> int:
    """How many have said how they liked it."""
    return sum(fields.get("satisfaction", {}).values())


def dissatisfied(fields: Mapping[str, Any]) -> bool | None:
    """Whether too many were fully dissatisfied; ``None`` where nobody was asked: no data."""
    answers = answers_of(fields)
    if not answers:
        return None
    said = int(fields["satisfaction"].get(DISSATISFIED, 0))
    return said * 100 > MOST_DISSATISFIED * answers
