"""Every text of the pages has its English, and no English stands there for nothing."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest

import api.pages

ROOT = Path(api.pages.__file__).parent
CALL = re.compile(r"""\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
OWN = {"formats.py"}
"""Modules whose Russian has English beside it."""

PLACED = re.compile(r"\{(\w+)\}")


def in_templates() -> set[str]:
    texts = [path.read_text("utf-8") for path in ROOT.glob("templates/*.html")]
    return {found[1] or found[2] for text in texts for found in CALL.finditer(text)}


def in_modules() -> set[str]:
    """Texts in code, docstrings and comments aside."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        if path.name not in OWN:
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                if id(node) not in said and CYRILLIC.search(node.value)
            }
    return found


def files() -> list[dict[str, str]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("texts/en/*.json"))]


def english() -> dict[str, str]:
    return {key: text for file in files() for key, text in file.items()}


def test_every_text_has_its_english() -> None:
    assert sorted((in_templates() | in_modules()) - english().keys()) == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert sorted(english().keys() - in_templates() - in_modules()) == []


def test_a_text_says_the_same_wherever_it_is_translated() -> None:
    told: dict[str, set[str]] = {}
    for file in files():
        for key, text in file.items():
            told.setdefault(key, set()).add(text)
    assert {key: texts for key, texts in told.items() if len(texts) > 1} == {}


@pytest.mark.parametrize(("russian", "text"), sorted(english().items()))
def test_both_name_the_same(russian: str, text: str) -> None:
    assert Counter(PLACED.findall(russian)) == Counter(PLACED.findall(text))


def test_no_russian_stands_in_a_template_by_itself() -> None:
    """Outside ``t(…)``: what the switch of language would leave as it is."""
    stray = []
    for path in ROOT.glob("templates/*.html"):
        text = re.sub(
            r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", path.read_text("utf-8"), flags=re.DOTALL
        )
        stray += [f"{path.name}: {found[0]}" for found in CYRILLIC.finditer(text)]
    assert stray == []
