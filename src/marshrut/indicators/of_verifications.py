"""Predicates over verifications against extracts: what comes of comparing a case in a run."""

from __future__ import annotations

import polars as pl

from marshrut.classifiers import classifier
from marshrut.indicators.predicates import SPANS, Predicate, Question, Rows, some
from marshrut.indicators.vocabulary import word

REPORTED = ("MATCH_EMPLOYED", "EMPLOYER_DIFFERS", "REPORTED_NOT_CONFIRMED")
NAMED = ("MATCH_EMPLOYED", "EMPLOYER_DIFFERS", "SFR_ONLY")
"""The outcomes of those who work by the school, and by the extract."""


def of_run(run: int | None) -> pl.Expr:
    """The rows of spans that are of the run."""
    return (pl.col("kind") == "verifications") & (pl.col("run") == run)


def _with(name: str, question: Question, outcomes: tuple[str, ...]) -> Predicate:
    there = of_run(question.run) & (pl.col("valid_from") == question.day)
    return some(name, question, Rows(SPANS, there & pl.col("code").is_in(outcomes)))


def flagged(flag: str) -> tuple[str, ...]:
    """The outcomes that have the flag: ``decided``, ``discrepant`` or ``unsettled``."""
    terms = classifier("verification_outcomes").terms.values()
    return tuple(term.code for term in terms if term.flag(flag))


@word("domain 7.8, 13 D15; S001-I11")
def verified(question: Question) -> Predicate:
    """Compared with the extract of the run: it says something, and that could be compared."""
    return _with("verified", question, flagged("decided"))


@word("domain 7.8, 13 D15; S001-I11")
def discrepant(question: Question) -> Predicate:
    """At work by the school alone, or by the extract alone."""
    return _with("discrepant", question, flagged("discrepant"))


@word("domain 7.8")
def reported_at_work(question: Question) -> Predicate:
    """Compared, and at work by the school."""
    return _with("reported_at_work", question, REPORTED)


@word("domain 7.8")
def named_at_work(question: Question) -> Predicate:
    """Compared, and at work by the extract."""
    return _with("named_at_work", question, NAMED)
