"""Formulas: words of the vocabulary joined by ``&``, ``|`` and ``~``, read without running them."""

from __future__ import annotations

import ast
from functools import cache

import msgspec

from marshrut.indicators import (
    of_cases,
    of_contracts,
    of_measures,
    of_verifications,
    of_visits,
    of_work,
    vocabulary,
)
from marshrut.indicators.predicates import Predicate, Question
from marshrut.indicators.vocabulary import WORDS, made

MODULES = (
    vocabulary,
    of_cases,
    of_contracts,
    of_measures,
    of_verifications,
    of_visits,
    of_work,
)
"""What must be there before a formula is read: each enters its words."""


class Formula(msgspec.Struct, frozen=True):
    """A formula as written, with the names of its words in their order."""

    text: str
    names: tuple[str, ...]

    def predicate(self, question: Question) -> Predicate:
        """What it says of the cases of a question."""
        return _predicate(_tree(self.text), question)


@cache
def formula(text: str) -> Formula:
    """The formula ``text``. Raises ``ValueError``: unreadable, or with an unknown word."""
    names = dict.fromkeys(_names(_tree(text)))
    unknown = sorted(set(names) - WORDS.keys())
    if unknown:
        raise ValueError(f"{text!r}: no word {', '.join(unknown)}")
    return Formula(text, tuple(names))


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is no formula") from error


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            return [*_names(left), *_names(right)]
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return _names(operand)
    raise ValueError(f"{ast.unparse(node)!r} may not stand in a formula")


def _predicate(node: ast.expr, question: Question) -> Predicate:
    match node:
        case ast.Name(id=name):
            return made(name, question)
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            return _predicate(left, question) & _predicate(right, question)
        case ast.BinOp(left=left, right=right):
            return _predicate(left, question) | _predicate(right, question)
        case ast.UnaryOp(operand=operand):
            return ~_predicate(operand, question)
    raise ValueError(f"{ast.unparse(node)!r} may not stand in a formula")
