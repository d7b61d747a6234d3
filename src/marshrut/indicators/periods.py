"""Which period and which cohort a question is of, if nobody says otherwise (decision 0007)."""

from __future__ import annotations

from datetime import date

from marshrut.indicators.definitions import Definition
from marshrut.indicators.predicates import Question

SEPTEMBER = 9


def year_of(day: date) -> tuple[date, date]:
    """From the first day of the year to ``day``."""
    return date(day.year, 1, 1), day


def academic_year_of(day: date) -> tuple[date, date]:
    """From the 1 September on or before ``day`` to ``day``."""
    first = date(day.year if day.month >= SEPTEMBER else max(day.year - 1, 1), SEPTEMBER, 1)
    return first, day


def question_of(
    definition: Definition,
    day: date,
    *,
    first: date | None = None,
    last: date | None = None,
    cohort: int | None = None,
    run: int | None = None,
) -> Question:
    """The question with what is not said filled in. The period never goes beyond ``day``."""
    usual = academic_year_of(day) if definition.period == "academic_year" else year_of(day)
    return Question(day, first or usual[0], min(last or usual[1], day), cohort, run)


def cohorts_of(definition: Definition, question: Question) -> tuple[int, ...] | None:
    """The years of graduation that are counted; ``None``: all."""
    if question.cohort is not None:
        return (question.cohort,)
    if definition.cohort == "none":
        return None
    return (question.day.year,) if definition.cohort == "year" else tuple(definition.cohort)
