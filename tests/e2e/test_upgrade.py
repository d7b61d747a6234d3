"""What an earlier release has written loads, and gives the figures and files that it gave then."""

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
from tests.support.http import Installation, answered
from tests.support.shell import Shell

LEDGERS = Path(__file__).parents[1] / "contracts" / "ledgers"
NAMES = sorted(path.name for path in LEDGERS.iterdir() if path.is_dir())


class Kept:
    """A ledger of that day, unpacked."""

    def __init__(self, name: str, folder: Path) -> None:
        self.place = LEDGERS / name
        self.answers: dict[str, Any] = json.loads((self.place / "answers.json").read_text("utf-8"))
        for file in ("ledger.db", "ledger.keys.db"):
            (folder / file).write_bytes(self.file(file))
        (folder / "ledger.key").write_bytes((self.place / "ledger.key").read_bytes())
        (folder / "ledger.key").chmod(0o600)
        self.environ = {
            "MARSHRUT_DATABASE_URL": f"sqlite:///{folder}/ledger.db",
            "MARSHRUT_KEYS_URL": f"sqlite:///{folder}/ledger.keys.db",
            "MARSHRUT_MASTER_KEY_FILE": f"{folder}/ledger.key",
            "MARSHRUT_IMAGE_DIRECTORY": f"{folder}/images",
        }

    def file(self, name: str) -> bytes:
        """One that is kept, packed or not."""
        packed = self.place / f"{name}.gz"
        if packed.exists():
            return gzip.decompress(packed.read_bytes())
        return (self.place / name).read_bytes()


@pytest.fixture(params=NAMES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return Kept(request.param, tmp_path)


def includes(answer: Any, earlier: Any) -> bool:
    """Whether all that was told then is told now; there may be more of it."""
    if isinstance(earlier, dict):
        return all(name in answer and includes(answer[name], earlier[name]) for name in earlier)
    if isinstance(earlier, list):
        return len(answer) == len(earlier) and all(map(includes, answer, earlier))
    return bool(answer == earlier)


def check(shell: Shell, kept: Kept) -> None:
    """Figures and files are those of then."""
    assert len(kept.answers["snapshots"]) == 18
    for asked in kept.answers["snapshots"]:
        answer = json.loads(shell.out("snapshot", *asked["options"], "--json"))
        assert includes(answer, asked["answer"]), asked["options"]
    for form, report_id in kept.answers.get("editions", {}).items():
        for format_ in ("xlsx", "csv"):
            content = shell.run("report", "content", report_id, "--format", format_)
            assert content.stdout_bytes == kept.file(f"{form}.{format_}"), (form, format_)
        again = json.loads(shell.out("report", "regenerate", report_id, "--json"))
        assert again["identical"]


def check_persons(kept: Kept, environ: dict[str, str]) -> None:
    """Whoever was erased is gone, whoever was not has a name."""
    with serving(environ) as installation:
        auditor = installation.auditor()
        shown = {
            name: answered(auditor.get(f"cases/{kept.answers[name]}", X_Purpose="проверка"))
            for name in ("erased", "another")
        }
    assert shown["erased"]["person"] is None
    assert shown["another"]["person"]["last_name"]


@contextmanager
def serving(environ: dict[str, str]) -> Iterator[Installation]:
    """The API over these settings."""
    app = create_app(load_settings(environ))
    with closing(app.extensions[EXTENSION]):
        yield Installation(app, environ["MARSHRUT_DATABASE_URL"], environ)


def test_its_database_is_migrated_and_goes_on(kept: Kept) -> None:
    shell = Shell(kept.environ)
    shell.out("migrate")
    shell.out("rebuild")
    check(shell, kept)
    made = json.loads(shell.out("reindex", "--json"))
    assert (made["closed"], made["doubles"], made["erased"] >= 1) == ([], [], True)
    check_persons(kept, kept.environ)
    shell.out("employer", "add", "7707083893", "--name", "ПАО «Новое»")
    exported = shell.run("export", "-").stdout_bytes.splitlines()
    assert json.loads(exported[-1])["count"] > kept.answers["position"]


def test_its_export_is_restored_elsewhere(tmp_path: Path, postgresql_url: str) -> None:
    kept = Kept("2026-11-28", tmp_path)
    environ = {**kept.environ, "MARSHRUT_DATABASE_URL": postgresql_url}
    shell = Shell(environ)
    shell.out("migrate")
    told = json.loads(shell.out("restore", kept.place / "ledger.jsonl.gz", "--json"))
    assert told["added"] == told["position"] == kept.answers["position"]
    shell.out("rebuild")
    check(shell, kept)
    check_persons(kept, environ)
