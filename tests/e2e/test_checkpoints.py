"""An edition holds to the ledger it was made of: what is changed behind everybody's back shows.

Changing it is the one thing here that is not done over HTTP: no part of the API can.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.support.desk import Desk
from tests.support.http import Client, Installation, answered
from tests.support.tampering import Plant, re_dated, removed, sealed_part, swapped, tamper
from tests.support.tree_asker import make_small

EMPTY = "0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
OPENED, EMPLOYED = 4, 6
"""Positions: before them are the organisations, between them is the graduation."""


@pytest.fixture(autouse=True)
def small_subtrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a few events, most are in subtrees that are kept when an edition is issued."""
    make_small(monkeypatch.setattr)


def issue(client: Client, **body: Any) -> dict[str, Any]:
    """Issue a form; the edition as it is read."""
    answer = client.post("reports", {"form": "A", "as_of": "2025-09-01", **body})
    assert answer.status_code == 201, answer.text
    return answered(client.get(f"reports/{answered(answer)['report_id']}"))


def regenerated(client: Client, report: dict[str, Any]) -> dict[str, Any]:
    """What the edition is when it is made again."""
    answer = client.post(f"reports/{report['report_id']}/regeneration", {})
    assert answer.status_code == 200, answer.text
    return answered(answer)


@pytest.fixture
def desk(staff: Client) -> Desk:
    """The case of a graduate who works."""
    desk = Desk(staff)
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01")
    return desk


def test_an_edition_holds_its_checkpoint(staff: Client, desk: Desk) -> None:
    report = issue(staff)
    assert report["point"]["known_position"] == EMPLOYED
    assert report["checkpoint"].startswith(f"{EMPLOYED} ")
    again = regenerated(staff, report)
    assert again["identical"]
    assert again["checkpoint_then"] == again["checkpoint_now"] == report["checkpoint"]
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-10-01")
    assert regenerated(staff, report) == again
    earlier = issue(staff, known_position=EMPLOYED)
    assert earlier["checkpoint"] == report["checkpoint"]
    assert issue(staff)["checkpoint"] != report["checkpoint"]


def test_the_sheet_of_the_method_tells_the_checkpoint(staff: Client, desk: Desk) -> None:
    del desk
    report = issue(staff)
    file = staff.get(f"reports/{report['report_id']}/content", {"format": "xlsx"})
    workbook = CalamineWorkbook.from_filelike(BytesIO(file.data))
    rows = workbook.get_sheet_by_name("Методика").to_python()
    assert ["Контрольная точка журнала", report["checkpoint"]] in [row[:2] for row in rows]


def test_a_table_that_is_no_edition_has_none(staff: Client, desk: Desk) -> None:
    del desk
    draft = staff.get("forms/A/table", {"as_of": "2025-09-01", "format": "json"})
    assert draft.status_code == 200
    assert "Контрольная точка" not in draft.text


def test_the_empty_ledger_has_a_checkpoint(installation: Installation) -> None:
    region = installation.client("ROIV_STAFF", regions=("70",))
    report = issue(region, known_position=0)
    assert report["checkpoint"] == EMPTY
    assert regenerated(region, report)["identical"]


@pytest.mark.parametrize(
    ("plant", "position"),
    [
        (sealed_part, OPENED),
        (re_dated, OPENED),
        (swapped, EMPLOYED),
        (re_dated, 1),
    ],
)
def test_a_change_of_which_no_figure_knows_shows(
    installation: Installation, staff: Client, desk: Desk, plant: Plant, position: int
) -> None:
    del desk
    before = issue(staff, known_position=0)
    report = issue(staff)
    tamper(installation.database_url, plant, position)
    again = regenerated(staff, report)
    assert all(file["identical"] for file in again["files"])
    assert not again["identical"]
    assert again["checkpoint_then"] == report["checkpoint"]
    assert again["checkpoint_now"] != report["checkpoint"]
    assert again["checkpoint_now"].startswith(f"{EMPLOYED + 1} ")
    assert regenerated(staff, before)["identical"]


def test_an_event_that_is_gone_shows(installation: Installation, staff: Client, desk: Desk) -> None:
    del desk
    report = issue(staff)
    tamper(installation.database_url, removed, OPENED)
    again = regenerated(staff, report)
    assert not again["identical"]
    assert (again["checkpoint_then"], again["checkpoint_now"]) == (report["checkpoint"], None)
