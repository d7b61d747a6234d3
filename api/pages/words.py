"""The words of the pages: Russian as they stand in the templates, English by a table beside them.

Labels of codes and texts of refusals are not here: the API says them in the language it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from flask import g, has_request_context, request

from marshrut.wording import ENGLISH, RUSSIAN

COOKIE = "marshrut_language"
LANGUAGES = (RUSSIAN, ENGLISH)


def page_language() -> str:
    """The language that was switched to; Russian where none was, whatever the browser prefers."""
    if not has_request_context():
        return RUSSIAN
    if "page_language" not in g:
        chosen = request.cookies.get(COOKIE, RUSSIAN)
        g.page_language = chosen if chosen in LANGUAGES else RUSSIAN
    language: str = g.page_language
    return language


def say(text: str, **parameters: object) -> str:
    """The text in the language of the page, with its ``{parameters}``."""
    known = text if page_language() == RUSSIAN else english().get(text, text)
    return known.format_map(parameters) if parameters else known


@cache
def english() -> Mapping[str, str]:
    """The English of every text of the pages, by the Russian: of all files of the folder."""
    told: dict[str, str] = {}
    for file in files(__package__).joinpath("texts", "en").iterdir():
        told |= msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    return told
