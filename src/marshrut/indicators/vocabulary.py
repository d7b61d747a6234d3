"""The names under which definitions know predicates, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from marshrut.indicators.predicates import Predicate, Question

Make = Callable[..., Predicate]


class Word(NamedTuple):
    """A predicate that definitions may name: what it says, where that comes from, how it is made.

    ``make`` takes the question, and whole numbers where the definition gives some.
    """

    name: str
    says: str
    source: str
    make: Make


WORDS: dict[str, Word] = {}


def word(source: str) -> Callable[[Make], Make]:
    """Enter a predicate under the name of its function; its docstring is what it says."""

    def decorator(make: Make) -> Make:
        name = make.__name__
        says = " ".join((make.__doc__ or "").split())
        WORDS[name] = Word(name, says, source, make)
        return make

    return decorator


def words() -> Mapping[str, Word]:
    """Every predicate by its name."""
    return WORDS


def made(name: str, question: Question, *numbers: int) -> Predicate:
    """The predicate of that name for a question. ``KeyError``: there is none."""
    return WORDS[name].make(question, *numbers)
