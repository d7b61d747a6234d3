"""Restatements over HTTP: what moved an edition, cell by cell, case by case, event by event."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.support.http import (
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    open_case,
)

DAY = "2025-12-31"
FORM_A = {"form": "A", "as_of": DAY, "parameters": {"graduation_year": 2025, "rows": "5"}}


def written(client: Client, case: dict[str, Any], path: str, body: Any) -> dict[str, Any]:
    version = answered(client.get(f"cases/{case['case_id']}"))["version"]
    answer = client.post(f"cases/{case['case_id']}/{path}", body, version=version)
    assert answer.status_code == 201, answer.text
    return answered(answer)


class Told:
    """A centre's edition, and what was recorded after it."""

    def __init__(self, installation: Installation) -> None:
        self.centre = installation.staff()
        self.silent, self.works = open_case(self.centre), open_case(self.centre)
        status = written(self.centre, self.works, "statuses", employed())
        self.report = self.issued()
        self.news = written(self.centre, self.silent, "statuses", employed("2025-10-01"))
        reason = {"reason": "Не по специальности", "attributes": {"in_specialty": False}}
        fixed = f"entries/{status['entry_id']}/correction"
        self.correction = written(self.centre, self.works, fixed, reason)

    def issued(self) -> str:
        answer = self.centre.post("reports", FORM_A)
        assert answer.status_code == 201, answer.text
        return str(answered(answer)["report_id"])

    def restated(self, **query: Any) -> dict[str, Any]:
        answer = self.centre.get(f"reports/{self.report}/restatement", query)
        assert answer.status_code == 200, answer.text
        return answered(answer)


@pytest.fixture(scope="module")
def told(standing: Installation) -> Told:
    return Told(standing)


def cell(told: dict[str, Any], column: str, **key: str) -> dict[str, Any]:
    (found,) = [
        each
        for each in told["cells"]
        if (each["table"], each["row"], each["column"]) == ("main", "01", column)
        and each["key"] == key
    ]
    return found


def test_every_cell_that_moved_with_its_cases_and_their_events(told: Told):
    answer = told.restated()
    assert answer["points"]["before"]["as_of"] == answer["points"]["after"]["as_of"] == DAY
    works, silent = told.works["case_id"], told.silent["case_id"]
    employed_now = cell(answer, "08")
    assert (employed_now["before"], employed_now["after"], employed_now["delta"]) == (1, 2, 1)
    (part,) = employed_now["parts"]
    assert (part["entered"], part["left"]) == (1, 0)
    (case,) = part["cases"]
    assert (case["case_id"], case["events"]) == (silent, [told.news["position"]])
    in_specialty = cell(answer, "09")
    (part,) = in_specialty["parts"]
    moves = {case["case_id"]: (case["delta"], case["events"]) for case in part["cases"]}
    assert in_specialty["delta"] == 0
    assert moves == {
        silent: (1, [told.news["position"]]),
        works: (-1, [told.correction["position"]]),
    }
    assert cell(answer, "20")["after"] == 0
    positions = {record["position"] for record in answer["records"]}
    assert positions == {told.news["position"], told.correction["position"]}


def test_cells_that_have_not_moved_are_not_told(told: Told):
    columns = {each["column"] for each in told.restated()["cells"] if each["table"] == "main"}
    assert columns == {"08", "09", "20"}


def test_blocks_and_totals_move_alike(told: Told):
    answer = told.restated()
    block = {"organisation": SCHOOL, "programme_code": "15.02.16"}
    assert cell(answer, "08", **block)["parts"] == cell(answer, "08")["parts"] or (
        cell(answer, "08", **block)["delta"] == cell(answer, "08")["delta"]
    )


def test_a_table_or_a_block_alone_and_cells_without_their_cases(told: Told):
    whole = told.restated()["cells"]
    block = {"organisation": SCHOOL, "programme_code": "15.02.16"}
    named = {f"block_{name}": value for name, value in block.items()}
    spans = (
        ({"within": "table", "table": "summary"}, lambda c: c["table"] == "summary"),
        ({"within": "block"}, lambda c: (c["table"], c["key"]) == ("main", {})),
        ({"within": "block", **named}, lambda c: (c["table"], c["key"]) == ("main", block)),
    )
    for asked, is_in in spans:
        found = told.restated(**asked)
        assert found["cells"] == [each for each in whole if is_in(each)]
        assert 0 < found["total"] == len(found["cells"]) < len(whole)
    bare = told.restated(few=len(whole) - 1)
    assert [part["cases"] for each in bare["cells"] for part in each["parts"]] == [
        [] for each in whole for _ in each["parts"]
    ]
    assert (bare["total"], bare["records"]) == (len(whole), [])
    assert cell(bare, "08")["parts"][0]["entered"] == 1
    assert told.restated(few=len(whole))["cells"] == whole


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"table": "main"}, "within"),
        ({"within": "table", "block_organisation": SCHOOL}, "within"),
        ({"within": "block", "block_organisation": SCHOOL}, "block_…"),
        ({"within": "table", "table": "none"}, "table"),
        ({"within": "row"}, "within"),
        ({"few": 0}, "few"),
    ],
)
def test_a_part_of_the_form_is_named_as_there_is_one(told: Told, asked: Any, field: str):
    answer = told.centre.get(f"reports/{told.report}/restatement", asked)
    assert answer.status_code == 422
    assert field in answered(answer)["errors"]


def test_the_ways_down_lead_to_as_many_cases(told: Told):
    moved = cell(told.restated(), "09")
    (part,) = moved["parts"]
    for side in ("before", "after"):
        found = answered(told.centre.get(part["links"][side]))
        assert found["total"] == moved[side]
    moved_cases = answered(told.centre.get(part["links"]["moved"]))
    assert moved_cases["cases"] == part["cases"]


def test_the_cases_of_a_cell_page(told: Told):
    path = cell(told.restated(), "09")["parts"][0]["links"]["moved"] + "&limit=1"
    found = []
    while path:
        answer = told.centre.get(path)
        found += [case["case_id"] for case in answered(answer)["cases"]]
        path = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert sorted(found) == sorted([told.works["case_id"], told.silent["case_id"]])


def test_against_another_edition_it_is_the_same_as_against_its_point(told: Told):
    later = told.issued()
    against = told.restated(against=later)
    at = against["points"]["after"]["known_position"]
    pinned = told.restated(known_position=at)
    assert against["total"] == pinned["total"]
    strip = [{**each, "parts": None} for each in against["cells"]]
    assert strip == [{**each, "parts": None} for each in pinned["cells"]]
    (part,) = cell(against, "08")["parts"]
    assert answered(told.centre.get(part["links"]["after"]))["total"] == 2


def test_nothing_moves_against_its_own_point(told: Told):
    own = answered(told.centre.get(f"reports/{told.report}"))["point"]["known_position"]
    answer = told.restated(known_position=own)
    assert (answer["total"], answer["cells"], answer["records"]) == (0, [], [])


def test_an_auditor_files_it(told: Told, standing: Installation):
    answer = standing.auditor().get(f"reports/{told.report}/restatement", {"format": "xlsx"})
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert book.sheet_names == ["Изменения", "Дела", "События"]
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    flat = " ".join(str(value) for row in rows for value in row)
    assert str(told.news["position"]) in flat
    assert told.silent["case_id"] in flat
    again = standing.auditor().get(
        f"reports/{told.report}/restatement",
        {"format": "xlsx", "known_position": answered(told.centre.get("ledger/head"))["position"]},
    )
    assert again.data == answer.data


def test_what_cannot_be_compared(told: Told, standing: Installation):
    path = f"reports/{told.report}/restatement"
    other = answered(told.centre.post("reports", {**FORM_A, "form": "C", "parameters": {}}))
    for query, status, code in (
        ({"against": other["report_id"]}, 409, "NOT_COMPARABLE"),
        ({"known_position": 1}, 409, "NOT_COMPARABLE"),
        ({"as_of": "2025-01-01"}, 409, "NOT_COMPARABLE"),
        ({"against": other["report_id"], "known_position": 1}, 422, "INVALID"),
        ({"against": "nonsense"}, 422, "INVALID"),
        ({"known_position": 10**9}, 422, "BEYOND_HEAD"),
    ):
        answer = told.centre.get(path, query)
        assert (answer.status_code, answered(answer)["code"]) == (status, code), query
    assert told.centre.get(f"{path}/cases").status_code == 422
    assert told.centre.get(f"{path}/cases", {"column": "99"}).status_code == 422
    foreign = standing.client("BCK_STAFF", regions=("67",))
    assert foreign.get(path).status_code == 404
    assert standing.client("CZN_OFFICER", regions=("70",)).get(path).status_code == 403


def test_a_later_date_moves_it_too(told: Told):
    civil = {**employed("2026-02-01"), "status_code": "EMPLOYED_CIVIL_CONTRACT"}
    written(told.centre, told.works, "statuses", civil)
    answer = told.restated(as_of="2026-03-01")
    assert answer["points"]["after"]["as_of"] == "2026-03-01"
    assert answer["total"] > 0


def test_a_block_is_called_as_its_school_is_at_the_later_point(installation: Installation):
    told = Told(installation)
    change = {"effective_on": "2025-12-01", "name": "Колледж имени Ползунова"}
    done = installation.admin().post(f"organisations/{SCHOOL}/changes", change)
    assert done.status_code == 201, done.text
    answer = told.restated()
    block = {"organisation": SCHOOL, "programme_code": "15.02.16"}
    assert change["name"] in cell(answer, "08", **block)["block"]
    assert cell(answer, "08")["after"] == 2
