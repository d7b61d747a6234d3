"""Words of records as definitions name them."""

from __future__ import annotations

import re
from typing import NamedTuple

from marshrut.indicators import of_activities, of_centres, of_vacancies
from marshrut.indicators.evidence import Evidence
from marshrut.indicators.record_words import RECORD_WORDS, Pieces, RecordWord

MODULES = (of_activities, of_centres, of_vacancies)
"""The modules whose words there are; to import them is to enter the words."""


class Calling(NamedTuple):
    """A word with what stands in brackets behind it."""

    word: RecordWord
    arguments: tuple[str, ...]

    def pieces(self, evidence: Evidence) -> Pieces:
        """What it counts."""
        return self.word.make(evidence, *self.arguments)


CALL = re.compile(r"(\w+)(?:\(([^()]+)\))?")


def calling(text: str) -> Calling:
    """What ``word(a, b)`` names. Raises ``ValueError``: unreadable, or an unknown word."""
    found = CALL.fullmatch(text)
    if found is None or found[1] not in RECORD_WORDS:
        raise ValueError(f"{text!r}: no word of records")
    arguments = tuple(part.strip() for part in (found[2] or "").split(",") if part.strip())
    return Calling(RECORD_WORDS[found[1]], arguments)
