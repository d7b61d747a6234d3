"""The command line as an administrator and a machine use it, on both databases."""

from __future__ import annotations

import json
import re
import signal
import socket
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support.databases import as_role, keys_url_for
from tests.support.lists import ROW, WORK, csv_of
from tests.support.shell import Shell

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "graduates.csv"


@pytest.fixture
def environ(database_url, tmp_path):
    return {
        "MARSHRUT_DATABASE_URL": database_url,
        "MARSHRUT_KEYS_URL": keys_url_for(database_url, tmp_path),
        "MARSHRUT_MASTER_KEY_FILE": str(tmp_path / "master.key"),
    }


@pytest.fixture
def empty(environ):
    """An installation that nobody has migrated."""
    return Shell(environ)


@pytest.fixture
def shell(empty, tmp_path):
    """A migrated installation with one school."""
    if not empty.environ["MARSHRUT_DATABASE_URL"].startswith("sqlite"):
        empty.out("master-key", "create", tmp_path / "master.key")
    empty.out("migrate")
    empty.out("organisation", "add", "SM-1", "--name", "Первый колледж", "--region", 67)
    return empty


def test_the_version_is_that_of_the_package(empty):
    assert empty.out("--version") == f"marshrut {version('marshrut')}\n"


def test_migrate_makes_the_key_on_sqlite_and_asks_for_it_elsewhere(empty, tmp_path):
    key = tmp_path / "master.key"
    if empty.environ["MARSHRUT_DATABASE_URL"].startswith("sqlite"):
        empty.out("migrate")
        assert key.stat().st_mode & 0o777 == 0o600
        made = key.read_bytes()
        empty.out("migrate")
        assert key.read_bytes() == made
    else:
        said = empty.fails("migrate")
        assert said.startswith(f"Error: no master key at {key}; make one with:")
        assert not key.exists()


def test_a_master_key_is_never_overwritten(empty, tmp_path):
    empty.out("master-key", "create", tmp_path / "a.key")
    assert "never overwritten" in empty.fails("master-key", "create", tmp_path / "a.key")


@pytest.mark.parametrize(
    "words",
    [
        ("snapshot",),
        ("rebuild",),
        ("project",),
        ("serve",),
        ("token", "create", "--role", "AUDITOR"),
        ("import", SAMPLE),
        ("export", "-"),
        ("restore", SAMPLE),
        ("reindex",),
    ],
)
def test_a_database_that_is_not_migrated_is_one_line(empty, words, tmp_path):
    empty.out("master-key", "create", tmp_path / "master.key")
    assert empty.fails(*words) == "Error: the database is not migrated; run: marshrut migrate"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MARSHRUT_DATABASE_URL": ""}, "say which database"),
        ({"MARSHRUT_DATABASE_URL": "mysql://h/n"}, "MARSHRUT_DATABASE_URL must be"),
        ({"MARSHRUT_DATABSE_URL": "x"}, "did you mean MARSHRUT_DATABASE_URL?"),
    ],
)
def test_wrong_settings_are_one_line(empty, given, said):
    line = Shell({**empty.environ, **given}).fails("migrate")
    assert said in line
    assert "\n" not in line


def test_a_database_that_does_not_answer_is_one_line_without_its_password(empty, tmp_path):
    empty.out("master-key", "create", tmp_path / "master.key")
    url = "postgresql+psycopg2://u:secret@127.0.0.1:1/x"
    line = empty.fails("migrate", "--database", url)
    assert line.startswith("Error: the database says:")
    assert "secret" not in line
    assert "\n" not in line


def test_wrong_usage_is_exit_code_2(shell):
    for words in (("token", "create"), ("snapshot", "--as-of", "yesterday"), ("nothing",)):
        assert "Usage:" in shell.fails(*words, code=2)
    assert "--by takes" in shell.fails("snapshot", "--by", "mood", code=2)


def test_a_token_is_printed_alone_and_can_be_revoked(shell):
    token = shell.out("token", "create", "--role", "CK_STAFF", "--organisation", "SM-1")
    assert re.fullmatch(r"mrs_[\w-]{43}\n", token)
    assert shell.run("token", "revoke", input=token).exit_code == 0
    assert "no such token" in shell.fails("token", "revoke", token.strip())


def test_tokens_are_listed_and_ended_by_their_ids_and_by_their_holders(shell):
    for actor in ("sm1-007", "sm1-007", "sm1-008"):
        words = ("--role", "CK_STAFF", "--organisation", "SM-1", "--actor", actor)
        shell.out("token", "create", *words)
    told = json.loads(shell.out("token", "list", "--json"))
    assert sorted(token["actor"] for token in told) == ["sm1-007", "sm1-007", "sm1-008"]
    for token in told:
        lasts = datetime.fromisoformat(token["expires_at"]) - datetime.fromisoformat(
            token["created_at"]
        )
        assert lasts.days == 90
    other = next(token["token_id"] for token in told if token["actor"] == "sm1-008")
    shell.out("token", "revoke", "--id", other, "--reason", "уволен")
    assert "уже отозван" in shell.fails("token", "revoke", "--id", other)
    assert shell.out("token", "revoke", "--actor", "sm1-007") == "2\n"
    assert shell.out("token", "list").splitlines() == [
        "id\tholder\trole\torganisation\tregions\texpires\trevoked"
    ]
    assert len(shell.out("token", "list", "--all", "--actor", "sm1-007").splitlines()) == 3
    assert "name one of" in shell.fails("token", "revoke", "x", "--id", other, code=2)
    lines = shell.out("access", "events", "--kind", "TOKEN_REVOKED").splitlines()
    assert len(lines) == 4
    assert lines[1].split("\t")[4:] == ["CLI", "sm1-008", "CK_STAFF", "-", "уволен"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "CK_STAFF"), "CK_STAFF takes one organisation"),
        (("--role", "CK_STAFF", "--organisation", "SM-9"), "no organisation SM-9"),
        (("--role", "BCK_STAFF", "--region", "Smolensk"), "two-digit code"),
        (("--role", "BCK_STAFF", "--region", "67", "--region", "70"), "takes one region"),
    ],
)
def test_a_token_of_another_scope_than_the_roles_is_refused(shell, words, said):
    assert said in shell.fails("token", "create", *words)


def test_two_tokens_are_two_actors(shell):
    for _ in range(2):
        shell.out("token", "create", "--role", "CK_STAFF", "--organisation", "SM-1")
    engine = create_engine(shell.environ["MARSHRUT_DATABASE_URL"])
    with engine.connect() as connection:
        actors = connection.scalars(text("SELECT actor FROM access_token")).all()
    engine.dispose()
    assert len(set(actors)) == 2
    assert all(actor.startswith("ck_staff@sm-1#") for actor in actors)


def test_the_application_role_is_granted_on_postgresql_alone(shell, request):
    url = make_url(shell.environ["MARSHRUT_DATABASE_URL"])
    if url.drivername == "sqlite":
        assert "SQLite has no roles" in shell.fails("migrate", "--application-role", "app", code=2)
        return
    assert "cannot grant" in shell.fails("migrate", "--application-role", "nobody_there")
    server = request.getfixturevalue("postgres_server")
    server.create_role("granted_app", "secret")
    shell.out("migrate", "--application-role", "granted_app")
    engine = create_engine(url)
    with engine.connect() as connection:
        held = "SELECT has_table_privilege('granted_app', 'ledger', :right)"
        rights = {
            right: connection.scalar(text(held), {"right": right})
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
    engine.dispose()
    assert [right for right, allowed in rights.items() if allowed] == ["SELECT", "INSERT"]


def test_the_roles_of_row_level_security_are_granted_and_told(shell, request, caplog):
    both = ("--projection-role", "p", "--no-row-level-security")
    assert "either" in shell.fails("migrate", "--application-role", "a", *both, code=2)
    assert "application's role" in shell.fails("migrate", "--projection-role", "p", code=2)
    given = shell.environ["MARSHRUT_DATABASE_URL"]
    if make_url(given).drivername == "sqlite":
        return
    server = request.getfixturevalue("postgres_server")
    server.create_role("walled_app", "secret")
    server.create_role("weak_keeper", "secret")
    server.create_role("walled_keeper", "secret", attributes="BYPASSRLS")
    named = ("migrate", "--application-role", "walled_app")
    weak = shell.fails(*named, "--projection-role", "weak_keeper")
    assert "ALTER ROLE weak_keeper BYPASSRLS" in weak
    shell.out(*named, "--projection-role", "walled_keeper")
    assert "walled_app read within their readers' bounds, walled_keeper keeps" in caplog.text
    caplog.clear()
    shell.out(*named)
    assert "walled_keeper keeps" in caplog.text, "once named, it stays so"
    shell.environ["MARSHRUT_DATABASE_URL"] = as_role(given, "walled_app")
    assert "MARSHRUT_PROJECTION_URL" in shell.fails("snapshot")
    shell.environ["MARSHRUT_PROJECTION_URL"] = as_role(given, "walled_keeper")
    assert json.loads(shell.out("snapshot", "--json"))["total"] == 0
    del shell.environ["MARSHRUT_PROJECTION_URL"]
    shell.environ["MARSHRUT_DATABASE_URL"] = given
    shell.out(*named, "--no-row-level-security")
    assert "walled_app keep the read models and see all rows" in caplog.text


def test_a_list_is_judged_loaded_and_counted(shell):
    assert "будет принято 10" in shell.out("import", SAMPLE, "--dry-run")
    assert json.loads(shell.out("snapshot", "--json"))["total"] == 0
    report = json.loads(shell.out("import", SAMPLE, "--json"))
    assert (report["rows"], report["accepted"], report["rejected"]) == (10, 10, 0)
    assert "уже известны 10" in shell.out("import", SAMPLE, "--region", 67)
    counted = json.loads(shell.out("snapshot", "--as-of", "2025-12-01", "--json"))
    assert counted["rows"][0]["organisation"] == "SM-1"
    assert counted["rows"][0]["groups"]["EMPLOYED"] == 5
    assert "SM-1" in shell.out("snapshot", "--as-of", "2025-12-01")
    before = json.loads(shell.out("snapshot", "--known-at", "2020-01-01T00:00:00Z", "--json"))
    assert (before["total"], before["point"]["known_position"]) == (0, 0)


def test_times_are_shown_in_the_zone_of_the_settings(shell):
    point = json.loads(shell.out("snapshot", "--json"))["point"]
    known_at = datetime.fromisoformat(point["known_at"])
    assert f"{known_at.astimezone(ZoneInfo('Europe/Moscow')):%H:%M} MSK" in shell.out("snapshot")
    shell.environ["MARSHRUT_TIMEZONE"] = "Asia/Tomsk"
    assert f"{known_at.astimezone(ZoneInfo('Asia/Tomsk')):%H:%M} +07" in shell.out("snapshot")


def test_a_rejected_row_is_exit_code_1(shell, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(ROW | WORK | {"ПОО": "SM-1"}, ROW | {"ПОО": "SM-9", "СНИЛС": ""}))
    result = shell.run("import", file)
    assert result.exit_code == 1
    assert "SM-9" in result.stdout
    assert "принято 1, отклонено 1" in result.stdout


def test_a_file_that_is_no_list_is_one_line(shell, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a;b\n1;2")
    assert shell.fails("import", file).startswith("Error: Не найдена строка заголовков")


def test_whose_list_it_is_must_be_clear(shell):
    shell.out("organisation", "add", "T-1", "--name", "Томский", "--region", 70)
    assert "(67, 70)" in shell.fails("import", SAMPLE, code=2)
    assert "no organisation SM-9" in shell.fails("import", SAMPLE, "--organisation", "SM-9")
    both = ("import", SAMPLE, "--organisation", "SM-1", "--region", 67)
    assert "not both" in shell.fails(*both, code=2)


def test_an_organisation_is_added_once(shell):
    again = ("organisation", "add", "SM-1", "--name", "Другой", "--region", 67)
    assert shell.fails(*again).startswith("Error: Такая запись уже есть: SM-1.")


def test_an_employer_is_added_once_and_is_no_person(shell):
    said = ("--name", "Завод", "--industry", "MACHINERY", "--opk", "--region", 67)
    shell.out("employer", "add", "6700000014", *said)
    assert shell.fails("employer", "add", "6700000014", "--name", "Другой").startswith(
        "Error: Такая запись уже есть: 6700000014."
    )
    assert "персональные данные" in shell.fails("employer", "add", "500100732259", "--name", "ИП")
    shell.fails("employer", "add", "6301000012", "--name", "Дом", "--industry", "SPACE", code=2)
    engine = create_engine(shell.environ["MARSHRUT_DATABASE_URL"])
    with engine.connect() as connection:
        known = "SELECT state FROM ledger WHERE topic = 'employer.registered'"
        (state,) = connection.scalars(text(known)).all()
    engine.dispose()
    passport = {"name": "Завод", "opk": True, "industry": "MACHINERY", "region_code": "67"}
    assert json.loads(bytes(state))["passport"] == passport


def test_a_moment_to_come_is_not_known(shell):
    assert "not over yet" in shell.fails("snapshot", "--known-at", "2999-01-01T00:00:00Z")
    naive = ("snapshot", "--known-at", "2026-01-01T00:00:00")
    assert "needs its offset" in shell.fails(*naive, code=2)


def test_a_rebuild_gives_the_same_figures(shell):
    shell.out("import", SAMPLE)
    live = json.loads(shell.out("snapshot", "--json"))
    position = live["point"]["known_position"]
    assert shell.out("rebuild") == f"rebuilt to position {position}\n"
    assert json.loads(shell.out("snapshot", "--json")) == live


def test_the_worker_follows_the_ledger_and_stops_when_told(shell):
    with shell.start("project") as worker:
        assert json.loads(worker.stderr.readline())["message"] == "following the ledger"
        shell.out("import", SAMPLE)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=60) == 0


def test_the_api_is_served_under_gunicorn(shell):
    token = shell.out("token", "create", "--role", "BCK_STAFF", "--region", 67).strip()
    port = free_port()
    with shell.start("serve", "--port", port, "--workers", 1) as server:
        try:
            asked = Request(
                f"http://127.0.0.1:{port}/api/v1/organisations/SM-1",
                headers={"Authorization": f"Bearer {token}"},
            )
            wait_for(port, server)
            with urlopen(asked) as answer:  # noqa: S310
                assert json.load(answer)["name"] == "Первый колледж"
            assert "choose another: --port" in shell.fails("serve", "--port", port)
        finally:
            server.terminate()
        server.communicate(timeout=60)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(port, server):
    """Until the port answers, or the server has ended."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    pytest.fail(server.stderr.read())
