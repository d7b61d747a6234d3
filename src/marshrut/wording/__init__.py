"""Findings in words, the same ones wherever a person reads them: an answer, a sheet, a terminal.

Texts are data: those of findings in the classifiers ``refusals`` and ``warnings``, the labels of
fields and of what they take in the tables beside this module.
"""

from marshrut.wording.languages import ENGLISH, RUSSIAN
from marshrut.wording.texts import expectation, wording

__all__ = ["ENGLISH", "RUSSIAN", "expectation", "wording"]
