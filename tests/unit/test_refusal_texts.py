"""Every refusal and warning that the code can give has a text, and that text can be filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import marshrut
from marshrut.classifiers import classifier

SOURCE = Path(marshrut.__file__).parent
MAKERS = {"refuse", "finding"}


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Where a code is given: file and line, the code, the parameters that go with it."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=maker), args=[ast.Constant(value=str(code)), *_], keywords=keys
                ) if maker in MAKERS:
                    where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    yield where, code, {key.arg for key in keys if key.arg}


@pytest.mark.parametrize(("where", "code", "given"), [pytest.param(*c, id=c[0]) for c in calls()])
def test_a_code_given_in_the_source_has_a_text_and_its_parameters(where, code, given):
    known = {**classifier("refusals").terms, **classifier("warnings").terms}
    assert code in known, where
    assert set(known[code].words("parameters")) <= given, where


def test_refusals_and_warnings_are_told_apart_by_their_codes():
    assert set(classifier("refusals").codes).isdisjoint(classifier("warnings").codes)
