"""What the guide of backups says, done: copied, brought back, held to a checkpoint, served.

The copies are made at the worst times: a person is erased after the keys were copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.context import EXTENSION
from api.settings import load_settings
from tests.support.backups import PostgresqlBackups, SqliteBackups
from tests.support.databases import KINDS
from tests.support.desk import Desk
from tests.support.http import SCHOOL, Client, Installation, answered, installed, person
from tests.support.shell import Shell
from tests.support.tampering import re_dated, tamper

Backups = SqliteBackups | PostgresqlBackups
ACT = {"reason": "отзыв согласия", "act_number": "9"}
ANNA = person(last_name="Кузнецова-Дальняя")


@pytest.fixture(params=KINDS)
def backups(request: pytest.FixtureRequest) -> Backups:
    if request.param == "sqlite":
        return SqliteBackups()
    return PostgresqlBackups(request.getfixturevalue("postgres_server"))


@pytest.fixture
def source(
    backups: Backups, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Installation]:
    """An installation at work; on PostgreSQL its keys are in the ledger's database."""
    sqlite = isinstance(backups, SqliteBackups)
    url = request.getfixturevalue("sqlite_url" if sqlite else "postgresql_url")
    with installed(url, tmp_path, keys_url=None if sqlite else url) as made:
        yield made


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[Installation]:
    """The API over these settings."""
    app = create_app(load_settings(environ))
    with closing(app.extensions[EXTENSION]):
        yield Installation(app, environ["MARSHRUT_DATABASE_URL"], environ)


def content(client: Client, report_id: str) -> list[bytes]:
    """The files of an edition."""
    address = f"reports/{report_id}/content"
    return [client.get(address, {"format": name}).data for name in ("xlsx", "csv", "json")]


def name_of(client: Client, desk: Desk) -> str | None:
    """Who the case is of, as its school sees it."""
    who: dict[str, Any] | None = answered(client.get(desk.path))["person"]
    return who["last_name"] if who else None


def test_a_restored_ledger_is_the_one_that_was_copied(
    source: Installation, backups: Backups, tmp_path: Path
) -> None:
    staff, shell = source.staff(), Shell(source.environ)
    anna, gone, late = Desk(staff, person=ANNA), Desk(staff), Desk(staff)
    anna.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01")
    issued = answered(staff.post("reports", {"form": "A", "as_of": "2025-09-01"}))
    files = content(staff, issued["report_id"])
    kept = answered(staff.get(f"reports/{issued['report_id']}"))["checkpoint"]
    key, note = tmp_path / "ledger.key", tmp_path / "kept.note"
    key.write_text(shell.out("signing-key", "list"))
    note.write_text(shell.out("checkpoint"))
    snapshot = shell.out("snapshot", "--as-of", "2025-09-01", "--json")

    folder = tmp_path / "backup"
    folder.mkdir()
    urls = source.environ["MARSHRUT_KEYS_URL"], source.database_url
    backups.copy(urls[0], folder / "keys", keys=True)
    erased = source.admin().post(f"{gone.path}/erasure", ACT)
    assert erased.status_code == 201, erased.text
    backups.copy(urls[1], folder / "ledger", keys=False)
    late.status("AT_RISK_OTHER", "2025-09-01")

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ledger_url, keys_url = backups.bring_back(folder / "ledger", folder / "keys", elsewhere)
    environ = {
        **source.environ,
        "MARSHRUT_DATABASE_URL": ledger_url,
        "MARSHRUT_PROJECTION_URL": "",
        "MARSHRUT_KEYS_URL": keys_url,
        "MARSHRUT_IMAGE_DIRECTORY": str(elsewhere / "images"),
    }
    restored = Shell(environ)
    restored.out("migrate")
    again = json.loads(restored.out("report", "regenerate", issued["report_id"], "--json"))
    assert again["identical"]
    assert again["checkpoint"]["now"] == kept
    held = json.loads(restored.out("verify", "--key", key, "--checkpoint", note, "--json"))
    assert held["verified"]
    assert held["vouched"] > 0
    made = json.loads(restored.out("reindex", "--json"))
    assert (made["cases"], made["erased"], made["closed"]) == (2, 1, [])
    restored.out("rebuild")
    assert (
        json.loads(restored.out("snapshot", "--as-of", "2025-09-01", "--json"))["rows"]
        == json.loads(snapshot)["rows"]
    )

    with serving(environ) as installation:
        there = installation.client("CK_STAFF", organisation=SCHOOL)
        assert content(there, issued["report_id"]) == files
        assert name_of(there, anna) == ANNA["last_name"]
        assert name_of(there, gone) is None
        refused = installation.admin().post(f"{gone.path}/erasure", ACT)
        assert answered(refused)["code"] == "KEY_ERASED"
        late.client, late.version = there, 2  # what came after the copy is entered again
        late.status("AT_RISK_OTHER", "2025-09-01")

    tamper(ledger_url, re_dated, issued["point"]["known_position"])
    changed = restored.run("report", "regenerate", issued["report_id"], "--json")
    assert changed.exit_code == 1
    assert json.loads(changed.stdout)["checkpoint"]["now"] != kept
