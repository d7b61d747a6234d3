"""What may be published, over HTTP: figures of ends of months alone, pages of centres."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.app import create_app
from api.cli import main
from api.context import EXTENSION
from api.demo.calendar import STORY_ENDS, Calendar
from api.demo.chapters import open_service
from api.demo.installation import settings_in
from marshrut.ledger.access import issue_token
from tests.support.demos import load_demo
from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.records import INN, changed, opened, vacancy

MONTH = "2026-10"
CASES = 2_400
OWN = {"region_code": "67", "graduation_year": 2025, "month": MONTH}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("public")
    assert load_demo(made, Calendar(STORY_ENDS), cases=CASES) == []
    return made


@pytest.fixture(scope="module")
def clients(folder: Path) -> Any:
    """Somebody of each kind, over the demo."""
    settings = settings_in(folder)
    app = create_app(settings)
    service, _ = open_service(settings, Calendar(STORY_ENDS))
    made: dict[str, Client] = {}
    with closing(service), service.engine.begin() as connection:
        for role, whose in [
            ("ROIV_STAFF", {"regions": ("67",)}),
            ("CZN_OFFICER", {"regions": ("63",)}),
            ("ADMIN", {}),
            ("AUDITOR", {}),
        ]:
            made[role] = Client(app, issue_token(connection, actor=role, role=role, **whose))
    yield made
    app.extensions[EXTENSION].close()


def figures(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("public/figures", {**OWN, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def test_everybody_is_told_the_same_and_no_small_number(clients: dict[str, Client]):
    told = [figures(client) for client in clients.values()]
    assert all(each == told[0] for each in told)
    table = told[0]["schools"]
    numbers = [n for row in table["rows"] for n in row["cells"].values()]
    assert None in numbers
    assert not [n for n in numbers if n is not None and 0 < n < 5]
    assert len(table["rows"]) > 2
    assert all(row["total"] >= 10 for row in table["rows"])
    assert sum(row["total"] for row in table["rows"]) == table["total"]
    measures = told[0]["measures"]
    assert any(each["graduates"] is None for each in measures)
    assert all(each["graduates"] is None or each["graduates"] >= 5 for each in measures)
    assert all(row["total"] >= 10 for row in told[0]["programmes"]["rows"])


def test_the_sums_are_those_of_the_monitoring(clients: dict[str, Client]):
    told = figures(clients["AUDITOR"])
    point = told["point"]
    at = {"as_of": point["as_of"], "known_position": point["known_position"]}
    asked = {**at, "graduation_year": 2025, "by": "organisation"}
    snapshot = answered(clients["ROIV_STAFF"].get("snapshot", asked))
    assert snapshot["total"] == told["schools"]["total"] == told["programmes"]["total"]
    totals = {row["organisation"]: row["total"] for row in snapshot["rows"]}
    for row in told["schools"]["rows"]:
        assert row["total"] == sum(totals[code] for code in row["of"])
    at_work = sum(row["groups"].get("EMPLOYED", 0) for row in snapshot["rows"])
    columns = told["schools"]["columns"]
    (work,) = [name for name, of in columns.items() if "WORK" in of]
    assert columns[work] != ["WORK"] or told["schools"]["totals"][work] == at_work


def test_only_ends_of_months_are_published_each_as_known_then(clients: dict[str, Client]):
    client = clients["AUDITOR"]
    last = figures(client)
    assert last["point"]["as_of"] == "2026-10-31"
    earlier = figures(client, month="2026-09")
    assert earlier["point"]["known_position"] < last["point"]["known_position"]
    assert refused(client.get("public/figures", {**OWN, "month": "2199-01"})) == (422, "INVALID")
    for query, code in [
        ({"month": "2026-13"}, "INVALID"),
        ({"as_of": "2026-10-15"}, "UNKNOWN_FIELD"),
        ({"known_position": 5}, "UNKNOWN_FIELD"),
        ({"organisation": "SM-1"}, "UNKNOWN_FIELD"),
        ({"region_code": "00"}, "UNKNOWN_CODE"),
    ]:
        assert refused(client.get("public/figures", {**OWN, **query})) == (422, code), query
    assert refused(client.get("public/figures")) == (422, "REQUIRED")
    assert refused(Client(client.app, None).get("public/figures", OWN)) == (401, "UNAUTHENTICATED")


def test_too_few_graduates_make_no_table(clients: dict[str, Client]):
    told = figures(clients["AUDITOR"], graduation_year=2019)
    assert (told["schools"], told["programmes"], told["measures"]) == (None, None, [])
    nobody = clients["AUDITOR"].get(
        "public/figures", {**OWN, "graduation_year": 2019, "format": "csv"}
    )
    assert "слишком мало для публикации" in nobody.data.decode("utf-8-sig")


def test_the_figures_are_files_for_a_site(clients: dict[str, Client], folder: Path):
    told = figures(clients["AUDITOR"])
    lines = clients["AUDITOR"].get("public/figures", {**OWN, "format": "csv"}).data
    rows = lines.decode("utf-8-sig").splitlines()
    assert rows[-1].startswith(f"Всего;{told['schools']['total']};")
    assert len(rows) > len(told["schools"]["rows"]) + 5
    settings = settings_in(folder)
    words = ["public", "figures", "--database", settings.database_url, "--region", "67"]
    words += ["--year", "2025", "--month", MONTH, "--format", "json"]
    printed = json.loads(CliRunner().invoke(main, words).stdout)
    assert printed["schools"] == told["schools"]
    assert printed["measures"] == told["measures"]
    late = CliRunner().invoke(main, [*words[:-4], "--month", "2199-01"])
    assert (late.exit_code, "the last month" in late.output) == (1, True)


def test_a_page_of_the_demo_is_alive(clients: dict[str, Client], folder: Path):
    at = {"as_of": str(STORY_ENDS)}
    told = answered(clients["CZN_OFFICER"].get("public/centres/SM-1", at))
    assert told["contacts"]["post"]
    assert told["vacancies"]
    assert told["agreements"]
    assert told["items"]["CONTACTS"] is True
    words = ["public", "centre", "SM-1", "--as-of", str(STORY_ENDS)]
    words += ["--database", settings_in(folder).database_url]
    assert json.loads(CliRunner().invoke(main, words).stdout)["contacts"] == told["contacts"]
    nobody = CliRunner().invoke(main, ["public", "centre", "X", *words[3:]])
    assert nobody.exit_code == 1


PAGE = {"url": "https://example.org/career", "post": "Методист", "phone": "+7 000 000-00-00"}
ON = "2025-10-01"


def page(client: Client, code: str = SCHOOL, **query: Any) -> dict[str, Any]:
    answer = client.get(f"public/centres/{code}", {"as_of": ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def test_a_page_is_of_the_centre_and_of_its_region(installation: Installation, staff: Client):
    region = installation.client("ROIV_STAFF", regions=("70",))
    first = opened(staff, "centre-pages", PAGE)
    for client, title in ((staff, "Своя"), (installation.staff(OTHER_SCHOOL), "Соседей"),
                          (installation.staff(FAR_SCHOOL), "Чужая")):  # fmt: skip
        opened(client, "vacancies", vacancy(title=title))
    stale = opened(staff, "vacancies", vacancy(title="Старая"), effective_on="2025-05-01")
    assert stale["version"] == 1
    signed = {"employer_inn": INN, "signed_on": "2025-08-01", "subjects": ["INTERNSHIPS"]}
    opened(staff, "partner-agreements", {**signed, "number": "1"})
    opened(staff, "partner-agreements", {**signed, "number": "2", "until": "2025-09-30"})
    opened(region, "partner-agreements", {**signed, "number": "3"}, region_code="70")
    for title, day in (("Прошла", "2025-09-15"), ("Будет", "2025-10-20")):
        fields = {"title": title, "activity_kind": "EXCURSION", "starts_on": day}
        opened(staff, "activities", fields)
    practice = {"title": "День карьеры", "about": "Собеседования"}
    taken = opened(region, "best-practices", practice, organisation=SCHOOL)
    told = page(installation.admin())
    assert told["contacts"] == PAGE
    assert {each["title"] for each in told["vacancies"]} == {"Своя", "Соседей"}
    assert [each["number"] for each in told["agreements"]] == ["1", "3"]
    assert [each["title"] for each in told["activities"]] == ["Будет"]
    assert told["practices"] == []
    assert told["items"]["RESPONSIBLE"] is True
    assert told["items"]["HOTLINE_LINK"] is False
    changed(region, "best-practices", taken, effective_on="2025-09-20", state="ACCEPTED")
    assert [each["title"] for each in page(staff)["practices"]] == ["День карьеры"]
    then = told["point"]["known_position"]
    assert page(staff, known_position=then)["practices"] == []
    changed(staff, "centre-pages", first, effective_on="2025-09-25", state="WITHDRAWN")
    assert page(staff)["contacts"] is None
    day_before = str(STORY_ENDS.replace(year=2025, month=9, day=25) - timedelta(days=1))
    assert page(staff, as_of=day_before)["contacts"] == PAGE
    assert refused(staff.get("public/centres/NOBODY")) == (404, "NOT_FOUND")
    assert page(staff, FAR_SCHOOL)["vacancies"][0]["title"] == "Чужая"
