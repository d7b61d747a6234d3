"""The rows of the question's cases that are not the same at both points.

All that follows is about these alone: they are few, whatever the number of cases.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import msgspec
import polars as pl
from sqlalchemy import ColumnElement, Table, or_, select, true

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.columns import holds
from marshrut.records.lists import GIVEN, programmes_on
from projections.differences.cells import Question
from projections.frames import among
from projections.frames.population import in_category
from projections.frames.reading import read_rows
from projections.frames.rows import frame_of
from projections.image.images import rows_at
from projections.point import covers, valid
from projections.population import JOINED
from projections.runner import Projections

STATES = "case_state"
COUNTED = {"status", "status_group", "at_risk_strict", "at_risk_form"}
PLAIN = {"graduation_year", "at_risk_strict", "at_risk_form"}
"""Columns that hold no codes."""


class News(NamedTuple):
    """What else is known on the day of what is joined to cases: which of them may have moved."""

    schools: Collection[str]
    programmes: Collection[str]


class Sides(NamedTuple):
    """The changed rows at each of the points; by category, one for each that a case is in."""

    before: pl.LazyFrame
    after: pl.LazyFrame


def changed(projections: Projections, question: Question) -> Sides:
    """The changed rows, by what the question's cells ask for."""
    projections.at(question.after.known)  # up to there has to be known what was replaced
    news = News(_schools(projections, question), _programmes(projections, question))
    states = _states(projections, question, news)
    one, other = (
        _asked(projections, question, point, rows)
        for point, rows in zip((question.before, question.after), states, strict=True)
    )
    if _same_day(question):
        moved = pl.col("organisation").is_in(news.schools)
        moved |= pl.col("programme_code").is_in(news.programmes)
        fresh = (pl.col("known_from") > question.before.known) | moved
        old = other.filter(~fresh).select("number", "known_from")
        one, other = one.join(old, on=["number", "known_from"], how="anti"), other.filter(fresh)
    one, other = one.drop("known_from"), other.drop("known_from")
    kept = one.collect_schema().names()
    gone = one.join(other, on=kept, how="anti", nulls_equal=True)
    come = other.join(one, on=kept, how="anti", nulls_equal=True)
    before, after = pl.collect_all([gone, come])
    return Sides(_by_category(before.lazy(), question), _by_category(after.lazy(), question))


def _states(projections: Projections, question: Question, news: News) -> list[pl.LazyFrame]:
    """The states at both points; where no image has them, the changed ones by SQL."""
    points = (question.before, question.after)
    found = [rows_at(projections, point, STATES) for point in points]
    images = [rows[0] for rows in found if rows is not None]
    if len(images) == len(points):
        return images
    narrowed: list[ColumnElement[bool]] = [true(), true()]
    if _same_day(question):
        c = projections.at(question.after.known).case_state.c
        moved = c.organisation.in_(news.schools) | c.programme_code.in_(news.programmes)
        narrowed = [
            or_(c.known_to <= question.after.known, moved),
            or_(c.known_from > question.before.known, moved),
        ]
    pairs = zip(points, narrowed, strict=True)
    return [_by_sql(projections, point, where) for point, where in pairs]


def _by_sql(projections: Projections, point: AsOf, where: ColumnElement[bool]) -> pl.LazyFrame:
    table = projections.at(point.known).case_state
    with projections.reading() as connection:
        rows = read_rows(connection, table, STATES, covers(table, point), where)
    return frame_of(STATES, rows)


def _asked(
    projections: Projections, question: Question, point: AsOf, states: pl.LazyFrame
) -> pl.LazyFrame:
    """The cases of the question, by what its cells ask for; codes as texts.

    The vocabularies of two frames may differ.
    """
    chosen = among(projections, point, filters=question.filters, scope=question.scope)
    names = sorted({*question.by, *COUNTED, "organisation", "programme_code"} - {"category"})
    columns = [pl.col(name) if name in PLAIN else pl.col(name).cast(pl.String) for name in names]
    if "category" in question.by:
        columns.append(pl.col("categories"))
        slot = projections.at(point.known)
        columns += (in_category(projections, slot, point, code).alias(code) for code in JOINED)
    return states.filter(chosen).select("number", "known_from", *columns)


def _schools(projections: Projections, question: Question) -> list[str]:
    """The organisations of which something else is known on the day: their cases may move."""
    table = projections.at(question.after.known).organisation_state
    news = _became_known(table, question)
    statement = select(table.c.code).where(valid(table, question.after), news).distinct()
    with projections.reading() as connection:
        return list(connection.scalars(statement))


def _programmes(projections: Projections, question: Question) -> list[str]:
    """The programmes on lists of which something else is known on the day, likewise."""
    if not question.of_lists:
        return []
    table = projections.at(question.after.known).record_state
    statement = select(table.c.kind, table.c.content).where(
        table.c.kind.in_(GIVEN), valid(table, question.after), _became_known(table, question)
    )
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    named = (programmes_on(kind, msgspec.json.decode(content)) for kind, content in rows)
    return sorted(frozenset[str]().union(*named))


def _became_known(table: Table, question: Question) -> ColumnElement[bool]:
    """Rows that have been known, or are known no more, since the earlier point."""
    first, last = question.before.known + 1, question.after.known
    return or_(table.c.known_from.between(first, last), table.c.known_to.between(first, last))


def _by_category(rows: pl.LazyFrame, question: Question) -> pl.LazyFrame:
    """A row for each category that a case is in, where these are asked for."""
    if "category" not in question.by:
        return rows
    told = [
        rows.filter(pl.col(code) if code in JOINED else holds("categories", code)).with_columns(
            category=pl.lit(code)
        )
        for code in classifier("categories").codes
    ]
    return pl.concat(told)


def _same_day(question: Question) -> bool:
    return question.before.as_of == question.after.as_of
