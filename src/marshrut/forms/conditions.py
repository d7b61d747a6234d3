"""Conditions of cells: one text, asked of a column of cases and of a single case alike.

A condition such as ``status(OTHER) & ~category(OVZ)`` is data of a form. It is read, never run;
over frames it is a Polars expression, over the state of one case a plain yes or no. Both are made
of the same few atoms below, and a test holds them to each other.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple, Protocol

import polars as pl

from marshrut.classifiers import classifier
from marshrut.columns import holds as holds_any


class Seen(Protocol):
    """What conditions ask of one case on a day: as ``marshrut.cases.history.State`` has it."""

    @property
    def primary(self) -> str:
        """The code of the primary status."""

    @property
    def categories(self) -> tuple[str, ...]:
        """The codes of the categories that the case itself implies."""

    @property
    def nosology(self) -> str | None: ...  # noqa: D102 - as the classifier names it
    @property
    def in_specialty(self) -> bool | None: ...  # noqa: D102 - of the primary status
    @property
    def four_months(self) -> bool: ...  # noqa: D102 - decision 0001, item 12
    @property
    def work_mode(self) -> str | None: ...  # noqa: D102 - of a student who works
    @property
    def plan(self) -> str | None: ...  # noqa: D102 - of a forecast of employment


Industry = str | None
"""The industry of the employer at the point: joined, never a part of the case (semantics S13)."""


class Atom(NamedTuple):
    """The smallest question: over the columns of cases, and of one case and its industry.

    ``of``: the classifier of its arguments; none where it takes none.
    """

    of: str | None
    expr: Callable[..., pl.Expr]
    holds: Callable[..., bool]


ATOMS: Mapping[str, Atom] = {
    "everyone": Atom(None, lambda: pl.lit(value=True), lambda _seen, _industry: True),
    "status": Atom(
        "statuses",
        lambda *codes: pl.col("status").is_in(codes),
        lambda seen, _industry, *codes: seen.primary in codes,
    ),
    "category": Atom(
        "categories",
        lambda *codes: holds_any("categories", *codes),
        lambda seen, _industry, *codes: not set(codes).isdisjoint(seen.categories),
    ),
    "nosology": Atom(
        "nosologies",
        lambda *codes: pl.col("nosology").is_in(codes),
        lambda seen, _industry, *codes: seen.nosology in codes,
    ),
    "in_specialty": Atom(
        None, lambda: pl.col("in_specialty"), lambda seen, _industry: bool(seen.in_specialty)
    ),
    "four_months": Atom(
        None, lambda: pl.col("four_months"), lambda seen, _industry: seen.four_months
    ),
    "work_mode": Atom(
        "student_work_modes",
        lambda *codes: pl.col("work_mode").is_in(codes),
        lambda seen, _industry, *codes: seen.work_mode in codes,
    ),
    "plan": Atom(
        "employment_plans",
        lambda *codes: pl.col("plan").is_in(codes),
        lambda seen, _industry, *codes: seen.plan in codes,
    ),
    "at_risk": Atom(
        None, lambda: pl.col("at_risk_strict"), lambda seen, _industry: seen.at_risk_strict
    ),
    "at_risk_form": Atom(
        None, lambda: pl.col("at_risk_form"), lambda seen, _industry: seen.at_risk_form
    ),
    "industry": Atom(
        "industries",
        lambda *codes: pl.col("industry").is_in(codes),
        lambda _seen, industry, *codes: industry in codes,
    ),
}

INPUTS = (
    "status",
    "categories",
    "nosology",
    "in_specialty",
    "four_months",
    "work_mode",
    "plan",
    "at_risk_strict",
    "at_risk_form",
)
"""The columns of cases that atoms ask, but for the industry, which is joined."""

BY_INDUSTRY = "industry"


class Condition(NamedTuple):
    """A condition as it is written, and the atoms that it names."""

    text: str
    names: frozenset[str]

    @property
    def expr(self) -> pl.Expr:
        """The cases for which it holds; unknown is no."""
        return _whole_expr(self.text)

    def holds(self, seen: Seen, industry: Industry = None) -> bool:
        """Whether it holds of one case."""
        return _holds(tree(self.text), seen, industry)


@cache
def condition(text: str) -> Condition:
    """The condition ``text``. Raises ``ValueError``: unreadable, an unknown atom or code."""
    return Condition(text, frozenset(_names(tree(text))))


@cache
def tree(text: str) -> ast.expr:
    """What the text says, as a tree of atoms. Raises ``ValueError`` as ``condition``."""
    try:
        read = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is no condition") from error
    _check(read)
    return read


def _check(node: ast.expr) -> None:
    match node:
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            _check(left)
            _check(right)
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            _check(operand)
        case _:
            name, codes = atom(node)
            of = ATOMS[name].of if name in ATOMS else None
            if name not in ATOMS or (of is None) == bool(codes):
                raise ValueError(f"{ast.unparse(node)!r} may not stand in a condition")
            for code in codes:
                classifier(of or "").get(code)


def atom(node: ast.expr) -> tuple[str, tuple[str, ...]]:
    """The name of an atom and its codes. Raises ``ValueError``: it is none."""
    match node:
        case ast.Name(id=name):
            return name, ()
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            codes = [arg.id for arg in args if isinstance(arg, ast.Name)]
            if len(codes) == len(args):
                return name, tuple(codes)
    raise ValueError(f"{ast.unparse(node)!r} may not stand in a condition")


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [*_names(left), *_names(right)]
        case ast.UnaryOp(operand=operand):
            return _names(operand)
    return [atom(node)[0]]


@cache
def _whole_expr(text: str) -> pl.Expr:
    return _expr(tree(text))


def _expr(node: ast.expr) -> pl.Expr:
    match node:
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return _expr(left) & _expr(right)
        case ast.BinOp(left=left, right=right):
            return _expr(left) | _expr(right)
        case ast.UnaryOp(operand=operand):
            return ~_expr(operand)
    name, codes = atom(node)
    return ATOMS[name].expr(*codes).fill_null(value=False)


def _holds(node: ast.expr, seen: Seen, industry: Industry) -> bool:
    match node:
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return _holds(left, seen, industry) and _holds(right, seen, industry)
        case ast.BinOp(left=left, right=right):
            return _holds(left, seen, industry) or _holds(right, seen, industry)
        case ast.UnaryOp(operand=operand):
            return not _holds(operand, seen, industry)
    name, codes = atom(node)
    return ATOMS[name].holds(seen, industry, *codes)
