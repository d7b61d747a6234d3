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
}
"""Facts that are codes, shown by their labels."""


def reason(term: Term, row: WorkRow) -> str:
    """Why ``row`` stands in the list ``term``, in the language of the answer."""
    texts = term.extra
    second = texts[f"otherwise_{language()}"] if row.otherwise else ""
    template = second or texts[f"reason_{language()}"]
    return template.format_map({name: _shown(name, row.facts) for name in row.facts})


def help_of(term: Term) -> str:
    """What the list means, in the language of the answer."""
    return term.extra[f"help_{language()}"]


def _shown(name: str, facts: Mapping[str, Any]) -> str:
    value = facts[name]
    if name in CODED:
        return str(label(CODED[name], value))
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}" if language() == RUSSIAN else value.isoformat()
    return str(value)
