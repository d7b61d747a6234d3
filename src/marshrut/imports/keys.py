"""How texts are compared: as people write one word in many ways (domain 1, normalisations)."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
BRACKETS = re.compile(r"\([^()]*\)")
LONGEST_HEADING = 500
"""A longer one means nothing, and takes long to compare."""


def tidy(text: str) -> str:
    """The text with every run of spaces, non-breaking ones too, as one space; none around it."""
    if text.isprintable() and "  " not in text:  # as most are, and no letter is unseen
        return text.strip(" ")
    return " ".join(UNSEEN.sub("", text).split())


def key(text: str) -> str:
    """What equal words share: letters and digits alone, no case, no ё.

    So «очно-заочная» is «очнозаочная», and «Ф.И.О.» is «ФИО».
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    letters = "".join(letter for letter in folded if letter.isalnum())
    return letters or tidy(folded)


def heading_keys(text: str) -> tuple[str, ...]:
    """A heading's key, and its key without what stands in brackets."""
    heading = text[:LONGEST_HEADING]
    return (key(heading), key(BRACKETS.sub("", heading)))
