"""What auditors are given is one file that leans on nothing of ours."""

from __future__ import annotations

import ast
import sys
from importlib.resources import files

import api.standalone

PROGRAM = files(api.standalone).joinpath("marshrut_verify.py").read_text("utf-8")


def imported() -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(PROGRAM)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module is not None
            found.add(node.module.partition(".")[0])
    return found


def test_it_needs_python_and_one_package() -> None:
    assert imported() - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_is_read_by_pythons_of_before_ours() -> None:
    ast.parse(PROGRAM, feature_version=(3, 9))
