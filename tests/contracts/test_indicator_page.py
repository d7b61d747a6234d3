"""The page of the indicators is what the data say, and tells of all of them."""

from __future__ import annotations

import re

from marshrut.indicators.definitions import editions
from marshrut.indicators.vocabulary import WORDS
from tests.support.indicator_page import PAGE, page


def test_the_page_is_written_from_the_definitions() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run: python -m tests.support.indicator_page"


def test_the_page_tells_of_every_indicator_and_every_word() -> None:
    written = PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^### (\S+)$", written, re.MULTILINE)
    assert told == [each.id for each in editions()]
    assert len(set(told)) == 72
    for name, word in WORDS.items():
        assert f"| `{name}` | {word.says} | {word.source} |" in written
        assert word.says
        assert word.source
