"""An edition regenerates to the byte: wherever, whenever, whatever else has come since (F109).

A small demo is one ledger with a year and a half of history. Editions of every form are issued in
the middle of it, so that many months of further events follow; then everything around is changed.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from api.demo.calendar import Calendar
from api.demo.installation import LEDGER, settings_in
from marshrut.forms import shipped
from marshrut.indicators import definitions
from tests.support.databases import PostgresServer
from tests.support.demos import load_demo
from tests.support.shell import Shell

CASES = 240
UNTIL = date(2026, 6, 30)
AS_OF = "2025-12-31"
SCHOOL, REGION = "SA-1", "63"
ISSUED: dict[str, tuple[str, ...]] = {
    "A, 15 rows, of a region": ("A", "--region", REGION),
    "A, 5 rows, of a school": ("A", "--organisation", SCHOOL, "--rows", "5"),
    "A, some of a region": ("A", "--region", REGION, "--study-form", "FULL_TIME", "--year", "2024"),
    "C, of a region": ("C", "--region", REGION),
    "INDUSTRY, of a region": ("INDUSTRY", "--region", REGION),
    "OPK, of a region": ("OPK", "--region", REGION),
    "SELF, of a school": ("SELF", "--organisation", SCHOOL),
}


class Archive(NamedTuple):
    """A ledger with editions of every form, by what was asked for; ``files`` by their ids."""

    folder: Path
    editions: dict[str, str]
    files: dict[str, dict[str, bytes]]

    @property
    def environ(self) -> dict[str, str]:
        """The settings with which commands find it."""
        return {"MARSHRUT_DATABASE_URL": f"sqlite:///{self.folder / LEDGER}"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("archive")
    assert load_demo(folder, Calendar(UNTIL), cases=CASES) == []
    shell = Shell({"MARSHRUT_DATABASE_URL": settings_in(folder).database_url})
    known = json.loads(shell.out("snapshot", "--json", "--known-at", "2026-02-01T12:00:00Z"))
    position = known["point"]["known_position"]
    editions, files = {}, {}
    for name, asked in ISSUED.items():
        out = folder / "issued" / name
        words = ("--as-of", AS_OF, "--known-position", position, "--directory", out)
        made = json.loads(shell.out("report", "issue", *asked, *words, "--json"))
        editions[name] = made["report_id"]
        files[name] = {path.suffix[1:]: path.read_bytes() for path in out.iterdir()}
    return Archive(folder, editions, files)


@pytest.fixture
def copy(archive: Archive, tmp_path: Path) -> Archive:
    """The archive again, to be altered."""
    folder = tmp_path / "copy"
    shutil.copytree(archive.folder, folder, ignore=shutil.ignore_patterns("issued"))
    return archive._replace(folder=folder)


def again(archive: Archive, shell: Shell, folder: Path) -> dict[str, dict[str, bytes]]:
    """Every edition rendered once more, the command's own verdict asked too."""
    found = {}
    for name, identity in archive.editions.items():
        told = shell.out("report", "regenerate", identity, "--directory", folder / name, "--json")
        assert json.loads(told)["identical"], name
        paths = (folder / name).iterdir()
        found[name] = {path.suffix[1:]: path.read_bytes() for path in paths}
    return found


def test_every_form_is_issued_in_every_format(archive: Archive):
    formats = {each.code: set(each.formats) for each in shipped.editions()}
    assert {asked[0] for asked in ISSUED.values()} == set(formats)
    for name, (code, *_) in ISSUED.items():
        assert archive.files[name].keys() == formats[code]
        assert all(len(data) > 500 for data in archive.files[name].values()), name
    told = [data for files in archive.files.values() for data in files.values()]
    assert len(set(told)) == len(told)


def test_much_has_become_known_since(archive: Archive):
    """Else nothing would be shown: the same questions have other answers at the head."""
    shell, moved = Shell(archive.environ), set()
    for name, asked in ISSUED.items():
        now = shell.out("report", "table", *asked, "--as-of", AS_OF, "--format", "json")
        if json.loads(now)["tables"] != json.loads(archive.files[name]["json"])["tables"]:
            moved.add(name)
    assert {"A, 15 rows, of a region", "INDUSTRY, of a region"} <= moved


def test_in_the_same_place_again(archive: Archive, tmp_path: Path):
    assert again(archive, Shell(archive.environ), tmp_path) == archive.files


def test_after_a_rebuild_and_without_a_column_image(copy: Archive, tmp_path: Path):
    shell = Shell(copy.environ)
    shell.out("rebuild")
    assert again(copy, shell, tmp_path / "rebuilt") == copy.files
    nowhere = Shell({**copy.environ, "MARSHRUT_IMAGE_DIRECTORY": str(tmp_path / "new-image")})
    assert again(copy, nowhere, tmp_path / "by-sql") == copy.files


def test_on_the_other_database(archive: Archive, postgres_server: PostgresServer, tmp_path: Path):
    url = postgres_server.create_database()
    there = {
        "MARSHRUT_DATABASE_URL": url,
        "MARSHRUT_KEYS_URL": f"sqlite:///{tmp_path / 'keys.db'}",
        "MARSHRUT_MASTER_KEY_FILE": str(tmp_path / "other.key"),
        "MARSHRUT_IMAGE_DIRECTORY": str(tmp_path / "image"),
    }
    carried = tmp_path / "ledger.jsonl.gz"
    Shell(archive.environ).out("export", carried)
    shell = Shell(there)
    shell.out("master-key", "create", tmp_path / "other.key")
    shell.out("migrate")
    shell.out("restore", carried)
    assert again(archive, shell, tmp_path / "there") == archive.files
    postgres_server.drop_database(url)


def interpreters() -> Iterator[str]:
    """This Python, and another patch level of the same version where there is one."""
    yield sys.executable
    other = Path("/usr/bin/python3.11")
    if other.exists():
        yield str(other)


AGAIN = """
import sys
from api.cli import main
asked = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
words = [["report", "regenerate", identity, "--directory", folder] for identity, folder in asked]
sys.exit(any([main(each, standalone_mode=False) for each in words]))
"""
"""Every edition in one process: to start one takes longer than to render."""


@pytest.mark.parametrize("python", list(interpreters()))
def test_elsewhere(archive: Archive, tmp_path: Path, python: str):
    """Another time zone, locale, hash seed, working directory, and Python."""
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    root = str(Path(__file__).parents[3])
    environ = {
        **archive.environ,
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([root, f"{root}/src", *libraries]),
        "PYTHONHASHSEED": "4242",
        "TZ": "Pacific/Chatham",
        "LC_ALL": "C.UTF-8",
        "LANG": "tr_TR.UTF-8",
    }
    asked = [word for name, it in archive.editions.items() for word in (it, tmp_path / name)]
    done = subprocess.run(
        [python, "-c", AGAIN, *asked],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    for name in archive.editions:
        paths = (tmp_path / name).iterdir()
        assert {path.suffix[1:]: path.read_bytes() for path in paths} == archive.files[name]


def test_when_newer_definitions_are_in_force(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Older editions of forms and indicators stay as they were, retroactive ones beside them."""
    newer = tuple(_newer_form(each) for each in shipped.editions())
    both = (*shipped.editions(), *newer)
    monkeypatch.setattr(shipped, "editions", lambda: both)
    old = definitions.editions()
    turned = tuple(_newer_indicator(each) for each in old)
    monkeypatch.setattr(definitions, "editions", lambda: (*turned, *old))
    shell = Shell(archive.environ)
    assert again(archive, shell, tmp_path) == archive.files
    asked = ISSUED["A, 15 rows, of a region"]
    now = json.loads(shell.out("report", "table", *asked, "--as-of", AS_OF, "--format", "json"))
    assert now["edition"] == 2
    assert now["tables"][0]["columns"][0]["heading"] == "Иначе"


def _newer_form(old: Any) -> Any:
    """The next edition: the first column of the first table is headed otherwise."""
    if not old.tables or not old.tables[0].columns:
        return msgspec.structs.replace(old, edition=old.edition + 1)
    first, *tables = old.tables
    column, *columns = first.columns
    headed = msgspec.structs.replace(column, heading="Иначе")
    table = msgspec.structs.replace(first, columns=(headed, *columns))
    return msgspec.structs.replace(old, edition=old.edition + 1, tables=(table, *tables))


def _newer_indicator(old: Any) -> Any:
    """The next edition: computed ones count everybody."""
    if old.numerator is None:
        return msgspec.structs.replace(old, edition=old.edition + 1, name="Иначе")
    return msgspec.structs.replace(old, edition=old.edition + 1, numerator="graduates")


def test_a_planted_change_breaks_it_visibly(copy: Archive):
    """One event of one case, changed by somebody with the database in hand."""
    with closing(sqlite3.connect(copy.folder / LEDGER)) as database:
        unguard(database)
        position, state = _a_status_that_counts(database)
        changed = state.replace(b"EMPLOYED_LABOUR_CONTRACT", b"EMPLOYED_CIVIL_CONTRACT")
        changed = changed.replace(b'"in_specialty":true', b'"in_specialty":false')
        assert changed != state
        statement = "UPDATE ledger SET state = ? WHERE position = ?"
        database.execute(statement, (changed, position))
        database.commit()
    shell = Shell(copy.environ)
    shell.out("rebuild")
    identity = copy.editions["A, 15 rows, of a region"]
    result = shell.run("report", "regenerate", identity)
    assert result.exit_code == 1
    assert "ОТЛИЧАЕТСЯ" in result.stdout
    refused = shell.fails("report", "content", identity, "--format", "csv")
    assert "otherwise than it was issued" in refused


def test_so_does_one_that_no_figure_knows_of(copy: Archive):
    """The opening of the first case, a byte of which only the key of the case opens."""
    with closing(sqlite3.connect(copy.folder / LEDGER)) as database:
        unguard(database)
        opened = "SELECT position, state FROM ledger WHERE topic = 'case.opened' LIMIT 1"
        position, state = database.execute(opened).fetchone()
        before, sealed, behind = state.partition(b'"sealed":"')
        letter = b"B" if behind.startswith(b"A") else b"A"
        statement = "UPDATE ledger SET state = ? WHERE position = ?"
        database.execute(statement, (before + sealed + letter + behind[1:], position))
        database.commit()
    shell = Shell(copy.environ)
    for identity in copy.editions.values():
        told = shell.run("report", "regenerate", identity)
        assert told.exit_code == 1
        *files, point = told.stdout.splitlines()
        assert all(line.endswith("  совпадает") for line in files)
        assert point.startswith("точка")
        assert "ОТЛИЧАЕТСЯ" in point


def unguard(database: sqlite3.Connection) -> None:
    """Let everything be changed."""
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
        database.execute(f"DROP TRIGGER {trigger}")


def _a_status_that_counts(database: sqlite3.Connection) -> tuple[int, bytes]:
    """The last status of work in the specialty of a graduate of the region, as issued."""
    listed = (
        "SELECT l.position, l.state FROM ledger l "
        "JOIN case_state_a s ON s.case_id = l.originator_id "
        "WHERE l.topic = 'case.status-recorded' AND s.organisation LIKE 'SA-%' "
        "AND s.status = 'EMPLOYED_LABOUR_CONTRACT' AND s.in_specialty "
        "AND s.graduation_year = 2025 AND s.lifecycle = 'GRADUATED' "
        "AND s.valid_from <= :day AND (s.valid_to IS NULL OR s.valid_to > :day) "
        "AND s.known_from = l.position AND s.known_to IS NULL ORDER BY l.position LIMIT 1"
    )
    found = database.execute(listed, {"day": AS_OF}).fetchone()
    assert found, "nobody in the demo works in the specialty"
    position, state = found
    return position, state if isinstance(state, bytes) else state.encode()
