"""The quality of data over HTTP and on the command line: scores, cases, files, who sees what."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from api.cli import main
from projections.quality.asked import FINDINGS, KINDS
from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, person

POINT = {"as_of": "2025-08-20"}
SURNAME = "Незабудкина"
COMPLETE = {
    "position": "Техник",
    "contract_term": "OPEN",
    "in_specialty_basis": "Трудовая функция",
    "via": "SELF",
    "region": "70",
}
PAPER = {"kind": "LABOUR_CONTRACT", "number": "1"}
SNILS = "11223344595"


@pytest.fixture
def desk(staff: Client) -> Desk:
    """One in whose case much is found, and another in whose nothing is."""
    good = Desk(staff, person=person(snils=SNILS))
    good.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01", attributes=COMPLETE, evidence=PAPER)
    desk = Desk(staff, person=person(last_name=SURNAME))
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01", attributes={"region": "77"})
    return desk


def scores(client: Client, **query: str) -> Any:
    return answered(client.get("quality", POINT | query))


def listed(client: Client, **query: str) -> Any:
    return answered(client.get("quality/cases", POINT | query))


def test_a_school_is_scored_and_told_what_to_do(desk: Desk):
    told = scores(desk.client, least="2")
    (row,) = told["rows"]
    assert (row["organisation"], row["rank"], row["size"]) == (SCHOOL, 1, "RANKED")
    assert row["score"] == {"cases": 1, "of": 2, "percent": 50.0, "reason": None}
    counts = {code: each["count"] for code, each in row["findings"].items() if each["count"]}
    assert counts == {"NO_DOCUMENT": 1, "OUTSIDE_REGION": 1, "INCOMPLETE": 1, "NO_SNILS": 1}
    kinds = {code: each["count"] for code, each in row["kinds"].items() if each["count"]}
    assert kinds == {"UNVERIFIED": 1, "CONTRADICTORY": 1, "MISSING": 1}
    assert row["other_share"] == []
    assert told["total"]["score"] == row["score"]
    assert told["rule"].startswith("Место")
    assert [kind["code"] for kind in told["kinds"]] == list(KINDS)
    named = {one["code"]: one for kind in told["kinds"] for one in kind["findings"]}
    assert list(named) == list(FINDINGS)
    assert named["NO_DOCUMENT"]["advice"].startswith("Получите документ")
    assert scores(desk.client)["rows"][0]["rank"] is None


def test_every_count_leads_to_its_cases(desk: Desk):
    told = scores(desk.client)
    for row in (*told["rows"], told["total"]):
        for counted in (*row["kinds"].values(), *row["findings"].values(), row["with_findings"]):
            found = answered(desk.client.get(counted["cases"]))
            assert (found["total"], len(found["cases"])) == (counted["count"], counted["count"])
            assert found["point"] == told["point"]


def test_a_case_is_told_in_words_with_the_facts_behind(desk: Desk):
    (case,) = listed(desk.client)["cases"]
    assert (case["case_id"], case["person"]["last_name"]) == (desk.case_id, SURNAME)
    found = {each["code"]: each for each in case["findings"]}
    work = desk.read("2025-08-20")["primary_status"]["entry_id"]
    assert found["INCOMPLETE"]["facts"] == {
        "entry_id": work,
        "status_code": "EMPLOYED_LABOUR_CONTRACT",
        "since": "2025-08-01",
        "missing": ["position", "contract_term", "in_specialty_basis", "via"],
    }
    assert "Должность" in found["INCOMPLETE"]["detail"]
    assert "Москва" in found["OUTSIDE_REGION"]["detail"]
    english = desk.client.get("quality/cases", POINT, Accept_Language="en")
    (told,) = answered(english)["cases"]
    detail = {each["code"]: each["detail"] for each in told["findings"]}
    assert detail["NO_SNILS"] == "The СНИЛС is not recorded"
    assert detail["NO_DOCUMENT"].endswith("since 2025-08-01: no document is named")


def test_a_contradiction_names_its_entries_until_it_is_mended(desk: Desk):
    service = desk.status("MILITARY_CONSCRIPT", "2025-09-01", ended_on="2025-09-30")
    search = desk.status("NO_DEMAND", "2025-10-10")
    desk.annul(service["entry_id"])
    on = {"as_of": "2025-10-15", "finding": "INCOMPATIBLE_STATUS"}
    (case,) = answered(desk.client.get("quality/cases", on))["cases"]
    (told,) = case["findings"]
    assert told["facts"]["entry_id"] == search["entry_id"]
    assert [entry["code"] for entry in told["facts"]["entries"]][1] == "NO_DEMAND"
    assert "с 10.10.2025" in told["detail"]
    mended = desk.annul(search["entry_id"])
    assert answered(desk.client.get("quality/cases", on))["total"] == 0
    then = {**on, "known_position": str(mended["position"] - 1)}
    assert answered(desk.client.get("quality/cases", then))["cases"] == [case]


def test_other_is_told_of_the_school_and_of_each_case(desk: Desk):
    odd = Desk(desk.client)
    odd.status("OTHER", "2025-08-05")
    row = scores(desk.client)["rows"][0]
    (share,) = row["other_share"]
    assert (share["graduation_year"], share["cases"], share["of"]) == (2025, 1, 3)
    (case,) = answered(desk.client.get(share["link"]))["cases"]
    assert case["case_id"] == odd.case_id
    assert case["findings"][0]["detail"] == "«Иное»: 1 из 3 выпускников 2025 года"


def test_pages_are_linked_and_pinned(desk: Desk):
    Desk(desk.client)
    first = desk.client.get("quality/cases", {**POINT, "limit": "1"})
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    Desk(desk.client)
    second = desk.client.get(link)
    assert "Link" not in second.headers
    told = [answered(page) for page in (first, second)]
    assert [page["total"] for page in told] == [2, 2]
    assert told[0]["cases"][0]["number"] < told[1]["cases"][0]["number"]


def test_all_of_it_comes_as_a_file(desk: Desk):
    asked = {**POINT, "kind": "MISSING", "format": "csv"}
    answer = desk.client.get("quality/cases", asked)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="quality-cases-')
    lines = csv_rows(answer.data)
    heading = next(n for n, line in enumerate(lines) if line and line[0] == "Фамилия")
    rows = [dict(zip(lines[heading], line, strict=True)) for line in lines[heading + 1 :]]
    assert [row["Замечание"] for row in rows] == ["Неполные реквизиты статуса", "СНИЛС не внесён"]
    assert rows[0]["Фамилия"] == SURNAME
    assert rows[0]["С"] == "01.08.2025"
    assert ["Вид замечаний", "Не заполнено"] in lines
    scored = desk.client.get("quality", {**POINT, "format": "xlsx", "least": "1"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(scored.data)).get_sheet_by_index(0).to_python()
    assert sheet[-1][1] == "Всего"
    assert sheet[-2][:5] == [1, SCHOOL, 2, 1, 50]
    assert desk.client.get("quality", {**POINT, "format": "xlsx", "least": "1"}).data == scored.data


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    stranger = installation.staff(OTHER_SCHOOL)
    assert scores(stranger)["rows"] == []
    assert scores(stranger)["total"]["score"]["reason"]["code"] == "NO_CASES"
    assert listed(stranger)["cases"] == []
    for path in ("quality", "quality/cases"):
        assert stranger.get(path, {"organisation": SCHOOL}).status_code == 403
        assert installation.admin().get(path).status_code == 403
    far = installation.client("BCK_STAFF", regions=("67",))
    assert scores(far)["rows"] == []
    near = installation.client("BCK_STAFF", regions=("70",))
    assert listed(near)["total"] == 1
    auditor = installation.auditor()
    for form in ({}, {"format": "csv"}):
        asked = {**POINT, **form}
        assert SURNAME not in auditor.get("quality/cases", asked).get_data(as_text=True)
        named = auditor.get("quality/cases", asked, X_Purpose="Проверка")
        assert SURNAME in named.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("quality", {"least": "0"}, "least"),
        ("quality", {"format": "pdf"}, "format"),
        ("quality", {"finding": "NO_DATA"}, "finding"),
        ("quality", {"cursor": "x"}, "cursor"),
        ("quality/cases", {"finding": "no_data"}, "finding"),
        ("quality/cases", {"kind": "NO_DATA"}, "kind"),
        ("quality/cases", {"least": "5"}, "least"),
        ("quality/cases", {"category": "NOBODY"}, "category"),
        ("quality/cases", {"cursor": "x"}, "cursor"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(path, query)
    assert refused.status_code == 422
    assert list(answered(refused)["errors"]) == [field]


def test_a_moment_is_answered_as_a_memento(desk: Desk):
    told = desk.client.get("quality", POINT)
    assert "Accept-Datetime" in told.headers["Vary"]
    day = "Thu, 01 Jan 1970 00:00:00 GMT"
    before = desk.client.get("quality", POINT, Accept_Datetime=day)
    assert answered(before)["point"]["known_position"] == 0
    assert answered(before)["rows"] == []


def shell(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["quality", *words], env=installation.environ)


ON = ("--as-of", POINT["as_of"])


def test_the_command_line_scores_schools(installation: Installation, desk: Desk, tmp_path: Path):
    printed = shell(installation, *ON, "--least", "1")
    assert printed.exit_code == 0, printed.output
    line = next(line for line in printed.stdout.splitlines() if SCHOOL in line)
    assert line.split()[:4] == ["1", SCHOOL, "2", "50,0"]
    assert max(map(len, printed.stdout.partition("№")[2].splitlines())) <= 80
    told = json.loads(shell(installation, *ON, "--format", "json").stdout)
    answer = scores(desk.client)
    assert (told["rows"], told["total"]) == (answer["rows"], answer["total"])
    file = tmp_path / "quality.xlsx"
    shell(installation, *ON, "--format", "xlsx", "--output", str(file))
    assert CalamineWorkbook.from_path(file).sheet_names == ["quality"]


def test_the_command_line_lists_cases_without_names(installation: Installation, desk: Desk):
    printed = shell(installation, *ON, "--finding", "no_document", "--organisation", SCHOOL)
    assert printed.exit_code == 0, printed.output
    assert "подтверждающего документа нет" in " ".join(printed.stdout.split())
    assert SURNAME not in printed.stdout
    told = json.loads(shell(installation, *ON, "--kind", "missing", "--format", "json").stdout)
    answer = listed(desk.client, kind="MISSING")
    assert told["total"] == answer["total"] == 1
    assert told["cases"][0]["findings"] == answer["cases"][0]["findings"]
    assert "person" not in told["cases"][0]
    lines = csv_rows(shell(installation, *ON, "--kind", "MISSING", "--format", "csv").stdout_bytes)
    assert ["Дело", "Организация"] in [line[:2] for line in lines]
    nobody = json.loads(
        shell(installation, *ON, "--year", "2024", "--kind", "STALE", "--format", "json").stdout
    )
    assert nobody["cases"] == []


@pytest.mark.usefixtures("desk")
def test_the_command_line_needs_no_keys(installation: Installation, tmp_path: Path):
    nowhere = {"MARSHRUT_KEYS_URL": f"sqlite:///{tmp_path}/no.db", "MARSHRUT_MASTER_KEY_FILE": ""}
    words = ["quality", *ON, "--kind", "MISSING", "--format", "json"]
    told = CliRunner().invoke(main, words, env=installation.environ | nowhere)
    assert json.loads(told.stdout)["total"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--finding", "NOTHING"), 2), (("--least", "0"), 2), (("--organisation", "XX"), 1)],
)
def test_the_command_line_refuses_what_there_is_not(
    installation: Installation, words: tuple[str, ...], code: int
):
    assert shell(installation, *words).exit_code == code
