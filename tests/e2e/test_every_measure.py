"""Each of the 52 measures over HTTP: recorded, incomplete, wrong, read back, set right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.http import Client, Installation, answered
from tests.support.measure_table import FIELDS, MEASURES, NO, Measure
from tests.support.ready import LATER, missing, ready_desk, recorded
from tests.support.table_rows import SOMETHING, body_of

DAY = "2025-07-01"
AGAIN = "2025-07-09"
each_measure = pytest.mark.parametrize("row", MEASURES, ids=[row.code for row in MEASURES])
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


def test_the_classifier_is_the_table_of_the_domain(centre: Client):
    terms = answered(centre.get("classifiers/measures"))["terms"]
    assert [(t["code"], t["label_ru"]) for t in terms] == [(m.code, m.label) for m in MEASURES]
    assert [row.number for row in MEASURES] == list(range(1, 53))


@each_measure
def test_a_right_record_is_read_back_as_it_was_sent(row: Measure, centre: Client, auditor: Client):
    desk, body = right(row, centre)
    made = desk.post("measures", body)
    assert made["warnings"] == []
    told = measure(desk, made["entry_id"])
    assert (told["measure_code"], told["label"]) == (row.code, row.label)
    assert (told["kind"], told["counted"]) == (row.kind, True)
    alone = body.get("form") != "GROUP" and "activity_id" not in body
    assert told["addressed"] is (row.addressed != NO and alone)
    assert told["attributes"] == body["attributes"]
    assert told["hidden"] == []
    assert {name: told[name] for name in body.keys() & FIELDS} == own_fields(body)
    line = desk.lines()[made["entry_id"]]
    assert (line["kind"], line["code"], line["label"]) == ("measures", row.code, row.label)
    assert (line["effective_on"], line["ended_on"]) == (DAY, body.get("period_end"))
    assert (line["attributes"], line["hidden"]) == (body["attributes"], [])
    assert changes(desk, made["position"]).items() >= said(body).items()
    kept = measure(desk, made["entry_id"], by=auditor)
    assert set(kept["hidden"]) == set(row.sealed.split())
    open_words = {n: v for n, v in body["attributes"].items() if n not in row.sealed.split()}
    assert kept["attributes"] == open_words
    assert "result_note" not in kept
    again = desk.try_post("measures", body)
    assert (again.status_code, answered(again)["code"]) == (409, "DUPLICATE")
    assert answered(again)["entry_id"] == made["entry_id"]


@each_measure
@once
def test_what_was_left_out_is_warned_of_where_the_measure_counts(row: Measure, centre: Client):
    desk, full = right(row, centre)
    bare = {"measure_code": row.code, "provided_on": DAY}
    given, came_not, group = recorded(
        desk,
        [
            ("measures", {**bare, "result": "PROVIDED"}),
            ("measures", {**bare, "result": "NO_SHOW"}),
            ("measures", {**full, "form": "GROUP", "activity_id": SOMETHING}),
        ],
    )
    assert missing(given) == sorted(row.expected.split())
    assert came_not["warnings"] == []
    file = personal_file(desk)
    lines = {line["entry_id"]: line for line in file["measures"]}
    assert lines[given["entry_id"]]["addressed"] is (row.addressed != NO)
    assert lines[came_not["entry_id"]]["counted"] is False
    assert lines[group["entry_id"]]["addressed"] is False
    assert file["measures_total"]["recorded"] == 3
    assert file["measures_total"]["counted"] == 2


@each_measure
@once
def test_a_wrong_record_is_refused_by_the_field_that_is_wrong(
    row: Measure, shared: tuple[Desk, dict[str, str]]
):
    desk, links = shared
    answer = desk.try_post("measures", row.wrong.put_into(record(row, links)))
    problem = answered(answer)
    assert (answer.status_code, problem["code"]) == (row.wrong.http, row.wrong.code)
    assert set(problem["errors"]) == {row.wrong.named}
    assert [found["code"] for found in problem["errors"][row.wrong.named]] == [row.wrong.code]
    assert desk.read()["version"] == desk.version


@each_measure
def test_a_correction_and_an_annulment_leave_what_was_known_before(row: Measure, centre: Client):
    desk, body = right(row, centre)
    made = desk.post("measures", body)
    mended = {name: value for name, value in row.fix.items() if name in FIELDS}
    attributes = {name: value for name, value in row.fix.items() if name not in FIELDS}
    fixed = desk.correct(made["entry_id"], provided_on=AGAIN, **mended, **attributes_of(attributes))
    gone = desk.annul(made["entry_id"])
    then = measure(desk, made["entry_id"], known_position=made["position"])
    assert (then["provided_on"], then["attributes"]) == (DAY, body["attributes"])
    since = {"known_position": fixed["position"]}
    now = measure(desk, made["entry_id"], **since)
    assert now["provided_on"] == AGAIN
    assert now["attributes"] == {**body["attributes"], **attributes}
    assert {name: now[name] for name in mended} == mended
    assert measures(desk, as_of="2025-07-08", **since) == {}
    assert measures(desk, known_position=gone["position"]) == {}
    line = desk.lines()[made["entry_id"]]
    assert (line["state"], line["effective_on"]) == ("annulled", AGAIN)
    assert (line["corrected_by"], line["annulled_by"]) == (fixed["position"], gone["position"])


def right(row: Measure, client: Client) -> tuple[Desk, dict[str, Any]]:
    """A case, and the body of the full record."""
    desk, links = ready_desk(client)
    return desk, record(row, links)


def record(row: Measure, links: dict[str, str]) -> dict[str, Any]:
    """The body of the full record."""
    made = {"measure_code": row.code, "provided_on": DAY, "result": "COMPLETED"}
    return {**made, **body_of(row.right, FIELDS, links)}


def attributes_of(given: dict[str, Any]) -> dict[str, Any]:
    return {"attributes": given} if given else {}


def own_fields(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in FIELDS}


def personal_file(desk: Desk, *, by: Client | None = None, **point: Any) -> dict[str, Any]:
    client = by or desk.client
    return answered(client.get(f"{desk.path}/personal-file", {"as_of": LATER, **point}))


def measures(desk: Desk, **point: Any) -> dict[str, dict[str, Any]]:
    return {line["entry_id"]: line for line in personal_file(desk, **point)["measures"]}


def measure(desk: Desk, entry: str, **point: Any) -> dict[str, Any]:
    return measures(desk, **point)[entry]


def changes(desk: Desk, position: int) -> dict[str, Any]:
    event = next(event for event in desk.trail() if event["position"] == position)
    assert all(change["before"] is None for change in event["changes"])
    return {change["field"]: change["after"] for change in event["changes"]}


def said(body: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail must say of the record."""
    attributes = {f"attributes.{name}": value for name, value in body["attributes"].items()}
    return {name: body[name] for name in ("measure_code", "provided_on", "result")} | attributes
