"""Values of a case as a list would hold them: what is told where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from marshrut.classifiers import classifier
from marshrut.imports.tables import rows_of

ANSWERS = {True: "да", False: "нет"}
CODED = "code:"


def written(value: object) -> str:
    """A day as ``ДД.ММ.ГГГГ``, yes and no in words; anything else as it is."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return ANSWERS[value] if isinstance(value, bool) else str(value)


def written_in(field: str, value: object) -> str:
    """The value as it stands in the field's column: a code by its label."""
    if value is None:
        return "не заполнено"
    table = _classifiers().get(field)
    term = classifier(table).terms.get(str(value)) if table else None
    return term.label_ru if term else written(value)


@cache
def _classifiers() -> Mapping[str, str]:
    coded = (row for row in rows_of("fields") if row["type"].startswith(CODED))
    return {row["field"]: row["type"].removeprefix(CODED) for row in coded}
