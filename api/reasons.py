"""Why a case stands in a work list, in words: the texts are data (``work_lists``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.texts import label, language
from marshrut.classifiers import Term
from marshrut.wording import RUSSIAN
from projections.work_lists.lists import WorkRow

CODED = {
    "step_code": "steps",
    "status_code": "statuses",
    "forecast": "statuses",
    "contract_kind": "contract_kinds",
    "consent_kind": "consent_kinds",
    "cadence": "cadences",
    "outcome": "verification_outcomes",
    "source": "sources",
    "decision": "verification_decisions",
    "region": "regions",
    "school_region": "regions",
}
"""Facts that are codes, shown by their labels."""


def reason(term: Term, row: WorkRow) -> str:
    """Why ``row`` stands in the list ``term``, in the language of the answer."""
    texts = term.extra
    second = texts[f"otherwise_{language()}"] if row.otherwise else ""
    return in_words(second or texts[f"reason_{language()}"], row.facts)


def in_words(template: str, facts: Mapping[str, Any]) -> str:
    """The facts put into a text: codes by their labels, days as they are written."""
    return template.format_map({name: _shown(name, facts) for name in facts})


def help_of(term: Term) -> str:
    """What the list means, in the language of the answer."""
    return term.extra[f"help_{language()}"]


def _shown(name: str, facts: Mapping[str, Any]) -> str:
    value = facts[name]
    if name in CODED:
        return str(label(CODED[name], value))
    return shown_day(value) if isinstance(value, date) else str(value)


def shown_day(day: date) -> str:
    """A day as it is written in the language of the answer."""
    return f"{day:%d.%m.%Y}" if language() == RUSSIAN else day.isoformat()
