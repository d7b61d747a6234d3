"""An erasure is shown by an act without a personal word, and takes nothing from the figures."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from api.context import EXTENSION
from tests.support.desk import Desk
from tests.support.hostile import codes_by_field, problem, refused
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
from tests.support.shell import Shell

WHO = {
    "last_name": "Тринадцатиборская",
    "first_name": "Мстислава",
    "middle_name": "Бориполковна",
    "snils": "112-233-445 95",
    "phone": "+79161234567",
    "email": "mstislava.13@example.org",
}
ACT = {"reason": "Отзыв согласия на обработку", "act_number": "17-У"}
SECRETS = (*WHO.values(), "11223344595", "2005-03-14", "ДГ-77/13", "Слово о человеке")


def lived(client: Client) -> Desk:
    """A case of which many kinds of personal data were said."""
    desk = Desk(client, person=person(**WHO))
    evidence = {"kind": "LABOUR_CONTRACT", "number": "ДГ-77/13"}
    desk.post("statuses", employed(evidence=evidence, attributes={"position": "Токарь"}))
    note = {"measure_code": "RESUME", "provided_on": "2025-07-01", "result": "PROVIDED"}
    desk.post("measures", {**note, "result_note": "Слово о человеке"})
    return desk


def erase(installation: Installation, desk: Desk, **said: str) -> Any:
    return installation.admin().post(f"{desk.path}/erasure", ACT | said)


def test_one_call_gives_the_act_and_the_extract(installation: Installation, staff: Client):
    desk = lived(staff)
    assert refused(installation.admin().get(f"{desk.path}/erasure-act")) == (404, "NOT_FOUND")
    assert erase(installation, desk).status_code == 201
    told = answered(installation.admin().get(f"{desk.path}/erasure-act"))
    act, extract = told["act"], told["extract"]
    assert (act["act_number"], act["reason"], act["case_id"]) == (
        "17-У",
        ACT["reason"],
        desk.case_id,
    )
    assert act["operator"]["name"] == f"Техникум {SCHOOL}"
    assert act["categories_exact"] is True
    assert {each["code"] for each in act["categories"]} == {
        *("NAMES", "BIRTH_DATE", "SNILS", "CONTACTS", "SEX_AND_CITIZENSHIP", "EVIDENCE"),
        *("ATTRIBUTES", "WORDS"),
    }
    assert "179" in act["order"]
    assert act["actor"].startswith("admin-")
    assert extract["categories"] == act["categories"]
    topics = {each["topic"]: each["destroyed"] for each in extract["events"]}
    assert topics["case.opened"] is True
    assert topics["case.personal-data-erased"] is False
    assert extract["events"][-1]["position"] == act["position"]
    book = installation.admin().get(f"{desk.path}/erasure-act", {"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.get_data())).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row]
    assert "Акт об уничтожении персональных данных № 17-У" in cells
    csv = installation.admin().get(f"{desk.path}/erasure-act", {"format": "csv"}).text
    shell = Shell(installation.environ)
    screen = shell.out("erasure-act", desk.case_id)
    assert ACT["reason"] in screen
    assert json.loads(shell.out("erasure-act", desk.case_id, "--format", "json")) == told
    texts = (json.dumps(told, ensure_ascii=False), *cells, csv, screen)
    assert [word for word in SECRETS if any(word in text for text in texts)] == []


def test_who_may_read_the_act(installation: Installation, staff: Client):
    desk = lived(staff)
    assert erase(installation, desk).status_code == 201
    for role, scope, status in (
        ("POO_HEAD", {"organisation": SCHOOL}, 200),
        ("ROIV_STAFF", {"regions": ("70",)}, 200),
        ("AUDITOR", {}, 200),
        ("CK_STAFF", {"organisation": SCHOOL}, 403),
        ("POO_HEAD", {"organisation": OTHER_SCHOOL}, 404),
        ("ADMIN", {"regions": ("67",)}, 404),
    ):
        client = installation.client(role, **scope)
        assert client.get(f"{desk.path}/erasure-act").status_code == status, role


@pytest.fixture(scope="module")
def one(standing: Installation) -> Desk:
    return lived(standing.staff())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "Заявление Тринадцатиборской"}, "reason"),
        ({"reason": "по просьбе мстиславы"}, "reason"),
        ({"reason": "СНИЛС 112 233 445-95"}, "reason"),
        ({"reason": "звонок с 8 (916) 123-45-67"}, "reason"),
        ({"reason": "письмо MSTISLAVA.13@example.org"}, "reason"),
        ({"act_number": "5/Тринадцатиборская"}, "act_number"),
    ],
)
def test_an_act_does_not_name_the_person(
    standing: Installation, one: Desk, said: dict[str, str], field: str
):
    told = problem(erase(standing, one, **said))
    assert codes_by_field(told) == {field: "INVALID"}
    file = answered(one.client.get(one.path))
    assert file["person"]["last_name"] == WHO["last_name"]


FIGURES: list[tuple[str, dict[str, str]]] = [
    ("snapshot", {"by": "organisation,status_group,municipality"}),
    ("cohorts", {}),
    ("indicators/S004-I1", {"graduation_year": "2025"}),
    ("risks", {}),
    ("routing/funnel", {}),
    ("quality", {}),
    ("sources", {}),
]
OF_GRADUATES = 5
"""So many count graduates. The others count entries, of which an erasure is one, and faults."""


def figures(client: Client) -> list[dict[str, Any]]:
    """What is counted, but for the point of the answer and what is in its addresses."""
    answers = [client.get(path, query) for path, query in FIGURES]
    assert {answer.status_code for answer in answers} == {200}
    return [without_point(answered(answer)) for answer in answers]


def without_point(told: Any) -> Any:
    if isinstance(told, list):
        return [without_point(each) for each in told]
    if not isinstance(told, dict):
        return told
    apart = {"point", "links", "templates"}
    return {name: without_point(each) for name, each in told.items() if name not in apart}


def test_figures_stay_and_a_rebuild_gives_the_same(
    installation: Installation, staff: Client, tmp_path: Path
):
    desk = lived(staff)
    lived_too = Desk(staff)
    lived_too.post("statuses", employed(attributes={"employer_inn": "500100732259"}))
    auditor = installation.auditor()
    before = figures(auditor)
    timeline = answered(auditor.get(f"{desk.path}/timeline"))["entries"]
    assert erase(installation, desk).status_code == 201
    assert erase(installation, lived_too, act_number="18-У").status_code == 201
    after = figures(auditor)
    assert after[:OF_GRADUATES] == before[:OF_GRADUATES]
    shell = Shell(installation.environ)
    shell.out("rebuild")
    assert figures(auditor) == after
    again = answered(auditor.get(f"{desk.path}/timeline"))["entries"]
    assert [each["code"] for each in again[: len(timeline)]] == [each["code"] for each in timeline]
    kept = tmp_path / "ledger.jsonl"
    shell.out("export", kept)
    assert [word for word in SECRETS if word in kept.read_text("utf-8")] == []


def test_an_older_act_tells_what_the_clear_part_does(installation: Installation, staff: Client):
    """As of an installation in which acts did not count what they destroyed."""
    desk = lived(staff)
    service = installation.app.extensions[EXTENSION].current()
    service.keys.erase(UUID(desk.case_id), actor="admin", at=service.now(), **ACT)
    assert erase(installation, desk).status_code == 201
    act = answered(installation.admin().get(f"{desk.path}/erasure-act"))["act"]
    codes = [each["code"] for each in act["categories"]]
    assert (codes, act["categories_exact"]) == (["NAMES", "BIRTH_DATE", "SNILS", "OTHER"], False)
    assert answered(installation.staff(FAR_SCHOOL).get("cases"))["cases"] == []
