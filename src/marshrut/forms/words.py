"""A condition in words, for the sheet that says how figures are made."""

from __future__ import annotations

import ast

from marshrut.classifiers import classifier
from marshrut.forms.conditions import ATOMS, Condition, atom, tree


def in_words(condition: Condition) -> str:
    """The condition in Russian: labels for codes, in the order in which they are written."""
    return _told(tree(condition.text), inside=False)


def _told(node: ast.expr, *, inside: bool) -> str:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            word = "and" if isinstance(op, ast.BitAnd) else "or"
            parts = {
                "left": _told(left, inside=not _same(left, op)),
                "right": _told(right, inside=not _same(right, op)),
            }
            said = _word(word).format(**parts)
            return f"({said})" if inside else said
        case ast.UnaryOp(operand=operand):
            return _word("not").format(what=_told(operand, inside=False))
    name, codes = atom(node)
    terms = classifier(ATOMS[name].of).terms if ATOMS[name].of else {}
    labels = " / ".join(f"«{terms[code].label_ru}»" for code in codes)
    return _word(name).format(codes=labels)


def _same(node: ast.expr, op: ast.operator) -> bool:
    """Whether the part is joined by the same word, so that no brackets are needed."""
    return not isinstance(node, ast.BinOp) or isinstance(node.op, type(op))


def _word(code: str) -> str:
    return classifier("condition_words").get(code).label_ru
