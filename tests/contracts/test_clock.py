"""Transaction time is the ledger's: nothing but the demo may give it a clock of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TELLERS = {"api/demo"}
"""Packages that retell a history with the times at which it is said to have been recorded."""


def test_only_the_demo_makes_a_ledger_with_a_clock():
    giving = {str(path.relative_to(ROOT).parent) for path in modules() if gives_a_clock(path)}
    assert giving == TELLERS


def modules() -> Iterator[Path]:
    for package in ("src/marshrut", "projections", "api"):
        yield from (ROOT / package).rglob("*.py")


def gives_a_clock(path: Path) -> bool:
    """Whether a call names ``clock=`` with anything but what its own caller has passed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_on = {call for function in functions(tree) for call in calls(function)}
    return any(
        call not in passed_on and ast.unparse(clock_of(call)) != "self._clock"
        for call in calls(tree)
    )


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """The functions that take a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            if any(argument.arg == "clock" for argument in arguments):
                yield node


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(k.arg == "clock" for k in node.keywords):
            yield node


def clock_of(call: ast.Call) -> ast.expr:
    return next(keyword.value for keyword in call.keywords if keyword.arg == "clock")
