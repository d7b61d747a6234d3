"""Attendance at any point against a naive reading of what was told, over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.support.http import Client, answered, open_case
from tests.support.records import opened

FIRST = date(2025, 9, 1)
LENGTH, CASES, ACTIVITIES, ACTS, POINTS = 30, 5, 3, 60, 40


class Line(NamedTuple):
    """What was said of an attendance at a position; of one that was annulled: nothing."""

    position: int
    entry_id: str
    case_id: str
    activity: str
    day: date | None
    came: bool


class Clerk:
    """Tells of attendance at random, and keeps every line of what was told."""

    def __init__(self, client: Client, luck: Random) -> None:
        self.client, self.luck = client, luck
        self.cases = [open_case(client)["case_id"] for _ in range(CASES)]
        self.activities = [self._activity(number) for number in range(ACTIVITIES)]
        self.lines: list[Line] = []

    def act(self) -> None:
        """Record that somebody came or did not, or correct it, or take it back."""
        case_id, activity = self.luck.choice(self.cases), self.luck.choice(self.activities)
        day, came = FIRST + timedelta(self.luck.randrange(LENGTH)), self.luck.random() < 0.7
        result = "PROVIDED" if came else "NO_SHOW"
        known = self._standing(case_id, activity)
        if known is None:
            answer = self.client.post(
                f"records/activities/{activity}/attendance",
                {"case_ids": [case_id], "provided_on": str(day), "result": result},
            )
            written = answered(answer)["items"][0]
        else:
            take_back = self.luck.random() < 0.3
            said = {} if take_back else {"provided_on": str(day), "result": result}
            written = self._on_entry(known, "annulment" if take_back else "correction", said)
            day = None if take_back else day
        told = (written["position"], written["entry_id"])
        self.lines.append(Line(*told, case_id, activity, day, came))

    def at(self, activity: str, day: date, position: int) -> tuple[int, int]:
        """How many were expected by that day, and how many of them came, by what was known."""
        last = {
            line.entry_id: line
            for line in self.lines
            if line.position <= position and line.activity == activity
        }
        standing = [line for line in last.values() if line.day is not None and line.day <= day]
        return len(standing), sum(line.came for line in standing)

    def _standing(self, case_id: str, activity: str) -> Line | None:
        of = [line for line in self.lines if (line.case_id, line.activity) == (case_id, activity)]
        return of[-1] if of and of[-1].day is not None else None

    def _on_entry(self, line: Line, act: str, said: dict[str, Any]) -> dict[str, Any]:
        place = f"cases/{line.case_id}"
        version = self.client.get(place).headers["ETag"].strip('"')
        answer = self.client.post(
            f"{place}/entries/{line.entry_id}/{act}",
            {"reason": "Лист регистрации", **said},
            if_match=int(version),
        )
        assert answer.status_code == 201, answer.text
        return answered(answer)

    def _activity(self, number: int) -> str:
        fields = {
            "title": f"Ярмарка {number}",
            "activity_kind": "JOB_FAIR",
            "starts_on": str(FIRST),
            "ends_on": str(FIRST + timedelta(LENGTH)),
        }
        record = opened(self.client, "activities", fields, effective_on=str(FIRST))
        return str(record["record_id"])


def test_who_came_at_any_point(staff: Client):
    luck = Random(7)  # noqa: S311 - no secret
    clerk = Clerk(staff, luck)
    for _ in range(ACTS):
        clerk.act()
    told = set()
    for _ in range(POINTS):
        position = luck.randint(clerk.lines[0].position - 1, clerk.lines[-1].position)
        day, activity = FIRST + timedelta(luck.randrange(LENGTH)), luck.choice(clerk.activities)
        answer = staff.get(
            f"records/activities/{activity}/attendance",
            {"as_of": str(day), "known_position": position},
        )
        found = answered(answer)
        expected = clerk.at(activity, day, position)
        assert (found["expected"], found["came"]) == expected, (position, day)
        told.add(expected)
    assert len(told) > 5, "the points must differ"
