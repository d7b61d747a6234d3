"""Findings and labels in the language that the client prefers."""

from __future__ import annotations

import msgspec
from flask import has_request_context, request

from marshrut.classifiers import Term, classifier
from marshrut.refusals import Finding
from marshrut.wording import ENGLISH, RUSSIAN, wording
from marshrut.wording.languages import Labelled, label_in

LANGUAGES = (RUSSIAN, ENGLISH)
LABELS = "wording=labels"


class Message(msgspec.Struct, frozen=True):
    """A finding as a client reads it."""

    code: str
    detail: str


def language() -> str:
    """The language of the answer: Russian, or English where ``Accept-Language`` prefers it."""
    if not has_request_context():
        return RUSSIAN
    preferred = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in preferred if tag in LANGUAGES), RUSSIAN)


def names() -> bool:
    """Whether texts name fields and codes as requests write them.

    Who reads them without writing requests asks for labels alone: ``Prefer: wording=labels``
    (RFC 7240).
    """
    if not has_request_context():
        return True
    preferred = request.headers.get("Prefer", "").replace(" ", "").lower()
    return LABELS not in preferred.split(",")


def label(name: str, code: str | None) -> str | None:
    """The label of ``code`` in the classifier ``name``, or the code itself if it has none."""
    term = classifier(name).terms.get(code) if code is not None else None
    return label_of(term) if term else code


def label_of(term: Labelled) -> str:
    """The label of whatever has one in both languages, in that of the answer."""
    return label_in(language(), term)


def refusal(code: str) -> Term:
    """The row of a refusal: its HTTP status and its texts."""
    return classifier("refusals").get(code)


def title(code: str) -> str:
    """The short name of a refusal."""
    return label_of(refusal(code))


def message(found: Finding) -> Message:
    """The finding in words."""
    return Message(found.code, wording(found, language=language(), names=names()))


def by_field(findings: tuple[Finding, ...]) -> dict[str, list[Message]]:
    """The findings that are about a field, by that field."""
    found: dict[str, list[Message]] = {}
    for one in findings:
        if one.field is not None:
            found.setdefault(one.field, []).append(message(one))
    return found
