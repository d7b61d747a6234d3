"""Predicates over fairs: who came to one, with a moderated résumé, and found work there."""

from __future__ import annotations

import polars as pl

from marshrut.indicators.of_work import WORK
from marshrut.indicators.predicates import (
    EPISODES,
    VISITS,
    Predicate,
    Question,
    Rows,
    some,
)
from marshrut.indicators.vocabulary import word

FAIR = pl.col("came") & (pl.col("activity_kind") == "JOB_FAIR")
SPECIALISED = FAIR & (pl.col("fair_type") == "SPECIALISED_BCK")
ONLINE = FAIR & pl.col("online")


def _in_period(question: Question) -> pl.Expr:
    last = min(question.last, question.day)
    return pl.col("effective_on").is_between(question.first, last)


def _visit(name: str, question: Question, where: pl.Expr) -> Predicate:
    return some(name, question, Rows(VISITS, _in_period(question) & where))


@word("domain 9.4 S002-G3.3, 7.4")
def at_online_fair(question: Question) -> Predicate:
    """Came to a job fair online in the period."""
    return _visit("at_online_fair", question, ONLINE)


@word("domain 9.4 S002-G3.3, 7.4")
def moderated_at_online_fair(question: Question) -> Predicate:
    """Came to a job fair online in the period with a résumé that had passed moderation."""
    return _visit("moderated_at_online_fair", question, ONLINE & pl.col("resume_moderated"))


@word("domain 9.4 S002-G3.4, 7.4")
def at_specialised_fair(question: Question) -> Predicate:
    """Came to a specialised fair of the base centre in the period."""
    return _visit("at_specialised_fair", question, SPECIALISED)


@word("domain 9.4 S002-G3.4, 4.2 via")
def contract_from_specialised_fair(question: Question) -> Predicate:
    """A contract came of a specialised fair, or work found there began, in the period."""
    concluded = pl.col("contract_concluded") | (pl.col("outcome") == "CONTRACT")
    there = _visit("contract_at_specialised_fair", question, SPECIALISED & concluded)
    last = min(question.last, question.day)
    begun = pl.col("valid_from").is_between(question.first, last)
    found = WORK & begun & (pl.col("via") == "SPECIALISED_FAIR")
    return there | some("work_from_specialised_fair", question, Rows(EPISODES, found))
