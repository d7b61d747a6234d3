"""What a coded column takes, as a person writes it: labels, those like the mistake first."""

from __future__ import annotations

from collections.abc import Collection
from difflib import SequenceMatcher

from marshrut.classifiers import Term, classifier, names
from marshrut.imports.keys import key
from marshrut.imports.tables import codes_by_value, first_values

MOST_SUGGESTED = 12
LIKE = 0.6
"""How much alike a value and a label are, of 1, for the label to come first."""


def recordable(name: str) -> list[Term]:
    """The terms of the classifier that a list may hold: not those that are derived."""
    terms = classifier(name).terms.values()
    return [
        term
        for term in terms
        if term.extra.get("nature", "given") == "given"
        and term.extra.get("recordable", "1") == "1"
        and term.code != "NO_DATA"  # it says that nothing is known: an empty cell does as well
    ]


def suggested(name: str, value: str, *, among: Collection[str] | None = None) -> str:
    """Labels to choose from instead of the value: the nearest first, a dozen at most.

    ``among``: the codes that come into question, of those that can be recorded.
    """
    near = _nearness(name, value)
    labels = _labels(name)
    asked = [code for code in labels if among is None or code in among] or list(labels)
    asked.sort(key=lambda code: -near.get(code, 0))  # the order of the table among equals
    shown = "; ".join(labels[code] for code in asked[:MOST_SUGGESTED])
    return shown + (" и др" if len(asked) > MOST_SUGGESTED else "")


def _labels(name: str) -> dict[str, str]:
    """What to write for each code; for what is no classifier, the first of its values."""
    if name not in names():
        return dict(first_values(name))
    return {term.code: term.label_ru for term in recordable(name)}


def _nearness(name: str, value: str) -> dict[str, float]:
    """How much like the value each code is written, where it is like it at all."""
    near: dict[str, float] = {}
    matcher = SequenceMatcher(b=key(value), autojunk=False)
    for written, code in codes_by_value(name).items():
        matcher.set_seq1(written)
        if matcher.quick_ratio() >= LIKE and (ratio := matcher.ratio()) >= LIKE:
            near[code] = max(near.get(code, 0), ratio)
    return near
