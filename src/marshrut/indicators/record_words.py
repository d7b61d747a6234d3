"""The words that count records: what each says, and what it takes to count.

A piece is a record or an organisation that a number is made up of (domain 7, 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from marshrut.indicators.evidence import Evidence, Line, Piece

Pieces = list[Piece]
Make = Callable[..., Pieces]


class RecordWord(NamedTuple):
    """A word that definitions may name: what it says, where that comes from, how it counts."""

    name: str
    says: str
    source: str
    make: Make


RECORD_WORDS: dict[str, RecordWord] = {}


def record_word(source: str) -> Callable[[Make], Make]:
    """Enter a word under the name of its function; its docstring is what it says."""

    def decorator(make: Make) -> Make:
        says = " ".join((make.__doc__ or "").split())
        RECORD_WORDS[make.__name__] = RecordWord(make.__name__, says, source, make)
        return make

    return decorator


def piece_of(line: Line, number: float = 1) -> Piece:
    """The record, counted as often as ``number`` says."""
    return Piece(number=number, record_id=line.record_id, organisation=line.organisation)


def own(evidence: Evidence, kind: str) -> Iterator[Line]:
    """Records of the organisation that is asked about, else of all the regions."""
    wanted = evidence.organisation
    return (each for each in evidence.lines(kind) if wanted in {None, each.organisation})


def in_period(evidence: Evidence, day: date) -> bool:
    """Whether the day is of the period of the question, and not after its day."""
    question = evidence.question
    return question.first <= day <= min(question.last, question.day)
