"""What no request may do: take without end, break off, lead away, be answered beyond measure."""

from __future__ import annotations

import json
import time
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import run_wsgi_app

from api.bodies import MOST_VALUES
from api.openapi import DOCS
from api.shapes import MOST_FINDINGS
from marshrut.ledger.deadline import check_deadline, set_deadline
from tests.support.fuzzing.sent import Sent
from tests.support.hostile import problem
from tests.support.http import V1, Client, Installation, answered, open_case
from tests.support.lists import ROW, csv_of

pytestmark = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
STRANGER = "evil.example"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture(scope="module")
def staff(standing: Installation) -> Client:
    return standing.staff()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.guards.LONGEST_ANSWER", 0.2)


def ask(standing: Installation, staff: Client, view: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(standing.app.view_functions, "ledger.head", view)
    begun = time.monotonic()
    answer = staff.get("ledger/head")
    assert time.monotonic() - begun < 10
    return answer


@pytest.mark.usefixtures("hurried")
def test_a_statement_without_end_is_stopped_and_told(
    standing: Installation, staff: Client, monkeypatch: pytest.MonkeyPatch
):
    def endless(**_: Any) -> str:
        from api.context import service  # noqa: PLC0415 - as an endpoint would

        with service().reading.connect() as connection:
            return str(connection.exec_driver_sql(ENDLESS).scalar())

    answer = ask(standing, staff, endless, monkeypatch)
    told = answered(answer)
    assert (answer.status_code, told["code"]) == (503, "TOO_WIDE")
    assert answer.headers["Retry-After"] == "5"
    monkeypatch.undo()
    assert staff.get("cases").status_code == 200  # on the same connection


@pytest.mark.usefixtures("hurried")
def test_statements_without_end_are_stopped_between_them(
    standing: Installation, staff: Client, monkeypatch: pytest.MonkeyPatch
):
    def many(**_: Any) -> str:
        from api.context import service  # noqa: PLC0415 - as an endpoint would

        with service().reading.connect() as connection:
            while True:
                connection.exec_driver_sql("SELECT 1")

    answer = ask(standing, staff, many, monkeypatch)
    assert (answer.status_code, answered(answer)["code"]) == (503, "TOO_WIDE")


def test_a_deadline_is_over_with_its_request(standing: Installation, staff: Client):
    assert standing
    set_deadline(-1)
    assert staff.get("cases").status_code == 200
    check_deadline()


class Torn(BytesIO):
    """A body of which the server finds that its chunks are none."""

    def read(self, _size: int | None = -1) -> bytes:
        raise RuntimeError("Invalid chunk size")  # each server has its own

    readline = read


@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=b"])
def test_a_body_that_breaks_off_is_the_clients_fault(
    standing: Installation, staff: Client, media_type: str
):
    path = f"{V1}/imports" if "form" in media_type else f"{V1}/cases/search"
    sent = Sent("POST", path, (("Content-Type", media_type), ("Transfer-Encoding", "chunked")))
    environ = sent.environ(staff.token or "") | {"wsgi.input": Torn()}
    del environ["CONTENT_LENGTH"]
    parts, status, _ = run_wsgi_app(standing.app, environ)
    assert status.startswith("400")
    assert json.loads(b"".join(parts))["code"] == "BROKEN_BODY"


@pytest.mark.parametrize(
    "path", [f"{V1}//ledger//head", f"{V1}//{STRANGER}", f"{DOCS}//{STRANGER}", DOCS]
)
@pytest.mark.parametrize("header", ["Host", "X_Forwarded_Host", "Forwarded"])
def test_no_answer_leads_to_another_host(staff: Client, path: str, header: str):
    answer = staff.send("GET", path, headers={header: STRANGER})
    assert answer.status_code in {308, 302, 404}
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith("//")


@pytest.mark.parametrize("path", ["cases?limit=1", "ledger/head", "registries/R01", "imports/x"])
def test_no_answer_repeats_the_host(staff: Client, path: str):
    answer = staff.send("GET", f"{V1}/{path}", headers={"Host": STRANGER})
    assert STRANGER not in answer.text + str(answer.headers)


def test_of_thousands_of_faults_some_are_told(staff: Client):
    body = {f"k{number}": 1 for number in range(40_000)}
    answer = staff.post("cases", body)
    assert len(problem(answer)["errors"]) == MOST_FINDINGS
    assert len(answer.data) < 100_000


def test_a_body_of_too_many_values_is_too_large(staff: Client):
    told = problem(staff.post("case-entries", [0] * (MOST_VALUES + 1)))
    assert (told["status"], told["code"]) == (413, "TOO_LARGE")


def test_a_form_of_many_parts_is_too_large(staff: Client):
    part = '--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nx\r\n'
    body = (part * 1_000 + "--b--\r\n").encode()
    kind = "multipart/form-data; boundary=b"
    told = problem(staff.send("POST", "imports", data=body, content_type=kind))
    assert (told["status"], told["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b.csv", "файл.csv", "", "a%00.csv", "x" * 5_000, 'a";b="c']
)
def test_the_name_of_a_sent_file_means_nothing(staff: Client, name: str):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + csv_of(ROW) + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    answer = staff.send("POST", "imports?dry_run=true", data=body, content_type=kind)
    assert answer.status_code in ({200, 422} if name in {"", 'a";b="c'} else {200})
    assert "passwd" not in answer.text


def test_movements_are_asked_by_form_of_study(staff: Client):
    assert staff.get("contingent-movements", {"study_form": "FULL_TIME"}).status_code == 200
    answer = staff.get("contingent-movements", {"study_form": "NONE", "kind": "NONE"})
    assert set(problem(answer)["errors"]) == {"study_form", "kind"}


@pytest.mark.parametrize("bound", ["MOST_ROWS", "MOST_GROUPS"])
@pytest.mark.parametrize("path", ["snapshot", "differences"])
def test_a_snapshot_of_too_many_rows_is_refused(
    staff: Client, bound: str, path: str, monkeypatch: pytest.MonkeyPatch
):
    open_case(staff)
    open_case(staff, study_form="PART_TIME")
    asked = {"by": "study_form", **({} if path == "snapshot" else {"known_from": "1"})}
    assert staff.get(path, asked).status_code == 200
    monkeypatch.setattr(f"projections.snapshot_groups.{bound}", 1)
    told = problem(staff.get(path, asked))
    assert (told["status"], told["code"]) == (422, "TOO_MANY_ROWS")
    assert set(told["errors"]) == {"by"}
