"""Recording an employer's assessment of practical training (F048)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from marshrut.application.codes import check_codes
from marshrut.application.visit import Visit
from marshrut.application.words import pop_words
from marshrut.cases.attributes import split_employer
from marshrut.cases.case import Outcome
from marshrut.cases.casework import PracticeAssessment
from marshrut.classifiers import classifier
from marshrut.refusals import Refused, finding

BEST = 5


def assess_practice(
    visit: Visit,
    *,
    assessed_on: date,
    ready_to_hire: bool,
    scores: dict[str, Any] | None = None,
    employer_inn: str | None = None,
    employer_name: str | None = None,
    **fields: Any,
) -> Outcome:
    """Record an assessment sheet. ``fields``: the others of ``PracticeAssessment``, its words."""
    check_codes({"source": fields.get("source")}, on=assessed_on)
    check_scores(scores or {})
    employer = split_employer(employer_inn, employer_name, blind=visit.blind_employer)
    words = pop_words(PracticeAssessment, fields)
    sheet = PracticeAssessment(
        assessed_on=assessed_on,
        ready_to_hire=ready_to_hire,
        scores=scores or {},
        **fields,
        **employer.clear,
    )
    sealed = {"words": {**words, **employer.sealed}}
    return visit.case.add(sheet, visit.writing(uuid4(), source=sheet.source, sealed=sealed))


def check_scores(scores: dict[str, Any]) -> None:
    """Raise ``Refused`` for what is no criterion, or no mark from 1 to 5."""
    known = classifier("practice_criteria").codes
    findings = [
        finding("UNKNOWN_FIELD", field=f"scores.{name}", allowed=known)
        if name not in known
        else finding("INVALID", field=f"scores.{name}", expected=f"1–{BEST}")
        for name, mark in scores.items()
        if name not in known or type(mark) is not int or not 1 <= mark <= BEST
    ]
    if findings:
        raise Refused(*findings)
