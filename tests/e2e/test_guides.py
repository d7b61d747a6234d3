"""The guides, as somebody follows them: every line pasted into a terminal beside the demo."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.support.serving import ROOT, served

CASES = 300
REFUSED = "# refused"
"""Marks the lines of a guide that show a refusal; all others must be accepted."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("var") / "demo"
    words = ["demo", "--no-serve", "--cases", str(CASES), "--directory", str(folder)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def server(demo: Path) -> Iterator[dict[str, str]]:
    database = {"MARSHRUT_DATABASE_URL": f"sqlite:///{demo}/marshrut.db"}
    with served(database) as address:
        yield database | {"API": f"{address}/api/v1"}


@pytest.fixture
def environ(demo: Path, server: dict[str, str], tmp_path: Path) -> dict[str, str]:
    tokens = json.loads((demo / "demo.json").read_text())["tokens"]
    return server | {
        "PATH": f"{tools(tmp_path)}:{os.environ['PATH']}",
        "TOKEN": tokens["CK_STAFF"],
        "AUDITOR_TOKEN": tokens["AUDITOR"],
        "BCK_TOKEN": tokens["BCK_STAFF"],
        "ROIV_TOKEN": tokens["ROIV_STAFF"],
        "BIN": str(Path(sys.executable).parent / "marshrut"),
        "PYTHON": sys.executable,
        "TMPDIR": str(tmp_path),
    }


def tools(folder: Path) -> Path:
    curl = folder / "curl"
    curl.write_text(f'#!/bin/sh\nexec {sys.executable} -P {ROOT}/tests/support/curl.py "$@"\n')
    curl.chmod(0o755)
    (folder / "python3").symlink_to(sys.executable)  # not by a shim, which takes thrice as long
    return folder


def blocks(guide: str) -> list[str]:
    """What a guide has its reader paste."""
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def followed(guide: str, environ: dict[str, str]) -> str:
    """All that is printed to whoever pastes every line, none of which may fail."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks(guide))],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    return done.stdout + done.stderr


def problems(said: str) -> list[str]:
    return re.findall(r"urn:marshrut:problem:(\w+)", said)


@pytest.mark.parametrize(("guide", "least"), [("auditor", 8), ("ministry", 7)])
def test_a_guide_has_the_same_lines_in_both_languages(guide: str, least: int):
    russian, english = blocks(f"guide-{guide}.md"), blocks(f"guide-{guide}.en.md")
    assert len(russian) >= least
    assert russian == english


def test_the_day_of_a_centre_goes_as_the_guide_says(environ: dict[str, str]):
    lines = blocks("guide-centre.md")
    assert len(lines) > 15
    said = followed("guide-centre.md", environ)
    assert problems(said) == ["CONSENT_REQUIRED"] * "".join(lines).count(REFUSED)
    assert '"state": "EXPIRED"' in said or '"code": "OVERDUE_STEPS"' in said


def test_the_auditor_comes_from_a_figure_to_its_proof(environ: dict[str, str]):
    said = followed("guide-auditor.md", environ)
    assert not problems(said)
    assert '"identical": true' in said


def test_the_ministry_makes_last_years_report_anew(environ: dict[str, str]):
    said = followed("guide-ministry.md", environ)
    assert problems(said) == ["PERIOD_CLOSED"]
    assert "".join(blocks("guide-ministry.md")).count(REFUSED) == 1
