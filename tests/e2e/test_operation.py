"""Health, failures and logs, and the application under a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from api.app import create_app
from api.context import EXTENSION
from api.logs import JsonLines
from api.settings import load_settings
from marshrut.ledger.master_key import create_master_key
from tests.support.http import Client, Installation, answered, employed, open_case, opening, person
from tests.support.serving import served

ROOT = Path(__file__).parents[2]


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the records are written as."""
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_live_installation_is_ready(installation: Installation, staff: Client):
    nobody = Client(installation.app, None)
    assert answered(nobody.get("/healthz")) == {"status": "ok"}
    open_case(staff)
    staff.get("snapshot")  # the reader catches up
    walled = installation.database_url.startswith("postgresql")
    caught_up = {"status": "ok", "lag_positions": 0, "lag_seconds": 0.0}
    assert answered(nobody.get("/readyz")) == {**caught_up, "row_level_security": walled}


def test_an_installation_without_its_tables_lives_and_is_not_ready(
    database_url: str, tmp_path: Path
):
    environ = {
        "MARSHRUT_DATABASE_URL": database_url,
        "MARSHRUT_MASTER_KEY_FILE": str(tmp_path / "x.key"),
    }
    settings = load_settings(environ)
    app = create_app(settings)
    nobody = Client(app, None)
    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").status_code == 503
    create_master_key(settings.master_key_path())
    unready = nobody.get("/readyz")
    problem = answered(unready)
    assert (unready.status_code, problem["code"]) == (503, "NOT_READY")
    assert problem["lacks"] == "migrations"
    assert unready.headers["Retry-After"] == "5"
    app.extensions[EXTENSION].close()


def test_a_defect_is_told_by_its_number_and_logged_without_its_words(
    installation: Installation,
    staff: Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    def broken(**_: Any) -> str:
        raise ValueError("Петрова Анна, 112-233-445 95")

    monkeypatch.setitem(installation.app.view_functions, "ledger.head", broken)
    answer = staff.get("ledger/head")
    problem = answered(answer)
    assert (answer.status_code, problem["code"]) == (500, "INTERNAL")
    assert problem["correlation_id"] in problem["detail"]
    logged = lines(caplog)
    failure = next(line for line in logged if "failure" in line)
    assert failure["correlation_id"] == problem["correlation_id"]
    assert failure["failure"] == "ValueError"
    assert any("broken" in frame for frame in failure["frames"])
    assert "Петрова" not in answer.text + caplog.text


def test_a_request_is_one_line_without_query_body_or_names(
    staff: Client, caplog: pytest.LogCaptureFixture
):
    opened = open_case(staff, person=person(last_name="Неназываемая"))
    purpose = quote("Неназываемая")
    staff.get(f"cases/{opened['case_id']}", {"as_of": "2025-09-09"}, X_Purpose=purpose)
    staff.get("cases", {"organisation": "Неназываемая"})
    *_, last, _ = lines(caplog)
    assert last["route"] == "/api/v1/cases/<uuid:case_id>"
    assert (last["method"], last["status"], last["role"]) == ("GET", 200, "CK_STAFF")
    assert (last["level"], last["logger"], last["message"]) == ("INFO", "marshrut.api", "request")
    assert last["time"].endswith("+00:00")
    assert last["actor"].startswith("ck_staff-")
    told = json.dumps(lines(caplog), ensure_ascii=False)
    assert not any(said in told for said in ("Неназываемая", "2025-09-09", opened["case_id"]))


def test_the_pages_show_the_description_without_the_internet(installation: Installation):
    nobody = Client(installation.app, None)
    page = nobody.get("/api/v1/docs/")
    assert page.status_code == 200
    assert not re.search(r"https?://", page.text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert nobody.get(address).status_code == 200
    assert "'sha256-" in page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe" not in page.headers["Content-Security-Policy"]


def call(address: str, token: str, body: Any = None, **headers: str) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(address, data=data, headers=sent | named)  # noqa: S310 - our own server
    with urlopen(request) as answer:  # noqa: S310
        answered: dict[str, Any] = json.load(answer)
    return answered


def test_the_application_serves_under_gunicorn(installation: Installation, staff: Client):
    token = staff.token or ""
    with served(installation.environ) as address:
        opened = call(f"{address}/api/v1/cases", token, opening())
        path = f"{address}/api/v1/cases/{opened['case_id']}"
        written = call(f"{path}/statuses", token, employed(), If_Match='"2"')
        assert written["version"] == 3
        for _ in range(8):  # whichever of the workers answers
            assert call(path, token)["primary_status"]["entry_id"] == written["entry_id"]


def test_a_server_that_is_told_nonsense_stops_with_one_line():
    environment = os.environ | {"MARSHRUT_DATABASE": "x"}
    command = [sys.executable, "-c", "import api.wsgi"]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 3
    assert run.stderr.splitlines() == [
        "marshrut: unknown setting MARSHRUT_DATABASE; did you mean MARSHRUT_DATABASE_URL?"
    ]
