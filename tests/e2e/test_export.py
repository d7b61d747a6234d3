"""A ledger carried to the other kind of database: figures at once, persons with their keys."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.context import EXTENSION
from api.settings import load_settings
from tests.support.databases import KINDS
from tests.support.desk import Desk
from tests.support.http import Client, Installation, answered, employed, installed, opening, person
from tests.support.shell import Shell

DAYS = ("2025-07-01", "2025-08-15", "2026-03-01")
ANNA = person(last_name="Кузнецова-Заречная", snils="112-233-445 95")
EVENTS = 3 + 3 * 2 + 4
"""Schools; cases with their graduations; what happened to them."""


@contextmanager
def served(environ: dict[str, str]) -> Iterator[Installation]:
    """The API over the ledger of these settings."""
    app = create_app(load_settings(environ))
    with closing(app.extensions[EXTENSION]):
        yield Installation(app, environ["MARSHRUT_DATABASE_URL"], environ)


def live(installation: Installation) -> list[str]:
    """Cases of a school; the moments at which more was known of them each time."""
    staff = installation.staff()
    desks = [Desk(staff, person=ANNA), Desk(staff), Desk(staff)]
    moments = [known_at(staff)]
    for desk in desks[:2]:
        desk.post("statuses", employed("2025-08-01"))
    moments.append(known_at(staff))
    desks[2].status("AT_RISK_OTHER", "2025-09-01")
    erasure = {"reason": "отзыв согласия", "act_number": "1"}
    answer = installation.admin().post(f"{desks[2].path}/erasure", erasure)
    assert answer.status_code == 201, answer.text
    return [*moments, known_at(staff)]


def known_at(client: Client) -> str:
    moment: str = answered(client.get("ledger/head"))["recorded_at"]
    return moment


def snapshots(shell: Shell, moments: list[str]) -> list[Any]:
    """Figures at several points."""
    points = [("--as-of", day, "--known-at", moment) for day in DAYS for moment in moments]
    return [json.loads(shell.out("snapshot", *point, "--json")) for point in points]


def exported(shell: Shell) -> bytes:
    """The whole ledger."""
    return shell.run("export", "-").stdout_bytes


@pytest.fixture(params=KINDS)
def source(
    request: pytest.FixtureRequest, both_urls: dict[str, str], tmp_path: Path
) -> Iterator[Installation]:
    """An installation whose ledger is to be carried, once on each kind of database."""
    with installed(both_urls[request.param], tmp_path) as made:
        yield made


@pytest.fixture
def here(source: Installation) -> Shell:
    """Where the ledger is."""
    return Shell(source.environ)


@pytest.fixture
def there(source: Installation, both_urls: dict[str, str], tmp_path: Path) -> Shell:
    """An empty database of the other kind, with the keys of the source."""
    (other,) = set(both_urls.values()) - {source.database_url}
    images = str(tmp_path / "other images")
    own = {"MARSHRUT_DATABASE_URL": other, "MARSHRUT_PROJECTION_URL": ""}
    own["MARSHRUT_IMAGE_DIRECTORY"] = images
    return Shell(source.environ | own)


@pytest.fixture
def keyless(there: Shell, tmp_path: Path) -> Shell:
    """The same database, for somebody who was given no keys."""
    key, keys = tmp_path / "fresh.key", f"sqlite:///{tmp_path / 'fresh.keys.db'}"
    own = {"MARSHRUT_KEYS_URL": keys, "MARSHRUT_MASTER_KEY_FILE": str(key)}
    shell = Shell(there.environ | own)
    shell.out("master-key", "create", key)
    shell.out("migrate")
    return shell


def test_a_ledger_with_its_keys_works_there_as_it_did(
    source: Installation, here: Shell, there: Shell, tmp_path: Path
):
    moments = live(source)
    file = tmp_path / "ledger.jsonl.gz"
    said = here.out("export", file)
    assert said.startswith(f"{file}: {EVENTS} events to position {EVENTS}, SHA-256 ")
    assert there.out("restore", file) == (
        f"restored to position {EVENTS}: {EVENTS} events added\n"
        "2 cases can be found by name; 1 persons were erased\n"
    )
    assert exported(there) == exported(here) == gzip.decompress(file.read_bytes())
    figures = snapshots(here, moments)
    assert len({json.dumps(figure["rows"]) for figure in figures}) > 2
    assert snapshots(there, moments) == figures
    assert there.out("rebuild") == f"rebuilt to position {EVENTS}\n"
    assert snapshots(there, moments) == figures
    with served(there.environ) as installation:
        staff = installation.staff()
        (found,) = answered(staff.post("cases/search", {"name": "кузнецова заречная"}))["cases"]
        assert found["person"]["last_name"] == ANNA["last_name"]
        again = staff.post("cases", opening(person=ANNA))
        assert (again.status_code, answered(again)["code"]) == (409, "DUPLICATE")
        assert Desk(staff).version == 2  # it goes on
    assert there.out("reindex") == "3 cases can be found by name; 1 persons were erased\n"


def test_figures_need_no_keys_and_nothing_is_served_before_a_search_finds(
    source: Installation, here: Shell, there: Shell, keyless: Shell, tmp_path: Path
):
    moments = live(source)
    file = tmp_path / "ledger.jsonl"
    here.out("export", file)
    told = keyless.run("restore", file)
    assert told.exit_code == 0
    assert told.stdout == f"restored to position {EVENTS}: {EVENTS} events added\n"
    assert "cannot be found by name yet: the ledger has cases and the database of" in told.stderr
    assert snapshots(keyless, moments) == snapshots(here, moments)
    assert exported(keyless) == file.read_bytes()
    assert "the database of keys is empty" in keyless.fails("reindex")
    without = {name: value for name, value in keyless.environ.items() if "KEY" not in name}
    assert snapshots(Shell(without), moments) == snapshots(here, moments)
    due = "Error: restored cases cannot be found by name yet; run: marshrut reindex"
    for place, line in ((keyless, "the database of keys is empty"), (there, due)):
        assert line in place.fails("token", "create", "--role", "AUDITOR")
        with served(place.environ) as installation:
            answer = installation.staff().post("cases", opening(person=ANNA))
            assert (answer.status_code, answered(answer)["code"]) == (503, "NOT_READY")
    assert json.loads(there.out("reindex", "--json")) == {
        "cases": 2,
        "erased": 1,
        "closed": [],
        "doubles": [],
    }
    with served(there.environ) as installation:
        answer = installation.staff().post("cases", opening(person=ANNA))
        assert (answer.status_code, answered(answer)["code"]) == (409, "DUPLICATE")


def test_a_beginning_and_then_the_rest(
    source: Installation, here: Shell, there: Shell, tmp_path: Path
):
    live(source)
    first, whole = tmp_path / "first.jsonl", tmp_path / "whole.jsonl"
    told = json.loads(here.out("export", first, "--upto", 8, "--json"))
    assert (told["position"], told["count"]) == (8, 8)
    assert told["recorded_at"].endswith("Z")
    assert told["bytes"] == first.stat().st_size
    here.out("export", whole)
    for file, added, present in ((first, 8, 0), (whole, EVENTS - 8, 8), (first, 0, 8)):
        told = json.loads(there.out("restore", file, "--json"))
        assert (told["added"], told["present"]) == (added, present)
        assert told["sha256"] in file.read_text()
        assert (told["look_ups"] is None) is (added == 0)  # nothing was due then
        assert told["reason"] is None
    assert exported(there) == whole.read_bytes()
    said = "Error: no position 99999: the head's is"
    assert here.fails("export", first, "--upto", 99_999).startswith(said)


def test_through_a_pipe(source: Installation, here: Shell, there: Shell):
    live(source)
    sent = here.run("export", "-", "--json")
    assert json.loads(sent.stderr)["count"] == EVENTS
    told = there.run("restore", "-", input=gzip.compress(sent.stdout_bytes))
    assert told.exit_code == 0, told.output
    assert exported(there) == sent.stdout_bytes


def test_a_spoilt_file_is_one_line_and_nothing_is_written(
    source: Installation, here: Shell, there: Shell, tmp_path: Path
):
    live(source)
    whole = exported(here)
    lines = whole.splitlines(keepends=True)
    spoilt = tmp_path / "spoilt"
    for data, said in (
        (b"".join(lines[:-1]), f"line {EVENTS + 2}: in place of the closing line, the file ends"),
        (whole[:-9], f"line {EVENTS + 2}: the file is cut off"),
        (whole.replace(b"TTIT", b"TTIS", 1), f"line {EVENTS + 2}: the lines before are not"),
        (b"".join([*lines[:3], lines[4], lines[3], *lines[5:]]), "line 4: position 4 does not"),
        (gzip.compress(whole)[:-100], "here the gzip file is cut off or damaged"),
        (b"PK\x03\x04", "line 1: this is no export of a ledger"),
    ):
        spoilt.write_bytes(data)
        line = there.fails("restore", spoilt)
        assert line.startswith("Error: line ")
        assert said in line
        assert "\n" not in line
        assert there.fails("restore", "-", input=data) == line
    assert json.loads(there.out("snapshot", "--json"))["point"]["known_position"] == 0


def test_another_ledger_is_not_written_over(source: Installation, here: Shell, there: Shell):
    live(source)
    there.out("organisation", "add", "SM-1", "--name", "Первый колледж", "--region", 67)
    before = exported(there)
    line = there.fails("restore", "-", input=exported(here))
    assert line.startswith("Error: the ledger holds another event at position 1:")
    assert exported(there) == before


def test_wrong_usage_is_exit_code_2(here: Shell, tmp_path: Path):
    for words in (
        ("export",),
        ("export", tmp_path),
        ("export", "x", "--upto", -1),
        ("restore",),
        ("restore", tmp_path / "nothing there"),
    ):
        assert "Usage:" in here.fails(*words, code=2)
    assert "No such file" in here.fails("export", tmp_path / "no folder" / "x.jsonl")


def test_where_there_is_no_database_none_is_made(here: Shell, tmp_path: Path):
    nowhere = tmp_path / "nothing.db"
    line = here.fails("export", "-", "--database", f"sqlite:///{nowhere}")
    assert line == "Error: the database is not migrated; run: marshrut migrate"
    assert not nowhere.exists()
