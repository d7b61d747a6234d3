"""Predicates over episodes of work and study, and what led to work."""

from __future__ import annotations

from datetime import date

import polars as pl

from marshrut.cases.standing import CONTRACTS_OF_WORK
from marshrut.columns import covers, overlaps
from marshrut.indicators.predicates import (
    EPISODES,
    OPK_WORK,
    SPANS,
    Predicate,
    Question,
    Rows,
    some,
)
from marshrut.indicators.vocabulary import word

WORK = pl.col("status_group") == "EMPLOYED"
STUDY = pl.col("status_code") == "CONTINUING_EDUCATION"
LABOUR = pl.col("status_code").is_in(sorted(CONTRACTS_OF_WORK))
DECEMBER, LAST = 12, 31


def window(question: Question, first: pl.Expr) -> pl.Expr:
    """Rows that hold on a day from ``first`` to the end of the year after the graduation's."""
    end = pl.date(pl.col("case_graduation_year") + 1, DECEMBER, LAST)
    last = pl.min_horizontal(end, pl.lit(question.day))
    return (first <= last) & overlaps(first, last)


def _new_year() -> pl.Expr:
    return pl.date(pl.col("case_graduation_year"), 1, 1)


@word("domain 9.0 N3, 13 D8; S004-I1")
def work_in_window(question: Question) -> Predicate:
    """Worked on any day of the years of the graduation and the next one, up to the day."""
    name = "work_in_window"
    return some(name, question, Rows(EPISODES, WORK), bond=window(question, _new_year()))


@word("domain 9.0 N3: window_from=GRADUATION_DATE")
def work_since_graduation(question: Question) -> Predicate:
    """Worked on any day from the graduation to the end of the next year, up to the day."""
    since = window(question, pl.col("case_graduated_on"))
    return some("work_since_graduation", question, Rows(EPISODES, WORK), bond=since)


@word("domain 9.1 S004-I1, 13 D7")
def study_in_window(question: Question) -> Predicate:
    """Continued education on any day of the years of the graduation and the next one."""
    name = "study_in_window"
    return some(name, question, Rows(EPISODES, STUDY), bond=window(question, _new_year()))


@word("domain 9.0 N3: window_from=GRADUATION_DATE")
def study_since_graduation(question: Question) -> Predicate:
    """Continued education on any day from the graduation to the end of the next year."""
    since = window(question, pl.col("case_graduated_on"))
    return some("study_since_graduation", question, Rows(EPISODES, STUDY), bond=since)


@word("domain 9.1 S004-I11")
def working(question: Question) -> Predicate:
    """Some work is open on the day, primary or not."""
    return some("working", question, Rows(EPISODES, WORK & covers(question.day)))


@word("domain 9.1 S004-I4: any start in period")
def work_begun(question: Question) -> Predicate:
    """Some work began in the period."""
    return some("work_begun", question, Rows(EPISODES, WORK & begun(question)))


@word("domain 4.2 via; S002-G4.3")
def work_from_ministry_fair(question: Question) -> Predicate:
    """Work found at a fair of the Ministry of Labour began in the period."""
    found = WORK & begun(question) & (pl.col("via") == "MINTRUD_FAIR")
    return some("work_from_ministry_fair", question, Rows(EPISODES, found))


@word("domain 6.2; S002-G5.1")
def work_by_routing(question: Question) -> Predicate:
    """Work that came of routing began in the period: it says so, or a step of hiring does."""
    there = WORK & begun(question)
    said = Rows(EPISODES, there & (pl.col("via") == "ROUTING"))
    linked = pl.col("status_entry_other") == pl.col("entry")
    hired = Rows(SPANS, hiring(question.day))
    led = some("work_led_to", question, Rows(EPISODES, there), others=hired, match=linked)
    return some("work_via_routing", question, said) | led


@word("domain 9.4 S002-G3.5")
def work_begun_at_opk(question: Question) -> Predicate:
    """Work at an employer that was of the defence complex on its first day began in the period."""
    return some("work_begun_at_opk", question, Rows(OPK_WORK, WORK & begun(question)))


def begun(question: Question) -> pl.Expr:
    """Rows that begin in the period, up to the day of the question."""
    return pl.col("valid_from").is_between(question.first, min(question.last, question.day))


def hiring(day: date) -> pl.Expr:
    """Steps that on ``day`` say that the graduate was hired."""
    code, outcome = pl.col("code"), pl.col("outcome")
    hired = (code == "HIRING_OUTCOME") & outcome.is_in(["HIRED_IN_SPECIALTY", "HIRED_OTHER"])
    referred = (code == "REFERRAL") & (outcome == "HIRED")
    return (pl.col("kind") == "steps") & covers(day) & (hired | referred)
