"""What a step brings about in the same transaction: each fact is entered once (domain 6.2)."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.desk import Desk, status
from tests.support.http import Client, Installation, answered
from tests.support.ready import LATER, recorded
from tests.support.step_route import DAY, day_by_day, ended, step
from tests.support.step_table import BROUGHT, FIELDS, STATUSES, STEPS, Step
from tests.support.table_rows import CONSENT, CONTRACT, STATUS, body_of

each_step = pytest.mark.parametrize("row", STEPS, ids=[row.code for row in STEPS])


@pytest.fixture(scope="module")
def centre(standing: Installation) -> Client:
    return standing.staff()


@each_step
def test_a_step_brings_about_what_the_table_says_and_nothing_else(row: Step, centre: Client):
    desk = student(centre)
    links = dict.fromkeys((CONSENT, CONTRACT, STATUS))
    data = {n: v for n, v in row.right.items() if not (isinstance(v, str) and v in links)}
    body = {"step_code": row.code, "state": "DONE", **body_of(data, FIELDS, {})}
    days = day_by_day()
    outcomes = row.outcomes.split()
    before = desk.lines()
    lines = recorded(desk, [("steps", ended(row, body, o, next(days))) for o in outcomes])
    after = {entry: line for entry, line in desk.lines().items() if entry not in before}
    brought = [kind for outcome in outcomes for kind in BROUGHT.get((row.code, outcome), ())]
    assert Counter(line["kind"] for line in after.values()) == Counter(
        [*brought, *["steps"] * len(outcomes)]
    )
    assert len({line["recorded_at"] for line in after.values()}) == 1
    assert {line["entry_id"] for line in lines} <= after.keys()


@pytest.mark.parametrize(("code", "outcome"), BROUGHT)
def test_a_step_that_was_planned_brings_it_about_when_it_is_done(
    code: str, outcome: str, centre: Client
):
    desk = student(centre)
    planned = desk.post("steps", {"step_code": code, "state": "PLANNED", "effective_on": DAY})
    before = desk.lines()
    done = {"state": "DONE", "outcome": outcome, "effective_on": "2025-07-05"}
    data = body_of(row_of(code).right, FIELDS, {})
    moved = desk.post(f"steps/{planned['entry_id']}/transitions", {**done, **data})
    after = {entry: line for entry, line in desk.lines().items() if entry not in before}
    kinds = Counter(line["kind"] for line in after.values())
    assert kinds == Counter(["transitions", *BROUGHT[code, outcome]])
    assert after[moved["entry_id"]]["effective_on"] == "2025-07-05"
    assert step(desk, planned["entry_id"])["attributes"] == data["attributes"]
    events = [event for event in desk.trail() if event["entry_id"] in after]
    assert len({event["correlation_id"] for event in events}) == 1


def test_what_was_brought_about_reads_as_if_recorded_by_itself(centre: Client):
    desk = student(centre)
    for code, outcome in BROUGHT:
        data = body_of(row_of(code).right, FIELDS, {})
        done = {"state": "DONE", "outcome": outcome, "effective_on": DAY}
        desk.post("steps", {"step_code": code, **done, **data})
    file = answered(centre.get(f"{desk.path}/personal-file", {"as_of": LATER}))
    assert (file["lifecycle"], file["graduation_date"]) == ("GRADUATED", "2025-06-30")
    assert file["last_confirmed_on"] == DAY
    causes = {(cause["code"], cause["subject"], cause["effective_on"])
              for cause in file["risk_causes"]}  # fmt: skip
    assert causes == {(code, "NOT_IN_SPECIALTY", DAY) for code in ("SALARY", "LOCATION")}


def test_a_vacancy_is_offered_in_the_stage_of_its_day(centre: Client):
    offer = {"step_code": "VACANCY_OFFERED", "state": "PLANNED", "effective_on": DAY}
    for desk, stage in ((student(centre), 4), (Desk(centre), 9)):
        assert step(desk, desk.post("steps", offer)["entry_id"])["stage"] == stage


@pytest.mark.parametrize("planned", [False, True], ids=["at once", "after a plan"])
@pytest.mark.parametrize(("code", "outcome", "status_code"), STATUSES)
def test_a_status_given_with_a_step_is_recorded_with_it_and_linked(
    code: str, outcome: str, status_code: str, centre: Client, *, planned: bool
):
    forecast = "forecast" if status_code.startswith("F_") else "primary_status"
    desk = student(centre) if forecast == "forecast" else Desk(centre)
    body = ended(row_of(code), {"state": "DONE"}, outcome, DAY)
    path, entry = "steps", None
    if planned:
        plan = {"step_code": code, "state": "PLANNED", "effective_on": "2025-07-01"}
        entry = desk.post("steps", plan)["entry_id"]
        path = f"steps/{entry}/transitions"
    else:
        body["step_code"] = code
    before, known = desk.version, desk.lines()
    wrong = status("OTHER", DAY, attributes={"text": None})
    assert desk.refused(path, {**body, "status": wrong}) == (422, "TEXT_REQUIRED")
    assert desk.read()["version"] == before
    made = desk.post(path, {**body, "status": status(status_code, DAY)})
    new = desk.read(LATER)[forecast]
    assert new["code"] == status_code
    assert step(desk, entry or made["entry_id"])["status_entry_id"] == new["entry_id"]
    assert desk.lines().keys() - known.keys() == {made["entry_id"], new["entry_id"]}
    desk.annul(made["entry_id"])
    assert desk.read(LATER)[forecast]["code"] == status_code


def student(client: Client) -> Desk:
    """A student of the final year who gave every consent that steps ask for."""
    desk = Desk(client, graduation_date=None, expected_graduation_date="2025-08-31")
    given = ("RESUME_TRANSFER", "TRANSFER_OTHER_REGION")
    consents = [{"consent_kind": kind, "granted_on": "2025-07-01"} for kind in given]
    recorded(desk, [("consents", consent) for consent in consents])
    return desk


def row_of(code: str) -> Step:
    return next(row for row in STEPS if row.code == code)
