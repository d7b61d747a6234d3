"""The names of files in headers: whatever they are made of, one header and one name."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st

from api.attachments import LONGEST_NAME, attach, file_name

HEADER = re.compile(r"attachment; filename=\"([ -~]+)\"(?:; filename\*=UTF-8''([!-~]+))?")


def told(name: str) -> tuple[str, str | None]:
    header = attach(Response(), name).headers["Content-Disposition"]
    found = HEADER.fullmatch(header)
    assert found, header
    return found[1], found[2]


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("R01-2026-02-01-7.csv", "R01-2026-02-01-7.csv", None),
        ("Форма А.xlsx", "_____ _.xlsx", "Форма А.xlsx"),
        ("../../etc/passwd", "_.._etc_passwd", None),
        ("a\r\nSet-Cookie: x=1.csv", "a__Set-Cookie_ x=1.csv", None),
        ('a"; filename="b.exe', "a_; filename=_b.exe", None),
        ("..\\..\\x.csv", "_.._x.csv", None),
        ("\x00.csv", "_.csv", None),
        ("", "file", None),
        ("....", "file", None),
        (".htaccess", "htaccess", None),
        ("100%.csv", "100_.csv", "100%.csv"),
        ("cod\u202evsc.exe", "cod_vsc.exe", None),
    ],
)
def test_a_name_is_told_in_both_ways(name: str, plain: str, whole: str | None):
    shown, extended = told(name)
    assert (shown, extended and unquote(extended)) == (plain, whole)


@given(st.text(max_size=300))
def test_any_name_is_one_name_that_leads_nowhere(name: str):
    plain, extended = told(name)
    for shown in (plain, unquote(extended or plain), file_name(name)):
        assert shown
        assert not shown.startswith(".")
        assert not set(shown) & set('/\\"\r\n\0')
        assert len(shown) <= LONGEST_NAME
