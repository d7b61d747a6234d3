"""The demo, as somebody sees it who has just cloned the repository."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from click.testing import CliRunner

from api.app import create_app
from api.cli import main
from api.context import EXTENSION
from api.demo.calendar import Calendar
from api.demo.cast import SHOWCASE, case_id
from api.demo.installation import settings_in
from tests.support.demos import load_demo
from tests.support.http import Client, answered

CASES = 400
FEW = 90


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("var") / "demo"


@pytest.fixture(scope="module")
def shown(folder):
    """What the first run prints."""
    return run(folder)


def run(folder):
    words = ["demo", "--no-serve", "--cases", str(CASES), "--directory", str(folder)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def app(folder, shown):
    assert shown
    made = create_app(settings_in(folder))
    yield made
    made.extensions[EXTENSION].close()


def test_it_shows_figures_tokens_and_questions(shown):
    for region in ("Смоленская", "Томская", "Самарская"):
        assert f"{region} область: выпускники на" in shown
    assert len(set(re.findall(r"mrs_[\w-]{43}", shown))) == 6
    assert shown.count("curl ") == 4


def test_its_links_lead_into_the_pages(app, shown):
    links = re.findall(r"http://127.0.0.1:8000(/sign-in)#(mrs_\S+)", shown)
    assert len(links) == 3
    for path, token in links:
        browser = app.test_client()
        entered = browser.post(path, data={"token": token})
        assert (entered.status_code, entered.headers["Location"]) == (303, "/")
        assert browser.get("/", follow_redirects=True).request.path == "/board"


def test_a_second_run_finds_everything_there(folder, shown):
    ledger = (folder / "marshrut.db").stat().st_mtime_ns
    assert run(folder) == shown
    assert (folder / "marshrut.db").stat().st_mtime_ns == ledger


def test_its_key_and_its_tokens_are_for_the_owner_alone(folder, shown):
    assert shown
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("marshrut.key", "demo.json")}
    assert set(modes.values()) == {0o600}


def test_the_questions_answer_what_they_promise(app, shown):
    token = re.search(r"TOKEN=(\S+)", shown)[1]
    client = Client(app, token)
    urls = re.findall(r"curl .*'http://127.0.0.1:8000(\S+)'", shown)
    figures, now, before, timeline = (client.get(url) for url in urls)
    assert answered(figures)["total"] > 0
    assert answered(now)["primary_status"]["code"] == "MILITARY_CONSCRIPT"
    assert answered(before)["primary_status"]["code"] == "EMPLOYED_LABOUR_CONTRACT"
    assert "corrected" in {entry["state"] for entry in answered(timeline)["entries"]}


def test_everyone_sees_his_part(app, shown):
    tokens = dict(re.findall(r"^  ([A-Z_]+) +(mrs_\S+)$", shown, re.MULTILINE))
    totals = {
        role: answered(Client(app, token).get("snapshot")).get("total")
        for role, token in tokens.items()
    }
    assert totals["CK_STAFF"] < totals["BCK_STAFF"] == totals["ROIV_STAFF"] < totals["AUDITOR"]
    assert totals["ADMIN"] is None


def test_its_editions_are_decided_on_and_late_news_move_them(app, shown):
    tokens = dict(re.findall(r"^  ([A-Z_]+) +(mrs_\S+)$", shown, re.MULTILINE))
    centre = Client(app, tokens["CK_STAFF"])
    first, second = answered(centre.get("reports"))["reports"]
    assert (first["state"], second["state"]) == ("PUBLISHED", "SUBMITTED")
    moved = answered(centre.get(f"reports/{first['report_id']}/restatement"))
    case = str(case_id(SHOWCASE))
    parts = [part for cell in moved["cells"] for part in cell["parts"]]
    assert any(each["case_id"] == case for part in parts for each in part["cases"])
    authority = answered(Client(app, tokens["ROIV_STAFF"]).get("reports?state=DRAFT"))["reports"]
    assert [each["organisation"] for each in authority] == [None]


def test_there_is_a_graduate_of_whom_the_centre_knows_nothing(app, shown):
    client = Client(app, re.search(r"TOKEN=(\S+)", shown)[1])
    assert answered(client.get("snapshot/cases?status=NO_DATA&limit=1"))["cases"]


@pytest.mark.parametrize(
    "day", ["2024-02-29", "2025-06-29", "2025-06-30", "2025-09-01", "2026-03-01", "2026-11-20"]
)
def test_whenever_the_story_ends_nothing_is_refused(day, tmp_path):
    assert load_demo(tmp_path, Calendar(date.fromisoformat(day)), cases=FEW) == []


def test_a_loading_that_was_broken_off_is_begun_anew(tmp_path):
    folder = tmp_path / "demo"
    left = tmp_path / "demo.loading"
    left.mkdir()
    (left / "marshrut.db").write_bytes(b"half")
    run(folder)
    assert not left.exists()
    assert json.loads((folder / "demo.json").read_text())["tokens"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "demo.json").write_text('{"today": "2025-07-01", "tokens": {}}')
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--directory", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds no demo of this version" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["demo.json"]
