"""Steps of the table as requests say them, and the route of a case as it is read back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.support.desk import Desk
from tests.support.http import Client, answered
from tests.support.ready import LATER, ready_desk
from tests.support.step_table import ENDED_WITH_OUTCOME, FIELDS, Step
from tests.support.table_rows import body_of

DAY = "2025-07-02"


def right(row: Step, client: Client) -> tuple[Desk, dict[str, Any]]:
    """A case, and the body of the full record."""
    desk, links = ready_desk(client)
    return desk, record(row, links)


def record(row: Step, links: dict[str, str]) -> dict[str, Any]:
    """The body of the full record of the step, done with its first outcome."""
    made = {"state": "DONE", "outcome": row.outcomes.split()[0], "effective_on": DAY}
    return {"step_code": row.code, **made, **body_of(row.right, FIELDS, links)}


def ended(row: Step, body: dict[str, Any], outcome: str, day: str) -> dict[str, Any]:
    """The record with this outcome, and the reason where it is due."""
    reason = {"reason": "SALARY"} if outcome in row.reasoned.split() else {}
    return {**body, "outcome": outcome, "effective_on": day, **reason}


def move_to(row: Step, state: str, day: str) -> dict[str, Any]:
    """What a move to the state says."""
    outcome = {"outcome": row.outcomes.split()[0]} if state in ENDED_WITH_OUTCOME else {}
    reason = {"reason": "SALARY"} if state == "DECLINED" else {}
    return {"state": state, "effective_on": day, **outcome, **reason}


def transition(row: Step, entry: str, state: str) -> tuple[str, dict[str, Any]]:
    """An item of a batch: the step ``entry`` comes into the state."""
    return "steps/transitions", {"entry_id": entry, **move_to(row, state, LATER)}


def in_state(row: Step, body: dict[str, Any], state: str, day: str) -> dict[str, Any]:
    """The record of a step that begins in the state."""
    known = {name: value for name, value in body.items() if name != "outcome"}
    return {**known, **move_to(row, state, day)}


def day_by_day() -> Iterator[str]:
    """Days on which nothing was recorded yet: the same step of the same day is a duplicate."""
    return (f"2025-{7 + number // 31:02}-{number % 31 + 1:02}" for number in count(1))


def own_fields(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in FIELDS}


def steps(desk: Desk, *, by: Client | None = None, **point: Any) -> dict[str, dict[str, Any]]:
    """The steps of the route by entry; each stands in its own stage, or in none."""
    route = answered((by or desk.client).get(f"{desk.path}/route", {"as_of": LATER, **point}))
    inside = [(s["stage"], line) for s in route["stages"] for line in s["steps"]]
    assert all(stage == line["stage"] for stage, line in inside)
    assert all(line["stage"] is None for line in route["without_stage"])
    lines = [*(line for _, line in inside), *route["without_stage"]]
    return {line["entry_id"]: line for line in lines}


def step(desk: Desk, entry: str, **point: Any) -> dict[str, Any]:
    return steps(desk, **point)[entry]


def changes(desk: Desk, entry: str) -> dict[str, Any]:
    """What the first event of the entry says in the audit trail."""
    event = next(event for event in desk.trail() if event["entry_id"] == entry)
    assert all(change["before"] is None for change in event["changes"])
    return {change["field"]: change["after"] for change in event["changes"]}
