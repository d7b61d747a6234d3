"""A filled form as a PDF: the same bytes wherever and whenever it is made.

Typst sets it by a template of ours, with the fonts of its own wheel alone: no clock, no system
fonts, no packages, no network. What the form says is data to the template, never markup.
"""

from __future__ import annotations

import json
from importlib.resources import files

import typst

from api.forms.pdf_pages import pages
from marshrut.forms.filled import Filled

TEMPLATE = "pdf_template.typ"
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""All of the wheel: the first has Cyrillic, the others signs that it may lack."""


def pdf_file(filled: Filled) -> bytes:
    """The file. A4, or landscape, or A3 where its tables are wide."""
    template = files(__package__).joinpath(TEMPLATE).read_bytes()
    told = inputs_of(filled)
    return typst.compile(template, format="pdf", ignore_system_fonts=True, sys_inputs=told)


def inputs_of(filled: Filled) -> dict[str, str]:
    """What the template is given: all that is to be said, as one text of data."""
    return {"form": json.dumps({**pages(filled), "fonts": FONTS}, ensure_ascii=False)}
