"""A printed form is the same bytes for ever: what was issued must come out again as it was.

The digest holds for the pinned typst and this template. Where it must change, that is a new way to
lay forms out, and what was issued by the old one no longer comes out: see decision 0019.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from api.forms.pdf import FONTS, TEMPLATE, inputs_of, pdf_file
from tests.support.printed import HOSTILE, digest, filled, sample, table

GOLDEN = "9b50324ee7b6f96feb7b2dde48253999ee4cfaa6cce3bf7049148e4b2a991cb4"
REPOSITORY = Path(__file__).parents[2]
ELSEWHERE = (
    {"TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Anchorage", "LC_ALL": "ru_RU.UTF-8", "PYTHONHASHSEED": "2"},
    {"SOURCE_DATE_EPOCH": "1000000000", "TYPST_FONT_PATHS": "/usr/share/fonts", "HOME": "/"},
)


def asked(selector: str, field: str) -> list[Any]:
    """What the template made of the sample."""
    told = typst.query(
        files("api.forms").joinpath(TEMPLATE).read_bytes(),
        selector,
        field=field,
        ignore_system_fonts=True,
        sys_inputs=inputs_of(sample()),
    )
    found: list[Any] = json.loads(told)
    return found


def texts(content: Any) -> str:
    """The text of some content, whatever it is wrapped in."""
    if isinstance(content, list):
        return "".join(map(texts, content))
    if not isinstance(content, dict):
        return ""
    if isinstance(content.get("text"), str):
        return content["text"]
    return (
        " "
        if content.get("func") == "space"
        else texts([content.get(name) for name in ("children", "body", "child")])
    )


def test_the_file_is_the_one_that_was_issued() -> None:
    assert version("typst") == "0.15.2"
    assert digest() == GOLDEN


def test_it_is_the_same_in_any_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.printed"]
    for environment in ELSEWHERE:
        given = {**os.environ, **environment, "PYTHONPATH": str(REPOSITORY)}
        made = subprocess.run(
            command, env=given, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert made.stdout == GOLDEN


def test_it_says_neither_when_nor_where_it_was_made() -> None:
    made = pdf_file(sample())
    assert made.startswith(b"%PDF-1.7")
    assert not re.search(rb"CreationDate|ModDate|CreateDate", made)
    names = set(re.findall(rb"/FontName ?/[A-Z]{6}\+([A-Za-z-]+)", made))
    families = {family.replace(" ", "").encode() for family in FONTS}
    assert names
    assert all(any(name.startswith(family) for family in families) for name in names)


def test_no_text_is_read_as_markup() -> None:
    _, hostile, *_ = asked("table", "children")
    cells = [texts(cell["body"]) for cell in hostile[1:]]
    for text in HOSTILE:
        assert sum(text == cell for cell in cells) == 3, text
    headings = [texts(body) for body in asked("heading", "body")]
    assert headings == ["Таблица", "Таблица", HOSTILE[2], "Таблица", "Методика"]
    assert asked("image", "source") == []


def test_headings_of_tables_are_repeated_on_each_of_several_pages() -> None:
    headers = [children[0] for children in asked("table", "children")]
    assert [(each["func"], each["repeat"]) for each in headers] == [("header", True)] * 4
    pages = max(int(count) for count in re.findall(rb"/Count (\d+)", pdf_file(sample())))
    assert pages > 2


def test_a_form_of_nothing_is_a_page() -> None:
    for nothing in (filled(), filled(table(), lines=(), method=(), signed_by=())):
        assert pdf_file(nothing).startswith(b"%PDF")


def test_words_of_any_length_are_set() -> None:
    endless = table(("x" * 5_000, "слово " * 3_000, 1, 1, 1.0, "\n\n\x00😀 漢字"))
    assert pdf_file(filled(endless)).startswith(b"%PDF")
