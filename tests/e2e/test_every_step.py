"""Each of the 37 steps over HTTP: its outcomes, what it requires, its states, set right."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, warned
from tests.support.http import Client, Installation, answered
from tests.support.ready import MISMATCHES, missing, ready_desk, recorded, tried
from tests.support.step_route import (
    DAY,
    changes,
    day_by_day,
    ended,
    in_state,
    move_to,
    own_fields,
    record,
    right,
    step,
    steps,
    transition,
)
from tests.support.step_table import FIELDS, FOLLOWING, STEPS, Step

AGAIN = "2025-07-09"
each_step = pytest.mark.parametrize("row", STEPS, ids=[row.code for row in STEPS])
once = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
"""What the rules of the domain decide is tried over one of the databases."""


@pytest.fixture(scope="module")
def centre(standing: Installation) -> Client:
    return standing.staff()


@pytest.fixture(scope="module")
def auditor(standing: Installation) -> Client:
    return standing.auditor()


@pytest.fixture(scope="module")
def shared(centre: Client) -> tuple[Desk, dict[str, str]]:
    """A case for what is refused, as that leaves nothing behind."""
    return ready_desk(centre)


@pytest.fixture(scope="module")
def unasked(centre: Client) -> Desk:
    """A case without any consent."""
    return Desk(centre)


def test_the_classifier_is_the_table_of_the_domain(centre: Client):
    terms = answered(centre.get("classifiers/steps"))["terms"]
    assert [(t["code"], t["label_ru"]) for t in terms] == [(s.code, s.label) for s in STEPS]
    assert [row.number for row in STEPS] == list(range(1, 38))


@each_step
def test_a_right_record_is_read_back_as_it_was_sent(row: Step, centre: Client, auditor: Client):
    desk, body = right(row, centre)
    made = desk.post("steps", body)
    assert made["warnings"] == []
    told = step(desk, made["entry_id"])
    assert (told["step_code"], told["label"], told["place"]) == (row.code, row.label, row.place)
    assert (told["stage"], told["state"], told["outcome"]) == (row.stage, "DONE", body["outcome"])
    assert (told["attributes"], told["hidden"]) == (body["attributes"], [])
    assert {name: told[name] for name in body.keys() & FIELDS} == own_fields(body)
    line = desk.lines()[made["entry_id"]]
    assert (line["kind"], line["code"], line["label"]) == ("steps", row.code, row.label)
    assert (line["effective_on"], line["state"]) == (DAY, "current")
    assert (line["attributes"], line["hidden"]) == (body["attributes"], [])
    said = {f"attributes.{name}": value for name, value in body["attributes"].items()}
    record = {name: body[name] for name in ("step_code", "state", "outcome", "effective_on")}
    assert changes(desk, made["entry_id"]).items() >= {**record, **said}.items()
    kept = step(desk, made["entry_id"], by=auditor)
    assert set(kept["hidden"]) == set(row.sealed.split())
    open_words = {n: v for n, v in body["attributes"].items() if n not in row.sealed.split()}
    assert kept["attributes"] == open_words


@each_step
@once
def test_every_outcome_is_taken_and_what_it_lacks_is_warned_of(row: Step, centre: Client):
    desk, body = right(row, centre)
    days = day_by_day()
    full = [ended(row, body, outcome, next(days)) for outcome in row.outcomes.split()]
    lines = recorded(desk, [("steps", record) for record in full])
    assert [set(warned(line)) - MISMATCHES for line in lines] == [set()] * len(full)
    route = steps(desk)
    assert [route[line["entry_id"]]["outcome"] for line in lines] == row.outcomes.split()
    bare = {"step_code": row.code, "state": "DONE"}
    empty = [ended(row, bare, outcome, next(days)) for outcome in row.outcomes.split()]
    lacking = recorded(desk, [("steps", record) for record in empty])
    for outcome, line in zip(row.outcomes.split(), lacking, strict=True):
        exempt = outcome in row.exempt.split()
        assert missing(line) == ([] if exempt else sorted(row.expected.split())), outcome


@each_step
@once
def test_a_wrong_record_is_refused_by_the_field_that_is_wrong(
    row: Step, shared: tuple[Desk, dict[str, str]]
):
    desk, links = shared
    body = record(row, links)
    answer = desk.try_post("steps", row.wrong.put_into(body))
    problem = answered(answer)
    assert (answer.status_code, problem["code"]) == (row.wrong.http, row.wrong.code)
    assert set(problem["errors"]) == {row.wrong.named}
    assert [found["code"] for found in problem["errors"][row.wrong.named]] == [row.wrong.code]
    without = {name: value for name, value in body.items() if name != "outcome"}
    refused = {
        "OUTCOME_NOT_ALLOWED": {**body, "outcome": row.other},
        "OUTCOME_REQUIRED": without,
        "DERIVED_STATE": {**without, "state": "EXPIRED"},
        "REASON_REQUIRED": {**without, "state": "DECLINED"},
        "OUTCOME_EARLY": {**body, "state": "PLANNED", "reason": "HEALTH"},
        "DATE_ORDER": {**body, "due_on": "2025-07-01"},
        "INVALID": {**body, "stage": 1},
        "UNKNOWN_CODE": {**without, "state": "DECLINED", "reason": "Не захотел"},
    }
    lines = tried(desk, [("steps", record) for record in refused.values()])
    assert [(line["status"], line["code"]) for line in lines] == [(422, code) for code in refused]
    reasons = [ended(row, body, outcome, DAY) for outcome in row.reasoned.split()]
    lines = tried(desk, [("steps", {**r, "reason": None}) for r in reasons]) if reasons else []
    assert [(line["status"], line["code"]) for line in lines] == [(422, "REASON_REQUIRED")] * len(
        lines
    )
    assert desk.read()["version"] == desk.version


@each_step
@once
def test_a_step_goes_only_where_its_states_lead(row: Step, centre: Client):
    desk, body = right(row, centre)
    days = day_by_day()
    legal = [(one, other) for one, following in FOLLOWING.items() for other in sorted(following)]
    starts = [*FOLLOWING, *(one for one, _ in legal)]
    begun = recorded(desk, [("steps", in_state(row, body, one, next(days))) for one in starts])
    entries = [line["entry_id"] for line in begun]
    stay, go = dict(zip(FOLLOWING, entries, strict=False)), entries[len(FOLLOWING) :]
    illegal = [(o, a) for o, following in FOLLOWING.items() for a in FOLLOWING.keys() - following]
    refused = tried(desk, [transition(row, stay[one], other) for one, other in illegal])
    for pair, line in zip(illegal, refused, strict=True):
        assert (line["status"], line.get("code")) == (409, "STEP_TRANSITION"), pair
    recorded(desk, [transition(row, e, to) for e, (_, to) in zip(go, legal, strict=True)])
    route = steps(desk)
    assert {state: route[entry]["state"] for state, entry in stay.items()} == {s: s for s in stay}
    assert [route[entry]["state"] for entry in go] == [other for _, other in legal]


@each_step
def test_an_open_step_expires_after_its_last_day(row: Step, centre: Client):
    desk, body = right(row, centre)
    planned = {**in_state(row, body, "PLANNED", DAY), "due_on": AGAIN}
    made = desk.post("steps", planned)
    assert made["warnings"] == []
    assert step(desk, made["entry_id"], as_of=AGAIN)["state"] == "PLANNED"
    assert step(desk, made["entry_id"], as_of="2025-07-10")["state"] == "EXPIRED"
    moved = desk.post(f"steps/{made['entry_id']}/transitions", move_to(row, "DONE", "2025-07-12"))
    late = step(desk, made["entry_id"], as_of="2025-07-11")
    assert (late["state"], late["outcome"]) == ("EXPIRED", None)
    now = step(desk, made["entry_id"], as_of="2025-07-12")
    assert (now["state"], now["outcome"]) == ("DONE", row.outcomes.split()[0])
    assert [move["entry_id"] for move in now["moves"]] == [made["entry_id"], moved["entry_id"]]
    finished = {"state": "DONE", "outcome": row.outcomes.split()[0], "reason": "Ошибка"}
    refused = desk.refused(f"entries/{made['entry_id']}/correction", finished)
    assert refused == (409, "STEP_TRANSITION")
    fixed = desk.correct(moved["entry_id"], effective_on="2025-07-14")
    assert step(desk, made["entry_id"], as_of="2025-07-13")["state"] == "EXPIRED"
    desk.annul(moved["entry_id"])
    assert step(desk, made["entry_id"])["state"] == "EXPIRED"
    assert step(desk, made["entry_id"], known_position=fixed["position"])["state"] == "DONE"


@each_step
def test_a_correction_and_an_annulment_leave_what_was_known_before(row: Step, centre: Client):
    desk, body = right(row, centre)
    made = desk.post("steps", body)
    mended = {name: value for name, value in row.fix.items() if name in FIELDS}
    attributes = {name: value for name, value in row.fix.items() if name not in FIELDS}
    said = {"attributes": attributes} if attributes else {}
    fixed = desk.correct(made["entry_id"], effective_on=AGAIN, **mended, **said)
    gone = desk.annul(made["entry_id"])
    then = step(desk, made["entry_id"], known_position=made["position"])
    assert (then["effective_on"], then["attributes"]) == (DAY, body["attributes"])
    since = {"known_position": fixed["position"]}
    now = step(desk, made["entry_id"], **since)
    assert now["effective_on"] == AGAIN
    assert now["attributes"] == {**body["attributes"], **attributes}
    assert {name: now[name] for name in mended} == mended
    assert made["entry_id"] not in steps(desk, as_of="2025-07-08", **since)
    assert made["entry_id"] not in steps(desk, known_position=gone["position"])
    line = desk.lines()[made["entry_id"]]
    assert (line["state"], line["effective_on"]) == ("annulled", AGAIN)
    assert (line["corrected_by"], line["annulled_by"]) == (fixed["position"], gone["position"])


@each_step
def test_a_step_needs_the_consent_of_the_table_and_no_other(row: Step, unasked: Desk):
    outcome = row.outcomes.split()[0]
    body = {"step_code": row.code, "state": "DONE", "outcome": outcome, "effective_on": DAY}
    answer = unasked.try_post("steps", body)
    if row.without_consent is None:
        assert answer.status_code == 201
        assert set(warned(answered(answer))) - MISMATCHES <= {"INCOMPLETE"}
        return
    status, code = row.without_consent
    assert answer.status_code == status
    known = [answered(answer)["code"]] if status != 201 else warned(answered(answer))
    assert code in known
