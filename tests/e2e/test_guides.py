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


@pytest.fixture
def environ(demo: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    database = {"MARSHRUT_DATABASE_URL": f"sqlite:///{demo}/marshrut.db"}
    with served(database) as address:
        yield database | {
            "API": f"{address}/api/v1",
            "PATH": f"{tools(tmp_path)}:{os.environ['PATH']}",
            "TOKEN": json.loads((demo / "demo.json").read_text())["tokens"]["CK_STAFF"],
            "BIN": str(Path(sys.executable).parent / "marshrut"),
        }


def tools(folder: Path) -> Path:
    curl = folder / "curl"
    curl.write_text(f'#!/bin/sh\nexec {sys.executable} -P {ROOT}/tests/support/curl.py "$@"\n')
    curl.chmod(0o755)
    return folder


def test_the_day_of_a_centre_goes_as_the_guide_says(environ: dict[str, str]):
    guide = (ROOT / "docs/guide-centre.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 15
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    said = done.stdout + done.stderr
    problems = re.findall(r"urn:marshrut:problem:\w+", said)
    assert problems == ["urn:marshrut:problem:CONSENT_REQUIRED"] * guide.count(REFUSED)
    assert '"state": "EXPIRED"' in said or '"code": "OVERDUE_STEPS"' in said
