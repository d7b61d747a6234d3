"""Who looked at whom: written before the answer leaves, read by those who answer for access."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from api.commands import access_log as command
from marshrut.ledger.engine import open_engine
from tests.support.hostile import codes_by_field, problem
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered, open_case
from tests.support.production import samples
from tests.support.shell import Shell

PURPOSE = "Проверка № 14: жалоба Ёлкиной"


def entries(reader: Client, path: str = "access-log", **query: Any) -> list[dict[str, Any]]:
    """The entries that a reader is told, newest first."""
    found: list[dict[str, Any]] = answered(reader.get(path, query))["entries"]
    return found


@pytest.fixture(scope="module")
def admin(standing: Installation) -> Client:
    return standing.admin()


@pytest.fixture
def case_id(standing: Installation) -> Iterator[str]:
    """A case that nobody has looked at."""
    case: str = open_case(standing.staff())["case_id"]
    return case


def test_a_look_is_written_with_who_when_where_and_why(
    standing: Installation, admin: Client, case_id: str
):
    staff = standing.staff()
    answer = staff.get(
        f"cases/{case_id}", X_Purpose=quote(PURPOSE), X_Request_Id="look-1", Accept="*/*"
    )
    assert answered(answer)["person"] is not None
    (entry,) = entries(admin, case_id=case_id)
    assert entry["at"] > "2026"
    del entry["at"], entry["number"]
    assert entry == {
        "kind": "READ",
        "label": "Просмотр",
        "actor": entry["actor"],
        "role": "CK_STAFF",
        "organisation": SCHOOL,
        "regions": [],
        "route": "GET /api/v1/cases/<uuid:case_id>",
        "correlation_id": "look-1",
        "case_id": case_id,
        "person": True,
        "notes": False,
        "emergency": None,
        "until": None,
        "purpose_stated": True,
    }
    assert entry["actor"].startswith("ck_staff-")


def test_who_is_shown_nobody_leaves_no_trace(standing: Installation, admin: Client, case_id: str):
    for reader in (standing.auditor(), standing.client("COPP_STAFF", regions=("70",))):
        for path in ("", "/timeline", "/audit-trail", "/personal-file"):
            assert reader.get(f"cases/{case_id}{path}").status_code == 200
        assert reader.get("cases").status_code == 200
    assert standing.staff(FAR_SCHOOL).get(f"cases/{case_id}").status_code == 404
    assert entries(admin, case_id=case_id) == []


def test_a_list_by_names_writes_those_of_its_page_alone(standing: Installation, admin: Client):
    staff = standing.staff()
    for _ in range(3):
        open_case(staff)
    shown = answered(staff.get("cases", {"limit": "2"}, X_Request_Id="a-page"))["cases"]
    written = [each for each in entries(admin) if each["correlation_id"] == "a-page"]
    assert {each["case_id"] for each in written} == {each["case_id"] for each in shown}
    assert len(written) == 2


def test_the_own_log_of_a_case_tells_why_and_is_itself_written(
    standing: Installation, admin: Client, case_id: str
):
    auditor, head = standing.auditor(), standing.client("POO_HEAD", organisation=SCHOOL)
    assert auditor.get(f"cases/{case_id}", X_Purpose=quote(PURPOSE)).status_code == 200
    path = f"cases/{case_id}/access-log"
    (hidden,) = entries(admin, path)
    assert (hidden["purpose"], hidden["purpose_hidden"]) == (None, True)
    (hidden,) = entries(auditor, path)
    assert (hidden["purpose"], hidden["purpose_hidden"]) == (None, True)
    (told,) = entries(head, path)
    assert (told["purpose"], told["purpose_hidden"]) == (PURPOSE, False)
    assert [each["role"] for each in entries(admin, path)] == ["POO_HEAD", "AUDITOR"]


def test_what_was_said_goes_with_the_person(standing: Installation, admin: Client, case_id: str):
    head = standing.client("POO_HEAD", organisation=SCHOOL)
    assert standing.staff().get(f"cases/{case_id}", X_Purpose=quote(PURPOSE)).status_code == 200
    act = {"reason": "Отзыв согласия", "act_number": "5"}
    assert admin.post(f"cases/{case_id}/erasure", act).status_code == 201
    (entry,) = entries(head, f"cases/{case_id}/access-log")
    told = {name: entry[name] for name in ("purpose_stated", "purpose", "purpose_erased")}
    assert told == {"purpose_stated": True, "purpose": None, "purpose_erased": True}


def test_each_reads_the_log_of_the_own_scope(standing: Installation, case_id: str):
    far = open_case(standing.staff(FAR_SCHOOL), organisation=FAR_SCHOOL)["case_id"]
    for school, case in ((SCHOOL, case_id), (FAR_SCHOOL, far)):
        assert standing.staff(school).get(f"cases/{case}").status_code == 200
    sights = (
        (standing.client("POO_HEAD", organisation=SCHOOL), {case_id}),
        (standing.client("ROIV_STAFF", regions=("70",)), {case_id}),
        (standing.client("AUDITOR", regions=("67",)), {far}),
        (standing.client("ADMIN", regions=("67",)), {far}),
        (standing.auditor(), {case_id, far}),
    )
    for reader, cases in sights:
        found = {case for case in (case_id, far) if entries(reader, case_id=case)}
        assert found == cases
        for case in (case_id, far):
            status = reader.get(f"cases/{case}/access-log").status_code
            assert status == (200 if case in cases else 404)
    for role, scope in (
        ("CK_STAFF", {"organisation": SCHOOL}),
        ("WG_MEMBER", {"organisation": SCHOOL}),
        ("BCK_STAFF", {"regions": ("70",)}),
        ("COPP_STAFF", {"regions": ("70",)}),
        ("CZN_OFFICER", {"regions": ("70",)}),
        ("SYSTEM_IMPORT", {"regions": ("70",)}),
    ):
        other = standing.client(role, **scope)
        for path in ("access-log", "emergency-access", f"cases/{case_id}/access-log"):
            assert other.get(path).status_code == 403, (role, path)


def test_pages_and_filters(standing: Installation, admin: Client, case_id: str):
    staff = standing.staff()
    for purpose in ("a", None, "b"):
        given = {} if purpose is None else {"X_Purpose": purpose}
        staff.get(f"cases/{case_id}", **given)
    numbers = [each["number"] for each in entries(admin, case_id=case_id)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(entries(admin, case_id=case_id, purpose="stated")) == 2
    assert len(entries(admin, case_id=case_id, purpose="missing")) == 1
    actor = entries(admin, case_id=case_id)[0]["actor"]
    assert {each["actor"] for each in entries(admin, actor=actor)} == {actor}
    assert entries(admin, case_id=case_id, to="2020-01-01") == []
    assert len(entries(admin, **{"case_id": case_id, "from": "2020-01-01"})) == 3
    assert entries(admin, case_id=case_id, kind="EMERGENCY_ACCESS") == []
    first = admin.get("access-log", {"case_id": case_id, "limit": "2"})
    older = answered(admin.get(first.headers["Link"].partition(">")[0].removeprefix("<")))
    assert [each["number"] for each in answered(first)["entries"]] == numbers[:2]
    assert [each["number"] for each in older["entries"]] == numbers[2:]
    for wrong in ("x", "0", "LTE=", "MS41"):
        told = problem(admin.get("access-log", {"cursor": wrong}))
        assert codes_by_field(told) == {"cursor": "INVALID"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (quote("Жалоба Ё"), "Жалоба Ё"),
        ("Жалоба".encode().decode("latin-1"), "Жалоба"),
        ("рост на 5% в год".encode().decode("latin-1"), "рост на 5% в год"),
        (quote("я" * 500), "я" * 500),
        ("  plain  ", "plain"),
    ],
)
def test_a_purpose_in_any_letters(standing: Installation, case_id: str, sent: str, kept: str):
    head = standing.client("POO_HEAD", organisation=SCHOOL)
    assert head.get(f"cases/{case_id}", X_Purpose=sent).status_code == 200
    assert entries(head, f"cases/{case_id}/access-log")[0]["purpose"] == kept


@pytest.mark.parametrize(
    "sent",
    ["%FF", "\xff", "a%0Ab", "a%00b", "a\tb", "a%E2%80%AEb", "x" * 501, "x" * 9_000, "%ED%A0%80"],
)
def test_a_purpose_that_is_no_text_is_refused(standing: Installation, case_id: str, sent: str):
    told = problem(standing.auditor().get(f"cases/{case_id}", X_Purpose=sent))
    assert codes_by_field(told) == {"X-Purpose": "INVALID"}


@pytest.mark.parametrize("sent", ["", " ", "%20", "%20%20"])
def test_blanks_are_no_purpose(standing: Installation, case_id: str, sent: str):
    file = answered(standing.auditor().get(f"cases/{case_id}", X_Purpose=sent))
    assert file["person_hidden"] is True


REFUSED_LIST = 'marshrut_http_requests_total{method="GET",route="/api/v1/cases",status="5xx"}'


def test_what_cannot_be_written_is_not_shown(installation: Installation, staff: Client):
    case = open_case(staff)
    renamed = "ALTER TABLE access_log RENAME TO access_log_away"
    engine = open_engine(installation.database_url)
    with engine.begin() as connection:
        connection.execute(text(renamed))
    engine.dispose()
    counted = samples(installation.watcher().get("/metrics").data).get(REFUSED_LIST, 0)
    for path in (f"cases/{case['case_id']}", "cases"):
        refused = staff.get(path)
        assert (refused.status_code, answered(refused)["code"]) == (503, "NOT_READY")
        assert "Петрова" not in json.dumps(answered(refused), ensure_ascii=False)
        assert refused.headers["Retry-After"]
        assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert samples(installation.watcher().get("/metrics").data)[REFUSED_LIST] == counted + 1
    assert installation.auditor().get(f"cases/{case['case_id']}").status_code == 200
    assert staff.get("snapshot").status_code == 200


def test_nobody_changes_the_log(standing: Installation, case_id: str):
    standing.staff().get(f"cases/{case_id}")
    engine = open_engine(standing.database_url)
    wrong = ["UPDATE access_log SET actor = 'nobody'", "DELETE FROM access_log"]
    if engine.dialect.name == "postgresql":
        replica = "SET session_replication_role = replica; DELETE FROM access_log"
        wrong += ["TRUNCATE access_log", replica]
    for statement in wrong:
        with engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
            connection.execute(text(statement))
    engine.dispose()


def test_no_purpose_stands_in_the_database(standing: Installation, case_id: str):
    standing.staff().get(f"cases/{case_id}", X_Purpose=quote("Тайнословская"))
    engine = open_engine(standing.database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM access_log")).all()
    engine.dispose()
    stored = "".join(str(row) for row in rows)
    assert case_id.replace("-", "") in stored.replace("-", "")
    assert "Тайнословская" not in stored
    assert str("Тайнословская".encode())[2:-1] not in stored


def test_the_command_line_lists_it_and_opens_no_purpose(standing: Installation, case_id: str):
    for purpose in ("one", None):
        given = {} if purpose is None else {"X_Purpose": purpose}
        standing.staff().get(f"cases/{case_id}", **given)
    shell = Shell(standing.environ)
    asked = ("access-log", "--case", case_id, "--from", "2026-01-01")
    told = json.loads(shell.out(*asked, "--format", "json"))["entries"]
    assert [each["purpose_stated"] for each in told] == [False, True]
    lines = shell.out(*asked, "--purpose", "stated", "--format", "csv").splitlines()
    assert "Журнал доступа к персональным данным" in lines[0]
    assert case_id in lines[-1]
    assert "Записей: 0" in shell.out(*asked, "--to", "2026-01-02")
    assert "one" not in "".join(lines)


def test_a_defect_of_a_command_quotes_nobody(
    standing: Installation, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("Ёлкина Анна")

    monkeypatch.setattr(command, "access_page", broken)
    line = Shell(standing.environ).fails("access-log")
    assert line.startswith("Error: a defect of marshrut: KeyError at ")
    assert "Ёлкина" not in line
