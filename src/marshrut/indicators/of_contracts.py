"""Predicates over targeted and dual contracts, and work at their employers."""

from __future__ import annotations

import polars as pl

from marshrut.columns import covers
from marshrut.indicators.of_work import LABOUR
from marshrut.indicators.predicates import (
    CLUSTER_CONTRACTS,
    EPISODES,
    SPANS,
    Predicate,
    Question,
    Rows,
    some,
)
from marshrut.indicators.vocabulary import word

EARLY = pl.col("signed_on") < pl.col("case_graduated_on")
SAME_EMPLOYER = pl.col("employer") == pl.col("employer_other")


def _signed(question: Question, kind: str) -> Rows:
    """Contracts that were signed, and were once more than a draft, by the day."""
    real = (pl.col("state") != "DRAFT") & (pl.col("valid_from") <= question.day)
    there = (pl.col("kind") == "contracts") & (pl.col("code") == kind)
    return Rows(SPANS, there & real & (pl.col("signed_on") <= question.day))


def _at_work(question: Question) -> Rows:
    return Rows(EPISODES, LABOUR & covers(question.day))


@word("domain 9.1 S004-I10")
def targeted_before_graduation(question: Question) -> Predicate:
    """Signed a targeted-training contract before the graduation."""
    rows = _signed(question, "TARGETED")
    return some("targeted_before_graduation", question, rows, bond=EARLY)


@word("domain 9.4 S002-K4")
def targeted(question: Question) -> Predicate:
    """Signed a targeted-training contract."""
    return some("targeted", question, _signed(question, "TARGETED"))


@word("domain 9.4 S002-K4, 7.5")
def works_by_targeted(question: Question) -> Predicate:
    """Works on the day at the employer of a targeted-training contract."""
    rows, others = _signed(question, "TARGETED"), _at_work(question)
    return some("works_by_targeted", question, rows, others=others, match=SAME_EMPLOYER)


@word("domain 9.4 S002-K3")
def dual_before_graduation(question: Question) -> Predicate:
    """Signed a dual-training contract before the graduation."""
    rows = _signed(question, "DUAL")
    return some("dual_before_graduation", question, rows, bond=EARLY)


@word("domain 9.4 S002-K3, 7.5")
def works_by_dual(question: Question) -> Predicate:
    """Works on the day at the employer of a dual-training contract signed before graduation."""
    rows, others = _signed(question, "DUAL"), _at_work(question)
    match = SAME_EMPLOYER
    return some("works_by_dual", question, rows, bond=EARLY, others=others, match=match)


@word("domain 9.3 S001-I10")
def targeted_contract_with_cluster(question: Question) -> Predicate:
    """A targeted contract with an employer of a cluster was signed in the period."""
    last = min(question.last, question.day)
    in_period = pl.col("signed_on").is_between(question.first, last)
    signed = _signed(question, "TARGETED").where
    rows = Rows(CLUSTER_CONTRACTS, signed & in_period)
    return some("targeted_contract_with_cluster", question, rows)
