"""Predicates over support measures and steps of routing."""

from __future__ import annotations

import polars as pl

from marshrut.classifiers import classifier
from marshrut.columns import covers
from marshrut.indicators.of_work import WORK
from marshrut.indicators.predicates import (
    EPISODES,
    FACTS,
    SPANS,
    Predicate,
    Question,
    Rows,
    some,
)
from marshrut.indicators.vocabulary import word

GIVEN = (pl.col("kind") == "measures") & pl.col("counted")
ADDRESSED = GIVEN & pl.col("addressed")
WHILE_STUDENT = pl.col("case_graduated_on").is_null() | (
    pl.col("effective_on") < pl.col("case_graduated_on")
)


def _in_period(question: Question) -> pl.Expr:
    last = min(question.last, question.day)
    return GIVEN & pl.col("effective_on").is_between(question.first, last)


def _code(*codes: str) -> pl.Expr:
    return pl.col("code").is_in(list(codes))


def _measure(name: str, question: Question, where: pl.Expr) -> Predicate:
    return some(name, question, Rows(FACTS, _in_period(question) & where))


@word("domain 9.1 S004-I5")
def supported(question: Question) -> Predicate:
    """Some measure was given in the period."""
    return some("supported", question, Rows(FACTS, _in_period(question)))


@word("domain 5.2; S004-I6")
def supported_by_kind(question: Question, kind: int | None = None) -> Predicate:
    """A measure of the kind, or of any of the kinds 1 to 11, was given in the period."""
    wanted = [
        code
        for code, term in classifier("measures").terms.items()
        if term.extra["kind"] and kind in {None, int(term.extra["kind"])}
    ]
    return _measure(f"supported_by_kind_{kind}", question, _code(*wanted))


def _own_support(question: Question) -> pl.Expr:
    return _in_period(question) & ADDRESSED & (pl.col("provider") == "CK")


APPLIED = pl.col("initiated_by") == "GRADUATE_APPLIED"


@word("domain 9.1 S004-I4, 5.3")
def applied_and_supported(question: Question) -> Predicate:
    """Applied to the centre, and was given addressed support by it in the period."""
    rows = Rows(FACTS, _own_support(question) & APPLIED)
    return some("applied_and_supported", question, rows)


@word("domain 9.1 S004-I4: any_initiator")
def supported_by_centre(question: Question) -> Predicate:
    """Was given addressed support by the centre in the period, whoever asked."""
    return some("supported_by_centre", question, Rows(FACTS, _own_support(question)))


def _work_after(name: str, question: Question, support: pl.Expr) -> Predicate:
    """Work open on the day began on or after such a measure."""
    later = pl.col("valid_from_other") >= pl.col("effective_on")
    others = Rows(EPISODES, WORK & covers(question.day))
    return some(name, question, Rows(FACTS, support), others=others, match=later)


@word("domain 9.1 S004-I4, 13 D17")
def work_after_application(question: Question) -> Predicate:
    """Work that is open on the day began when such support was given, or later."""
    return _work_after("work_after_application", question, _own_support(question) & APPLIED)


@word("domain 9.1 S004-I4, 13 D17")
def work_after_support(question: Question) -> Predicate:
    """Work that is open on the day began when support by the centre was given, or later."""
    return _work_after("work_after_support", question, _own_support(question))


@word("domain 9.2 S000-3.1")
def consulted(question: Question) -> Predicate:
    """Was given an individual consultation, an answer of the hotline or addressed support."""
    asked = _code("INDIVIDUAL_CONSULTATION", "HOTLINE") | pl.col("addressed")
    return _measure("consulted", question, asked)


@word("domain 9.2 S000-3.3")
def temporary_work_while_student(question: Question) -> Predicate:
    """As a student, was helped or advised about temporary work in the period."""
    rows = Rows(FACTS, _in_period(question) & _code("TEMPORARY_JOB"))
    return some("temporary_work_while_student", question, rows, bond=WHILE_STUDENT)


@word("domain 9.2 S000-3.12")
def contest_while_student(question: Question) -> Predicate:
    """As a student, took part in a contest of business projects in the period."""
    rows = Rows(FACTS, _in_period(question) & _code("ENTREPRENEUR_CONTEST"))
    return some("contest_while_student", question, rows, bond=WHILE_STUDENT)


@word("domain 9.2 S000-3.4")
def helped_by_centre(question: Question) -> Predicate:
    """Was given some measure by a career centre, at any time up to the day."""
    up_to = pl.col("effective_on") <= question.day
    rows = Rows(FACTS, GIVEN & up_to & (pl.col("provider") == "CK"))
    return some("helped_by_centre", question, rows)


@word("domain 9.2 S000-3.6")
def mentored(question: Question) -> Predicate:
    """Had a mentor in the period."""
    return _measure("mentored", question, _code("MENTORING"))


def _completed(name: str, question: Question, *codes: str) -> Predicate:
    """A course is of the day on which it was completed."""
    day = pl.coalesce("completed_on", "period_end", "effective_on")
    there = day.is_between(question.first, min(question.last, question.day))
    done = (pl.col("kind") == "measures") & (pl.col("state") == "COMPLETED") & _code(*codes)
    return some(name, question, Rows(FACTS, done & there))


@word("domain 9.2 S000-3.9")
def course_completed(question: Question) -> Predicate:
    """Completed further or vocational training in the period."""
    return _completed("course_completed", question, "DPO_COURSE", "VOCATIONAL_TRAINING")


@word("domain 9.2 S000-3.9: with_refresher")
def any_course_completed(question: Question) -> Predicate:
    """Completed further or vocational training, or a refresher course, in the period."""
    codes = ("DPO_COURSE", "VOCATIONAL_TRAINING", "REFRESHER")
    return _completed("any_course_completed", question, *codes)


@word("domain 9.3 S001-I9")
def supported_by_base_centre(question: Question) -> Predicate:
    """Was given addressed support by the base centre or an inclusive base organisation."""
    base = pl.col("provider").is_in(["BCK", "INCLUSIVE_BASE_ORG"])
    return _measure("supported_by_base_centre", question, ADDRESSED & base)


@word("domain 9.1 S004-I11")
def temporary_work_now(question: Question) -> Predicate:
    """Has temporary work on the day, not a mere consultation about it."""
    day = pl.lit(question.day)
    there = day.is_between("effective_on", pl.coalesce("period_end", "effective_on"))
    real = ~pl.col("consultation_only").fill_null(value=False)
    rows = Rows(FACTS, GIVEN & _code("TEMPORARY_JOB") & there & real)
    return some("temporary_work_now", question, rows)


@word("domain 9.4 S002-G2.1")
def registered_in_system(question: Question) -> Predicate:
    """Registered in the information system of the region, by a measure or a step."""
    to_system = _code("PORTAL_REGISTRATION") & (pl.col("portal") == "AIS")
    given = GIVEN & to_system & (pl.col("effective_on") <= question.day)
    done = pl.col("outcome").is_in(["REGISTERED", "TRACK_SET"])
    step = (pl.col("kind") == "steps") & _code("TRACK_REGISTRATION") & done
    return some("registered_by_measure", question, Rows(FACTS, given)) | some(
        "registered_by_step", question, Rows(SPANS, step & covers(question.day))
    )
