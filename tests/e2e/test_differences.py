"""What moved a figure, over HTTP: cells, cases, events; points, rights, bad input."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import msgspec
import pytest

from tests.support.desk import Desk
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    person,
)

DAY = "2025-12-31"
SURNAME = "Незабудкина"
WORK = "EMPLOYED_LABOUR_CONTRACT"


def head(client: Client) -> int:
    position: int = answered(client.get("ledger/head"))["position"]
    return position


def asked(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("differences", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def cells(told: dict[str, Any]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The moved cells by measure and values of the key; each is checked to add up."""
    for cell in told["cells"]:
        assert cell["delta"] == cell["after"] - cell["before"] == cell["entered"] - cell["left"]
        assert sum(case["delta"] for case in cell["cases"]) == cell["delta"]
        assert cell["next"] is None
    return {(cell["measure"], *cell["key"].values()): cell for cell in told["cells"]}


@pytest.fixture
def desk(staff: Client) -> Desk:
    return Desk(staff, person=person(last_name=SURNAME))


def test_what_became_known_moves_the_cells_of_two_statuses(desk: Desk):
    before = head(desk.client)
    work = desk.post("statuses", employed("2025-08-01"))
    told = asked(desk.client, known_from=before, as_of=DAY, by="organisation")
    found = cells(told)
    assert {name[0] for name in found} == {"statuses", "groups", "at_risk_strict", "at_risk_form"}
    gone, come = found["statuses", SCHOOL, "NO_DATA"], found["statuses", SCHOOL, WORK]
    assert (gone["before"], gone["after"], gone["delta"]) == (1, 0, -1)
    assert (come["before"], come["after"], come["delta"]) == (0, 1, 1)
    (case,) = come["cases"]
    assert case["case_id"] == desk.case_id
    assert (case["before"]["status"], case["after"]["status"]) == ("NO_DATA", WORK)
    assert (case["events"], case["cause"]) == ([work["position"]], "EVENTS")
    (record,) = told["records"]
    assert record["position"] == work["position"]
    assert (record["topic"], record["kind"], record["code"]) == (
        "case.status-recorded", "statuses", WORK,
    )  # fmt: skip
    assert (record["role"], record["case_id"]) == ("CK_STAFF", desk.case_id)
    assert record["entry_id"] == work["entry_id"]
    assert record["recorded_at"].endswith("Z")
    assert told["labels"]["statuses"]["NO_DATA"] == "Нет сведений"
    assert (told["before"], told["after"], told["total"]) == (1, 1, len(found))


def test_the_answer_carries_both_points_and_can_be_asked_again(desk: Desk):
    before = head(desk.client)
    desk.post("statuses", employed("2025-08-01"))
    told = asked(desk.client, known_from=before, as_of=DAY)
    points = told["points"]
    assert told["point"] == points["after"]
    assert [points[side]["as_of"] for side in ("before", "after")] == [DAY, DAY]
    assert points["before"]["known_position"] == before
    assert points["after"]["known_position"] == before + 1
    moments = {
        f"known_at_{end}": points[side]["known_at"]
        for end, side in (("from", "before"), ("to", "after"))
    }
    again = asked(desk.client, as_of_from=DAY, as_of_to=DAY, **moments)
    assert {**again, "points": points} == told
    desk.post("confirmations", {"effective_on": "2025-10-01", "source": "EMPLOYER"})
    assert asked(desk.client, known_from=before, known_to=before + 1, as_of=DAY) == told


def test_between_two_dates_the_events_are_those_that_name_a_day(desk: Desk):
    work = desk.post("statuses", employed("2025-08-01"))
    told = asked(desk.client, as_of_from="2025-07-31", as_of_to="2025-08-01")
    (case,) = cells(told)["statuses", WORK]["cases"]
    assert (case["events"], case["cause"]) == ([work["position"]], "EVENTS")
    assert asked(desk.client, as_of_from="2025-08-01", as_of_to=DAY)["cells"] == []


def test_what_no_event_names_is_the_calendars(desk: Desk):
    query = {"as_of_from": DAY, "as_of_to": "2026-01-01", "by": "category"}
    found = cells(asked(desk.client, **query))
    (case,) = found["total", "PREVIOUS_YEARS"]["cases"]
    assert (case["events"], case["cause"], case["delta"]) == ([], "CALENDAR", 1)
    assert {name[1] for name in found} == {"PREVIOUS_YEARS"}


def test_what_a_named_event_hides_is_named_where_it_would_move_the_case(desk: Desk):
    """Without the death alone the case would not be back at «no data»: it would be at work."""
    before = head(desk.client)
    death = desk.status("DECEASED", "2025-09-01")
    work = desk.post("statuses", employed("2025-08-01"))
    told = cells(asked(desk.client, known_from=before, as_of=DAY))
    (gone,) = told["statuses", "NO_DATA"]["cases"]
    (come,) = told["statuses", "DECEASED"]["cases"]
    assert gone["events"] == [death["position"], work["position"]]
    assert come["events"] == [death["position"]]


def test_a_case_opened_between_has_no_row_before(staff: Client):
    before = head(staff)
    desk = Desk(staff)
    told = asked(staff, known_from=before, as_of=DAY)
    (case,) = cells(told)["total",]["cases"]
    assert (case["case_id"], case["before"]) == (desk.case_id, None)
    assert case["after"]["lifecycle"] == "GRADUATED"
    assert [record["topic"] for record in told["records"]] == ["case.opened", "case.graduated"]


def test_an_event_of_a_school_is_named_where_it_moves_its_cases(desk: Desk, installation):
    before = head(desk.client)
    admin = installation.admin()
    changed = admin.post(
        f"organisations/{SCHOOL}/changes", {"effective_on": "2025-09-01", "has_centre": False}
    )
    assert changed.status_code == 201, changed.text
    told = asked(desk.client, known_from=before, as_of=DAY, by="category")
    (case,) = cells(told)["total", "ORG_WITHOUT_CENTRE"]["cases"]
    assert case["events"] == [before + 1]
    (record,) = told["records"]
    assert (record["topic"], record["about"]) == ("organisation.changed", SCHOOL)
    assert asked(desk.client, known_from=before, as_of="2025-08-31", by="category")["cells"] == []


def test_cases_that_change_places_move_a_cell_whose_count_stays(staff: Client):
    one, other = Desk(staff), Desk(staff)
    work = one.post("statuses", employed("2025-08-01"))
    before = head(staff)
    one.post(f"entries/{work['entry_id']}/annulment", {"reason": "ошибка"})
    other.post("statuses", employed("2025-08-01"))
    cell = cells(asked(staff, known_from=before, as_of=DAY))["statuses", WORK]
    assert (cell["before"], cell["after"], cell["delta"]) == (1, 1, 0)
    assert {(case["case_id"], case["delta"]) for case in cell["cases"]} == {
        (one.case_id, -1),
        (other.case_id, 1),
    }


def test_a_long_cell_goes_on_page_by_page(staff: Client):
    before = head(staff)
    opened = [Desk(staff).case_id for _ in range(5)]
    told = asked(staff, known_from=before, as_of=DAY, by="organisation", limit=2)
    (total,) = (cell for cell in told["cells"] if cell["measure"] == "total")
    assert (total["entered"], len(total["cases"])) == (5, 2)
    Desk(staff)  # which the pages that follow know nothing of
    listed, address = total["cases"], total["next"]
    while address:
        answer = staff.get(address)
        page = answered(answer)
        assert (page["key"], page["measure"]) == (total["key"], "total")
        assert page["points"] == told["points"]
        listed += page["cases"]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert [case["case_id"] for case in listed] == opened


def test_the_key_of_a_cell_lists_its_cases_as_filters(desk: Desk):
    before = head(desk.client)
    desk.post("statuses", employed("2025-08-01"))
    for cell in asked(desk.client, known_from=before, as_of=DAY, by="organisation")["cells"]:
        for side, known in (("before", before), ("after", before + 1)):
            query = {**cell["key"], "as_of": DAY, "known_position": known}
            listed = answered(desk.client.get("snapshot/cases", query))["cases"]
            assert len(listed) == cell[side]


def test_who_sees_what(desk: Desk, installation: Installation):
    before = head(desk.client)
    desk.post("statuses", employed("2025-08-01"))
    query = {"known_from": before, "as_of": DAY}
    assert asked(installation.staff(OTHER_SCHOOL), **query)["cells"] == []
    assert asked(installation.client("BCK_STAFF", regions=("67",)), **query)["cells"] == []
    assert asked(installation.client("ROIV_STAFF", regions=("70",)), **query)["cells"]
    assert asked(installation.auditor(), **query)["records"][0]["role"] == "CK_STAFF"
    assert SURNAME not in desk.client.get("differences", query).text
    for path in ("differences", "differences/cases"):
        refused = installation.admin().get(path, {**query, "cell": "x"} if "/" in path else query)
        assert refused.status_code == 403, path
    foreign = desk.client.get("differences", {**query, "organisation": FAR_SCHOOL})
    assert (foreign.status_code, answered(foreign)["code"]) == (403, "FORBIDDEN")


def test_the_school_that_a_case_has_left_reads_no_event_of_it(staff: Client):
    before = head(staff)
    student = Desk(staff, graduation_date=None, graduation_year=2026)
    moved = {"kind": "TRANSFERRED", "effective_on": "2025-10-01", "to_organisation": OTHER_SCHOOL}
    student.post("movements", moved)
    told = asked(staff, known_from=before, as_of="2025-09-15", lifecycle="any")
    (case,) = cells(told)["total",]["cases"]
    assert case["case_id"] == student.case_id
    assert [record["position"] for record in told["records"]] == case["events"]
    assert all(record == {"position": p, "hidden": True}
               for record, p in zip(told["records"], case["events"], strict=True))  # fmt: skip


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({}, "REQUIRED", "known_from"),
        ({"as_of_to": DAY, "known_to": 1}, "REQUIRED", "known_from"),
        ({"as_of_from": DAY, "as_of_to": "2025-01-01"}, "INVALID", "as_of_from"),
        ({"known_from": 2, "known_to": 1}, "INVALID", "known_from"),
        ({"known_from": 1, "known_at_from": "2026-01-01T00:00:00Z"}, "INVALID", "known_from"),
        ({"known_from": 10_000}, "BEYOND_HEAD", "known_from"),
        ({"known_from": 1, "known_to": 10_000}, "BEYOND_HEAD", "known_to"),
        ({"known_at_from": "2199-01-01T00:00:00Z"}, "FUTURE_KNOWN_AT", "known_at_from"),
        ({"known_from": 1, "known_position": 10_000}, "BEYOND_HEAD", "known_position"),
        ({"known_from": "x"}, "INVALID", "known_from"),
        ({"known_from": 1, "by": "surname"}, "INVALID", "by"),
        ({"known_from": 1, "as_of_fro": DAY}, "UNKNOWN_FIELD", "as_of_fro"),
        ({"known_from": 1, "limit": 0}, "INVALID", "limit"),
        ({"known_from": 1, "status": "EMPLOYD"}, "UNKNOWN_CODE", "status"),
        ({"known_from": 1, "cursor": "x"}, "INVALID", "cursor"),
        ({"cursor": "bm90IGEgY3Vyc29y"}, "INVALID", "cursor"),
    ],
)
def test_a_mistyped_question_is_not_answered(staff: Client, query, code, field):
    for path, more in (("differences", {}), ("differences/cases", {"cell": "x"})):
        answer = staff.get(path, {**query, **more})
        assert (answer.status_code, answered(answer)["code"]) == (422, code), path
        assert [*answered(answer)["errors"]] == [field]


CELLS = [
    ["total", {}],
    ["surnames", {"organisation": SCHOOL}],
    ["total", {"organisation": SCHOOL, "x": "y"}],
    ["total", {"organisation": 1}],
    ["statuses", {"organisation": SCHOOL}],
    ["statuses", {"organisation": SCHOOL, "status": None}],
    ["statuses", {"organisation": SCHOOL, "status": ["NO_DATA"]}],
    ["at_risk_form", {"organisation": SCHOOL, "at_risk": "strict"}],
]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_cell_that_the_question_has_not_is_refused(staff: Client, cell):
    measure, key = cell
    text = msgspec.json.encode({"measure": measure, "key": key})
    query = {"known_from": 1, "by": "organisation", "cell": urlsafe_b64encode(text).decode()}
    answer = staff.get("differences/cases", query)
    assert answer.status_code == 422
    assert [*answered(answer)["errors"]] == ["cell"]


def test_a_cell_must_be_named(staff: Client):
    answer = staff.get("differences/cases", {"known_from": 1})
    assert (answer.status_code, [*answered(answer)["errors"]]) == (422, ["cell"])
