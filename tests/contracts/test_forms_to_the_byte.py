"""What was issued is rendered by the same renderer for ever: these bytes never change (S28)."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from api.forms.files import RENDERERS
from marshrut.forms.shipped import editions
from tests.contracts.forms.renderer_1 import digests

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "forms"
OTHER = Path("/usr/bin/python3.11")
"""Where a system has its own Python, of another patch level than ours."""

ELSEWHERE = {
    "far east": {"TZ": "Asia/Kamchatka", "LC_ALL": "ru_RU.UTF-8", "PYTHONHASHSEED": "1"},
    "far west": {"TZ": "America/Adak", "LC_ALL": "C", "PYTHONHASHSEED": "4000000000"},
    "turkish": {"LC_ALL": "tr_TR.ISO-8859-9", "PYTHONUTF8": "0", "SOURCE_DATE_EPOCH": "1"},
}


def promised(name: str) -> dict[str, str]:
    lines = (FOLDER / f"{name}.txt").read_text().splitlines()
    return dict(line.split() for line in lines)


def rendered_by(python: Path | str, **environment: str) -> dict[str, str]:
    packages = sysconfig.get_paths()["platlib"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), packages])
    command = [str(python), str(FOLDER / "renderer_1.py")]
    told = subprocess.run(
        command, env={"PYTHONPATH": path, **environment}, capture_output=True, text=True, check=True
    ).stdout
    return dict(line.split() for line in told.splitlines())


def test_every_renderer_has_its_promise() -> None:
    assert {f"renderer_{number}" for number in RENDERERS} == {
        path.stem for path in FOLDER.glob("*.txt")
    }


def test_every_form_names_a_renderer_that_makes_its_formats() -> None:
    for form in editions():
        assert set(form.formats) <= set(RENDERERS[form.renderer])


def test_the_first_renderer_keeps_its_promise() -> None:
    """Where this fails, what was issued would no longer regenerate.

    Leave the renderer and its promise as they are: copy ``api/forms/renderer_1``, change the copy,
    and name it in a new edition of the forms.
    """
    assert digests() == promised("renderer_1")


@pytest.mark.parametrize("environment", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_bytes_are_the_same_in_other_places(environment: dict[str, str]) -> None:
    assert rendered_by(sys.executable, **environment) == promised("renderer_1")


def test_the_bytes_are_the_same_under_the_python_of_the_system() -> None:
    python = OTHER if OTHER.exists() and sys.version_info[:2] == (3, 11) else sys.executable
    assert rendered_by(python) == promised("renderer_1")
