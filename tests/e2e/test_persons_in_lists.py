"""Who stands in a list: the same person as in the case, whatever else was recorded there."""

from __future__ import annotations

from typing import Any

from tests.support.desk import WORK, Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered


def listed(client: Client, desk: Desk, **query: Any) -> dict[str, Any]:
    rows = answered(client.get("cases", query))["cases"]
    (row,) = [row for row in rows if row["case_id"] == desk.case_id]
    return row


def agree(client: Client, desk: Desk, **query: Any) -> str:
    """The surname, of which list and case say the same."""
    row, case = listed(client, desk, **query), answered(client.get(desk.path, query))
    assert row["person"].items() <= case["person"].items()
    surname: str = row["person"]["last_name"]
    return surname.partition("-")[0]


def test_a_list_shows_the_person_whatever_was_corrected_in_the_case(staff: Client) -> None:
    desk = Desk(staff)
    evidence = {"kind": "WORK_CERTIFICATE", "number": "17"}
    work = desk.status(WORK, "2025-08-01", evidence=evidence)["entry_id"]
    desk.correct(work, attributes={"in_specialty": False})
    assert agree(staff, desk) == "Петрова"
    married = {"reason": "Брак", "last_name": "Ильина", "effective_on": "2025-09-01"}
    change = desk.post("person-changes", married)["entry_id"]
    assert agree(staff, desk) == "Ильина"
    assert agree(staff, desk, as_of="2025-08-31") == "Петрова"
    before = desk.correct(change, last_name="Ильинская")["position"] - 1
    assert agree(staff, desk) == "Ильинская"
    assert agree(staff, desk, known_position=before) == "Ильина"
    desk.post(f"entries/{work}/annulment", {"reason": "Чужая запись"})
    desk.post(f"entries/{change}/annulment", {"reason": "Не тот человек"})
    assert agree(staff, desk) == "Петрова"
    desk.post("person-changes", {"reason": "Описка", "last_name": "Смирнова"})
    assert agree(staff, desk, as_of="2025-08-31") == "Смирнова"


def test_a_list_shows_nobody_who_has_gone_to_another_school(installation: Installation) -> None:
    staff, other = installation.staff(SCHOOL), installation.staff(OTHER_SCHOOL)
    desk = Desk(staff, graduation_date=None)
    moved = {"kind": "TRANSFERRED", "effective_on": "2025-02-01", "to_organisation": OTHER_SCHOOL}
    entry = desk.post("movements", moved)["entry_id"]
    assert listed(staff, desk, as_of="2025-01-31")["person"] is None
    assert listed(other, desk)["person"]["last_name"].startswith("Петрова")
    desk.client, back = other, {"reason": "Приказ отменён"}
    assert desk.try_post(f"entries/{entry}/annulment", back).status_code == 201
    assert listed(staff, desk)["person"]["last_name"].startswith("Петрова")
