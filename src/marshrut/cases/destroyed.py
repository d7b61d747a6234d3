"""What an erasure destroys, by category and without a value; and what its act must not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from marshrut.cases.events import CaseEvent
from marshrut.cases.person import NAMES, Person
from marshrut.cases.sealed import Opener
from marshrut.classifiers import classifier
from marshrut.refusals import Refused, finding

PERSONAL_DATA = "personal_data"
OTHER = "OTHER"
WORD = re.compile(r"[^\W\d_]+")
NOT_DIGIT = re.compile(r"\D")
ENDING = 2
"""Letters of a surname that its cases change."""

SHORTEST_STEM = 4
SHORTEST_NUMBER = 7


def destroyed_by(events: Iterable[CaseEvent], *, open_seal: Opener) -> tuple[str, ...]:
    """The categories (``personal_data``) of all that is sealed in the events."""
    terms = classifier(PERSONAL_DATA).terms
    by_part = {part: code for code, term in terms.items() for part in term.words("parts")}
    found = {
        by_part.get(part, OTHER)
        for event in events
        if event.sealed is not None
        for part in _parts(open_seal(event.sealed))
    }
    return tuple(code for code in terms if code in found)


def _parts(payload: dict[str, Any]) -> Iterator[str]:
    for group, value in payload.items():
        if group == "person":
            yield from (f"{group}.{name}" for name, told in value.items() if told is not None)
        elif value:
            yield group


def check_names_nobody(person: Person, **said: str) -> None:
    """Raise ``Refused`` for the texts that name the person: they are kept after the erasure."""
    findings = [
        finding("INVALID", field=name, expected="words that name nobody")
        for name, text in said.items()
        if _names(person, text)
    ]
    if findings:
        raise Refused(*findings)


def _names(person: Person, text: str) -> bool:
    plain = text.casefold().replace("ё", "е")
    words = WORD.findall(plain)
    digits = NOT_DIGIT.sub("", text)
    numbers = (person.snils, person.inn, person.phone)
    written = (person.email, person.messenger)
    return (
        any(_is_of(name, word) for name in _names_of(person) for word in words)
        or any(
            len(number) >= SHORTEST_NUMBER and number[-10:] in digits
            for number in (NOT_DIGIT.sub("", each or "") for each in numbers)
        )
        or any(each.casefold() in plain for each in written if each)
    )


def _names_of(person: Person) -> list[str]:
    given = " ".join(getattr(person, name) or "" for name in NAMES)
    return WORD.findall(given.casefold().replace("ё", "е"))


def _is_of(name: str, word: str) -> bool:
    """Whether the word is the name, or a case of it: «Орловой» of «Орлова»."""
    if name == word:
        return True
    stem = name[: max(SHORTEST_STEM, len(name) - ENDING)]
    near = abs(len(word) - len(name)) <= ENDING
    return len(stem) >= SHORTEST_STEM and near and word.startswith(stem)
