"""The languages that there are texts in, and labels in one of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Protocol

RUSSIAN = "ru"
ENGLISH = "en"


class Labelled(Protocol):
    """Whatever has a label in both languages."""

    @property
    def label_ru(self) -> str:
        """The label in Russian."""

    @property
    def label_en(self) -> str:
        """The label in English."""


def label_in(language: str, term: Labelled) -> str:
    """The label in the language."""
    return term.label_ru if language == RUSSIAN else term.label_en


@cache
def labels(table: str, language: str) -> Mapping[str, str]:
    """The labels of a table beside this module (``fields``, ``expectations``), by code."""
    text = files(__package__).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return {row["code"]: row[f"label_{language}"] for row in rows}
