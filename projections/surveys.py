"""What graduates have said in surveys, group by group (F034; S003-3; S001-3.3).

Of intentions the latest survey of each that was completed by the day counts, as it reads then; how
content they were with measures is told of every measure of a period that somebody was asked about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from statistics import median
from typing import Any, NamedTuple

import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure, Step
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.classifiers import classifier
from marshrut.columns import covers
from projections.frames import among, frames_at
from projections.population import Filters, Scope
from projections.runner import Projections

DIMENSIONS = ("organisation", "programme_code", "ugps", "study_form", "graduation_year")
GROUPS = ("measure_code", "provider", "organisation")
"""By what the answers about measures are told."""

SURVEY, DONE, COMPLETED = "INTENTION_SURVEY", "DONE", "COMPLETED"
LIFECYCLES = frozenset({FINAL_YEAR, *IN_COHORT})
UNSAID = "none"
"""The answer of those who were asked and did not say."""

WORST, BEST = 1, 5
GIVEN, ANSWERED = "given", "answered"


class Asked(NamedTuple):
    """Whose answers."""

    filters: Filters
    scope: Scope


class Answer(NamedTuple):
    """What somebody said in the latest survey."""

    number: int
    key: Any
    in_specialty: bool | None
    planned_channel: str | None
    expected_region: str | None
    expected_salary: int | None
    satisfaction: int | None


class Said(NamedTuple):
    """A group: how many there are, how many were asked, what they said question by question.

    ``salary``: the median of what is expected, in roubles a month.
    """

    key: Any
    cases: int
    asked: int
    answers: Mapping[str, Mapping[str, int]]
    salary: float | None


class Liked(NamedTuple):
    """How a group of measures was liked: graduates who were asked, and who gave which score.

    Scores go from 1 (worst) to 5; somebody who gave several is in each. ``mean`` is of all answers.
    """

    key: Any
    given: int
    answered: int
    scores: Mapping[int, int]
    mean: float | None


QUESTIONS: Mapping[str, Callable[[Answer], str]] = {
    "IN_SPECIALTY": lambda said: UNSAID if said.in_specialty is None else _yes(said.in_specialty),
    "CHANNEL": lambda said: said.planned_channel or UNSAID,
    "REGION": lambda said: said.expected_region or UNSAID,
    "SALARY": lambda said: band(said.expected_salary),
    "SATISFACTION": lambda said: str(said.satisfaction or UNSAID),
}
"""What is asked, and the code of what was said."""


def intentions(
    projections: Projections, point: AsOf, *, asked: Asked, by: str | None
) -> list[Said]:
    """The answers of each group by its key, or of all together."""
    people = _people(projections, point, asked, by)
    told = _latest(projections, point, asked, by)
    return [
        _said(key, people[key], told.get(key, ()))
        for key in sorted(people, key=lambda key: (key is None, str(key)))
    ]


def answering(
    projections: Projections, point: AsOf, *, asked: Asked, question: str | None, said: str | None
) -> list[int]:
    """The numbers of those who were asked, or who said this to the question."""
    found = _latest(projections, point, asked, None).get(None, ())
    if question is None or said is None:
        return sorted(each.number for each in found)
    return sorted(each.number for each in found if QUESTIONS[question](each) == said)


def everybody(projections: Projections, point: AsOf, *, asked: Asked) -> list[int]:
    """The numbers of all students and graduates of the question, asked or not."""
    found: list[int] = _cases(projections, point, asked).collect()["number"].sort().to_list()
    return found


def satisfaction(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    first: date,
    last: date,
    by: str,
) -> list[Liked]:
    """How the measures of a period were liked, group by group."""
    rows = _measures(projections, point, asked, first, last).select("number", by, "satisfaction")
    given: dict[Any, set[int]] = defaultdict(set)
    answers: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for number, key, score in rows.collect().iter_rows():
        given[key].add(number)
        if score is not None:
            answers[key].append((number, score))
    return [
        _liked(key, len(given[key]), answers[key])
        for key in sorted(given, key=lambda key: (key is None, str(key)))
    ]


def liking(
    projections: Projections,
    point: AsOf,
    *,
    asked: Asked,
    first: date,
    last: date,
    of: Mapping[str, str],
    part: str,
) -> list[int]:
    """The numbers of those in a part: ``given``, ``answered``, or one of the scores."""
    found = _measures(projections, point, asked, first, last)
    if part != GIVEN:
        found = found.filter(pl.col("satisfaction").is_not_null())
    if part not in {GIVEN, ANSWERED}:
        found = found.filter(pl.col("satisfaction") == int(part))
    for name, value in of.items():
        wanted = (
            pl.col(name).is_null() if value == UNSAID else pl.col(name).cast(pl.String) == value
        )
        found = found.filter(wanted)
    numbers: list[int] = (
        found.select(pl.col("number").unique().sort()).collect()["number"].to_list()
    )
    return numbers


def band(salary: int | None) -> str:
    """In which band a pay is expected, in roubles a month."""
    if salary is None:
        return UNSAID
    for code, term in classifier("salary_bands").terms.items():
        most = term.extra["most"]
        if int(term.extra["least"]) <= salary and (not most or salary <= int(most)):
            return code
    return UNSAID


def _yes(value: bool) -> str:  # noqa: FBT001 - the answer itself
    return "true" if value else "false"


def _said(key: Any, cases: int, told: Iterable[Answer]) -> Said:
    answers = list(told)
    counted = {
        question: dict(sorted(Counter(map(code, answers)).items()))
        for question, code in QUESTIONS.items()
    }
    pay = [each.expected_salary for each in answers if each.expected_salary is not None]
    return Said(key, cases, len(answers), counted, median(pay) if pay else None)


def _liked(key: Any, given: int, answers: list[tuple[int, int]]) -> Liked:
    scores = {
        score: len({number for number, said in answers if said == score})
        for score in range(WORST, BEST + 1)
    }
    mean = sum(said for _, said in answers) / len(answers) if answers else None
    return Liked(key, given, len({number for number, _ in answers}), scores, mean)


def _cases(projections: Projections, point: AsOf, asked: Asked) -> pl.LazyFrame:
    filters, scope = asked
    where = among(projections, point, filters=filters, scope=scope, lifecycles=LIFECYCLES)
    return frames_at(projections, point).states.filter(where)


def _people(projections: Projections, point: AsOf, asked: Asked, by: str | None) -> dict[Any, int]:
    cases = _cases(projections, point, asked)
    if by is None:
        return {None: cases.select(pl.len()).collect().item()}
    rows = cases.group_by(by).agg(pl.len()).collect().iter_rows()
    return dict(rows)


def _latest(
    projections: Projections, point: AsOf, asked: Asked, by: str | None
) -> dict[Any, list[Answer]]:
    """The latest completed survey of each case, by group."""
    done = (
        (pl.col("kind") == Step.KIND)
        & (pl.col("code") == SURVEY)
        & (pl.col("state") == DONE)
        & (pl.col("outcome") == COMPLETED)
    )
    spans = frames_at(projections, point).spans.filter(done & covers(point.as_of))
    latest = (
        spans.sort("number", "valid_from", "entry").group_by("number", maintain_order=True).last()
    )
    key = pl.lit(None) if by is None else pl.col(by)
    cases = _cases(projections, point, asked).select("number", key.alias("key"))
    columns = [pl.col(name) for name in Answer._fields]
    found: dict[Any, list[Answer]] = defaultdict(list)
    for row in cases.join(latest, on="number").select(columns).collect().iter_rows():
        answer = Answer(*row)
        found[answer.key].append(answer)
    return found


def _measures(
    projections: Projections, point: AsOf, asked: Asked, first: date, last: date
) -> pl.LazyFrame:
    given = (
        (pl.col("kind") == Measure.KIND)
        & pl.col("counted")
        & pl.col("effective_on").is_between(first, min(last, point.as_of))
    )
    facts = frames_at(projections, point).facts.filter(given)
    facts = facts.select("number", pl.col("code").alias("measure_code"), "provider", "satisfaction")
    return facts.join(
        _cases(projections, point, asked).select("number", "organisation"), on="number"
    )
