"""The column image of an installation: its command, its setting, figures with and without it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli import main
from projections.image.manifest import NAME
from tests.support.http import SCHOOL, Installation, answered, employed, open_case

TOLD = re.compile(r"(.+): position (\d+), [\d.]+ MB\n")
ASKED = {"as_of": "2026-01-31", "by": "organisation,category"}


@pytest.fixture
def images(installation: Installation) -> Path:
    """The directory of images of an installation with a graduate who works."""
    staff = installation.staff(SCHOOL)
    opened = open_case(staff, graduation_date="2025-06-30")
    path = f"cases/{opened['case_id']}/statuses"
    answered(staff.post(path, employed(), version=opened["version"]))
    return Path(installation.environ["MARSHRUT_IMAGE_DIRECTORY"])


def run(installation: Installation, *words: str, **environ: str) -> Any:
    shell = CliRunner(env=dict(os.environ) | installation.environ | environ)
    return shell.invoke(main, words)


def test_the_command_makes_the_image_and_tells_its_position(
    installation: Installation, images: Path
) -> None:
    shutil.rmtree(images, ignore_errors=True)
    ran = run(installation, "image")
    assert ran.exit_code == 0, ran.output
    found = TOLD.fullmatch(ran.output)
    assert found
    assert found[1] == str(images)
    known = answered(installation.auditor().get("snapshot"))["point"]["known_position"]
    assert int(found[2]) == known
    assert list(images.glob(f"*/{NAME}"))


def test_figures_are_the_same_with_an_image_and_without(
    installation: Installation, images: Path
) -> None:
    auditor = installation.auditor()
    told = answered(auditor.get("snapshot", ASKED))
    assert list(images.glob(f"*/{NAME}"))
    assert told["total"] == 1
    shutil.rmtree(images)
    images.touch()  # a file is in the way
    assert answered(auditor.get("snapshot", ASKED)) == told


def test_a_rebuild_leaves_the_image_of_its_own_filling_alone(
    installation: Installation, images: Path
) -> None:
    assert run(installation, "image").exit_code == 0
    before = list(images.glob("*/"))
    assert run(installation, "rebuild").exit_code == 0
    (after,) = images.glob("*/")
    assert after not in before
    assert (after / NAME).exists()


def test_where_there_can_be_no_image_the_command_says_so(
    installation: Installation, images: Path, tmp_path: Path
) -> None:
    assert images
    blocked = tmp_path / "a file"
    blocked.touch()
    ran = run(installation, "image", MARSHRUT_IMAGE_DIRECTORY=str(blocked))
    assert ran.exit_code == 1
    assert "no column image" in ran.output
