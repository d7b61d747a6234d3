"""Classifiers: every code that there is, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.context import require
from api.features import Feature
from api.schemas.reference import ClassifierAnswer, ClassifierQuery, ClassifiersAnswer
from api.texts import label_of
from marshrut.classifiers import Term, UnknownCode, classifier
from marshrut.classifiers.loader import names
from marshrut.policy import Action
from marshrut.refusals import refuse

feature = Feature("classifiers", "Codes and their labels, dated")


@feature.read("/classifiers", answers=ClassifiersAnswer)
def list_classifiers(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """List the classifiers."""
    require(Action.READ_REFERENCE)
    return answer({"classifiers": [_title(name) for name in names()]})


@feature.read("/classifiers/<name>", query=ClassifierQuery, answers=ClassifierAnswer)
def read_classifier(*, query: dict[str, Any], name: str) -> Response:
    """Read the terms of a classifier, all or those in force on a day."""
    require(Action.READ_REFERENCE)
    try:
        terms = classifier(name).terms.values()
    except UnknownCode as unknown:
        raise refuse("NOT_FOUND") from unknown
    day: date | None = query.get("on")
    shown = [_term(term) for term in terms if day is None or term.valid(day)]
    return answer({"name": name, "label": label_of(classifier(name)), "terms": shown})


def _title(name: str) -> dict[str, Any]:
    table = classifier(name)
    return {
        "code": name,
        "label": label_of(table),
        "label_ru": table.label_ru,
        "label_en": table.label_en,
        "terms": len(table.terms),
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "code": term.code,
        "label": label_of(term),
        "label_ru": term.label_ru,
        "label_en": term.label_en,
        "valid_from": term.valid_from,
        "valid_to": term.valid_to,
        "parent": term.parent,
        "extra": term.extra,
    }
