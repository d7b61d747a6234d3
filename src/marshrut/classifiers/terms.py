"""A classifier and its terms: what a code means, and on which days it may be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

import msgspec


class UnknownCode(LookupError):  # noqa: N818 - it is a name of the domain, like the refusal
    """``value`` is not in the classifier; ``nearest`` are codes that look like it."""

    code = "UNKNOWN_CODE"

    def __init__(self, *, classifier: str, value: str, nearest: list[str]) -> None:
        hint = f"; did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"no code {value!r} in classifier {classifier!r}{hint}")
        self.classifier = classifier
        self.value = value
        self.nearest = nearest


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A code with its labels. ``valid_to`` is the last day, inclusive; ``None`` = no bound.

    ``parent`` is the code above it, in this or another classifier; ``extra`` holds the columns
    that only this classifier has, as written in its file.
    """

    code: str
    label_ru: str
    label_en: str
    valid_from: date | None = None
    valid_to: date | None = None
    parent: str | None = None
    extra: Mapping[str, str] = {}

    def valid(self, on: date) -> bool:
        """Whether the code may be used for a fact of the day ``on``."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    def flag(self, column: str) -> bool:
        """Whether the extra ``column`` says yes (``1``). ``KeyError``: no such column."""
        return self.extra[column] == "1"

    def words(self, column: str) -> tuple[str, ...]:
        """The words of the extra ``column``, in order. ``KeyError``: no such column."""
        return tuple(self.extra[column].split())


class Classifier(msgspec.Struct, frozen=True, kw_only=True):
    """A named table of terms, in the order of its file."""

    name: str
    label_ru: str
    label_en: str
    terms: Mapping[str, Term]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the order of the file."""
        return tuple(self.terms)

    def get(self, code: str) -> Term:
        """The term of ``code``; ``UnknownCode`` where there is none."""
        term = self.terms.get(code)
        if term is None:
            raise UnknownCode(classifier=self.name, value=code, nearest=self._nearest(code))
        return term

    def valid(self, code: str, on: date) -> bool:
        """Whether ``code`` exists and may be used for a fact of the day ``on``."""
        term = self.terms.get(code)
        return term is not None and term.valid(on)

    def _nearest(self, code: str) -> list[str]:
        by_fold = {known.casefold(): known for known in self.terms}
        return [by_fold[fold] for fold in get_close_matches(code.casefold(), by_fold)]
