"""Long texts that would take some rules hours: each takes moments, or is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from marshrut.identifiers import BadIdentifier, inn, snils
from marshrut.imports.cells import text
from marshrut.imports.formulas import kept, said
from marshrut.imports.keys import heading_keys, tidy
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile, BadValue

LONG = 200_000
MOST_SECONDS = 5
"""Of the processor: what grows with the square of the length would take minutes."""

TEXTS = {
    "brackets that nothing closes": "(" * LONG,
    "marks that are put in order": "\u0301\u0316" * (LONG // 2),
    "blanks": " " * LONG,
    "hyphens": "а-" * (LONG // 2),
    "one word": "а" * LONG,
    "digits": "1" * LONG,
    "apostrophes": "'" * LONG,
    "separators": ",'" * (LONG // 2),
    "a sign for many letters": "\ufdfa" * LONG,
}
RULES: tuple[Callable[[str], Any], ...] = (heading_keys, tidy, kept, said, text, snils, inn)


def as_list(said: str) -> None:
    """Read a list of which a heading, and a cell below, are as long as CSV lets them be."""
    row = f"ФИО;Дата рождения;{said[:130_000]}\n"
    ListFile((row * 19).encode())


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("rule", [*RULES, as_list], ids=lambda rule: rule.__name__)
def test_a_long_text_takes_moments(rule: Callable[[str], Any], name: str):
    begun = time.process_time()
    with suppress(BadValue, BadIdentifier, BadFile):
        rule(TEXTS[name])
    assert time.process_time() - begun < MOST_SECONDS


def test_a_heading_is_known_without_what_stands_in_brackets():
    assert "фио" in heading_keys("ФИО (полностью)")
    assert "датарождения" in heading_keys("Дата рождения (ДД.ММ.ГГГГ)")
