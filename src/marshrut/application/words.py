"""The free texts of each kind of casework: sealed, whatever else an entry says (semantics S24)."""

from __future__ import annotations

from typing import Any

from marshrut.cases.casework import (
    Consent,
    Contract,
    Measure,
    PracticeAssessment,
    Resolution,
    RiskCause,
    Step,
    Transition,
    Verification,
)
from marshrut.cases.contents import Content

WORDS: dict[type[Content], tuple[str, ...]] = {
    Measure: ("provider_person", "result_note"),
    Step: ("responsible", "note"),
    Transition: ("responsible", "note"),
    Consent: ("document_ref",),
    RiskCause: ("text",),
    Contract: ("number", "workplace"),
    Verification: (),
    Resolution: ("text",),
    PracticeAssessment: ("strengths", "weaknesses"),
}


def pop_words(kind: type[Content], fields: dict[str, Any]) -> dict[str, Any]:
    """Take the free texts of ``kind`` out of ``fields``; those that say something."""
    taken = {name: fields.pop(name) for name in WORDS[kind] if name in fields}
    return {name: text for name, text in taken.items() if text}
