"""An answer of the API as pages read it: the cursor of the next page, whatever its length."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import Headers

from api.pages.inside import Answered


@pytest.mark.parametrize("length", range(1, 7))
def test_a_cursor_is_read_as_the_api_takes_it_back(length: int):
    cursor = urlsafe_b64encode(b"\xff" * length).decode()
    query = urlencode({"status": "OTHER", "cursor": cursor, "limit": 2})
    link = {"Link": f'</api/v1/cases?{query}>; rel="next"'}
    assert Answered(200, Headers(link), b"").next_cursor == cursor


def test_the_last_page_has_none():
    assert Answered(200, Headers(), b"").next_cursor is None
