"""Where the programs of the tests' PostgreSQL are run from, when it cannot run as ourselves."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from tests.support.postgres_keeper import reachable


@pytest.fixture
def binaries(tmp_path: Path) -> Path:
    """Programs as a wheel installs them, where nobody else may go."""
    packages = tmp_path / "site-packages"
    programs = packages / "server" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "initdb").write_text("program")
    (packages / "server.libs").mkdir()
    (packages / "server.libs" / "libpq.so").write_text("library")
    packages.chmod(0o700)
    return programs


def test_another_user_runs_copies_that_find_their_libraries(binaries: Path, tmp_path: Path) -> None:
    copied = reachable(binaries, tmp_path / "home", pwd.getpwuid(os.getuid()))
    assert copied.is_relative_to(tmp_path / "home")
    assert (copied / "initdb").read_text() == "program"
    assert (copied / "../../../server.libs/libpq.so").read_text() == "library"


def test_our_own_user_runs_the_originals(binaries: Path, tmp_path: Path) -> None:
    assert reachable(binaries, tmp_path / "home", None) == binaries
