"""``marshrut import --run`` and ``marshrut verification``: what the API does, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main
from tests.support.http import OTHER_SCHOOL, Client, Installation
from tests.support.verification import HEADINGS, figures, graduate, open_run, row


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, [*words], env=installation.environ)


def test_an_extract_is_loaded_and_told(installation: Installation, staff: Client, tmp_path: Path):
    base = installation.client("BCK_STAFF", regions=("70",))
    for number in (1, 2):
        graduate(staff, number)
    graduate(base, 3, None, organisation=OTHER_SCHOOL)
    made = open_run(base)
    file = tmp_path / "extract.csv"
    file.write_text("\n".join((HEADINGS, row(1), row(2, "нет"), row(3))))
    loading = ["import", str(file), "--run", made["record_id"]]
    dry = run(installation, *loading, "--dry-run", "--json")
    assert (dry.exit_code, json.loads(dry.stdout)["accepted"]) == (0, 3), dry.output
    assert run(installation, *loading).exit_code == 0
    again = json.loads(run(installation, *loading, "--json").stdout)
    assert (again["skipped"], again["accepted"]) == (3, 0)

    asked = ["verification", made["record_id"]]
    told: dict[str, Any] = json.loads(run(installation, *asked, "--json").stdout)
    there = figures(installation.auditor(), made, by="organisation")
    assert told["total"] == there["total"]
    assert told["rows"] == there["rows"]
    one = json.loads(run(installation, *asked, "--organisation", OTHER_SCHOOL, "--json").stdout)
    assert one["total"]["outcomes"]["SFR_ONLY"] == 1
    table = run(installation, *asked)
    assert "Только в выписке" in table.stdout
    assert "66,7" in table.stdout


def test_what_is_wrong_is_told_in_a_line(installation: Installation, tmp_path: Path):
    nobody = "5f0c7a52-3f55-4b6e-9d5a-2a8f8f1f0c11"
    missing = run(installation, "verification", nobody)
    assert (missing.exit_code, "there is no run" in missing.output) == (1, True)
    file = tmp_path / "extract.csv"
    file.write_text("\n".join((HEADINGS, row(1))))
    unnamed = run(installation, "import", str(file), "--region", "70")
    assert (unnamed.exit_code, "run_id" in unnamed.output) == (1, True)
    strange = run(installation, "import", str(file), "--run", nobody, "--region", "70")
    assert (strange.exit_code, "run_id" in strange.output) == (1, True)
    assert run(installation, "verification", "x").exit_code == 2
    base = installation.client("BCK_STAFF", regions=("70",))
    empty = open_run(base)
    table = run(installation, "verification", empty["record_id"])
    assert "—" in table.stdout
