"""Findings in words: the texts are data, chosen by the language that the client prefers."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import has_request_context, request

from marshrut.classifiers import Classifier, Term, classifier
from marshrut.refusals import Finding

RUSSIAN = "ru"
LANGUAGES = (RUSSIAN, "en")
CODED = {
    "new": ("statuses",),
    "open": ("statuses",),
    "status": ("statuses",),
    "forecast": ("statuses",),
    "category": ("categories",),
    "lifecycle": ("lifecycles",),
    "action": ("movements", "lifecycles"),
    "role": ("roles",),
    "codes": ("statuses", "categories", "steps", "refusals"),
    "step": ("steps",),
    "state": ("step_states",),
    "before": ("step_states",),
    "after": ("step_states",),
    "outcomes": ("step_outcomes",),
    "consent": ("consent_kinds",),
}
NONE_NEAR = "—"
NEAREST = {"ru": "Похожие коды", "en": "Codes like it"}

LISTED = frozenset({"codes"})
"""Parameters with several codes, shown by their labels alone."""

ATTRIBUTES = ("status_attributes", "measure_attributes", "step_attributes")
"""Parameters whose values are codes, shown by their labels."""


class Message(msgspec.Struct, frozen=True):
    """A finding as a client reads it."""

    code: str
    detail: str


class _Parameters(dict[str, str]):
    """What a text names and a finding lacks shows as an ellipsis, not as an error."""

    def __missing__(self, name: str) -> str:
        return "…"


def language() -> str:
    """The language of the answer: Russian, or English where ``Accept-Language`` prefers it."""
    if not has_request_context():
        return RUSSIAN
    preferred = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in preferred if tag in LANGUAGES), RUSSIAN)


def label(name: str, code: str | None) -> str | None:
    """The label of ``code`` in the classifier ``name``, or the code itself if it has none."""
    term = classifier(name).terms.get(code) if code is not None else None
    return label_of(term) if term else code


def label_of(term: Term | Classifier) -> str:
    """The label of a term or a classifier in the language of the answer."""
    return term.label_ru if language() == RUSSIAN else term.label_en


def refusal(code: str) -> Term:
    """The row of a refusal: its HTTP status and its texts."""
    return classifier("refusals").get(code)


def title(code: str) -> str:
    """The short name of a refusal."""
    return label_of(refusal(code))


def message(found: Finding) -> Message:
    """The finding in words."""
    warnings = classifier("warnings").terms
    term = warnings.get(found.code) or refusal(found.code)
    template = term.extra[f"detail_{language()}"]
    named = {name: _shown(name, value) for name, value in found.parameters.items()}
    field = {"field": found.field} if found.field else {}
    return Message(found.code, template.format_map(_Parameters(named | field)))


def by_field(findings: tuple[Finding, ...]) -> dict[str, list[Message]]:
    """The findings that are about a field, by that field."""
    found: dict[str, list[Message]] = {}
    for one in findings:
        if one.field is not None:
            found.setdefault(one.field, []).append(message(one))
    return found


def _shown(name: str, value: str) -> str:
    if name == "fields":
        return ", ".join(map(_attribute, value.split(", ")))
    tables: Mapping[str, tuple[str, ...]] = CODED
    if name == "nearest":
        return "" if value == NONE_NEAR else f" {NEAREST[language()]}: {value}."
    if name == "outcomes":
        return ", ".join(f"{word} ({_label_in(tables[name], word)})" for word in value.split(", "))
    words = value.split(", ") if name in LISTED else [value]
    return ", ".join(_label_in(tables.get(name, ()), word) for word in words)


def _attribute(name: str) -> str:
    """An attribute by its label, and by the name under which a request fills it in.

    Of several with ``|`` between them any one will do.
    """
    if "|" in name:
        return " / ".join(map(_attribute, name.split("|")))
    label = _label_in(ATTRIBUTES, name)
    return name if label == name else f"{label} ({name})"


def _label_in(tables: tuple[str, ...], code: str) -> str:
    for table in tables:
        if code in classifier(table).terms:
            return label_of(classifier(table).get(code))
    return code
