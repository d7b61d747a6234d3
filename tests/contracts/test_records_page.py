"""The page of records says what the data say."""

from __future__ import annotations

from tests.support.records_page import PAGE, page


def test_the_page_is_written_from_the_data():
    assert PAGE.read_text(encoding="utf-8") == page()
