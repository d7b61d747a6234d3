"""A secret under a mask: never shown twice alike, read back whole."""

from __future__ import annotations

import pytest

from api.pages.masking import masked, unmasked

SECRET = "a secret of 24 bytes"  # noqa: S105 - of nothing


def test_it_is_read_back_and_never_shown_twice_alike():
    shown = {masked(SECRET) for _ in range(50)}
    assert len(shown) == 50
    assert {unmasked(each) for each in shown} == {SECRET.encode()}
    assert not any(SECRET in each for each in shown)


@pytest.mark.parametrize("shown", ["", "x", "какой-то", "AAAA", SECRET])
def test_what_is_none_is_another(shown: str):
    assert unmasked(shown) != SECRET.encode()
