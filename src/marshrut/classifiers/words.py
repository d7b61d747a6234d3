"""Asking a table backwards: which of its terms name a word in a column."""

from __future__ import annotations

from functools import cache

from marshrut.classifiers import classifier


@cache
def codes_naming(table: str, column: str, word: str) -> tuple[str, ...]:
    """The codes of ``table`` with ``word`` among the words of their ``column``, in order."""
    terms = classifier(table).terms.items()
    return tuple(code for code, term in terms if word in term.words(column))
