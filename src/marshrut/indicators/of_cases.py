"""Predicates over the state of a case on the day of the question."""

from __future__ import annotations

import polars as pl

from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.cases.risk_groups import AT_RISK, BY_CATEGORY, BY_STATUS
from marshrut.cases.standing import CONTRACTS_OF_WORK
from marshrut.columns import holds
from marshrut.indicators.predicates import Predicate, Question, state
from marshrut.indicators.vocabulary import word

SEPTEMBER = 9
SEVEN_GROUPS = (
    AT_RISK,
    "RG_INFORMAL",
    "RG_DISABLED_OVZ",
    "RG_ORPHAN",
    "RG_CZN",
    "RG_ARMY_RETURNEE",
    "RG_PARENTAL_RETURNEE",
)


@word("domain 9.0 N1")
def graduates(_: Question) -> Predicate:
    """Graduated by the day; monitoring may be closed."""
    return state(pl.col("lifecycle").is_in(sorted(IN_COHORT)))


@word("domain 9.0 N1")
def students(_: Question) -> Predicate:
    """In the final year on the day."""
    return state(pl.col("lifecycle") == FINAL_YEAR)


@word("domain 9.1 S004-I5")
def students_of_academic_year(question: Question) -> Predicate:
    """In the final year, to graduate when the academic year of the day ends."""
    day = question.day
    ending = day.year + 1 if day.month >= SEPTEMBER else day.year
    return students(question) & state(pl.col("graduation_year") == (question.cohort or ending))


@word("domain 9.1 S004-I5")
def graduates_of_year(question: Question) -> Predicate:
    """Graduates of the year of the day."""
    of_year = pl.col("graduation_year") == (question.cohort or question.day.year)
    return graduates(question) & state(of_year)


@word("domain 9.1 S004-I5; 9.4 S002-G2.1")
def full_time(_: Question) -> Predicate:
    """Studies or studied full-time."""
    return state(pl.col("study_form") == "FULL_TIME")


@word("domain 9.4 S002-G2.3")
def part_time_or_mixed(_: Question) -> Predicate:
    """Studies part-time or in the mixed form."""
    return state(pl.col("study_form").is_in(["PART_TIME", "MIXED"]))


@word("domain 9.0 N4, 13 D6: EMP")
def employed(_: Question) -> Predicate:
    """The primary status is work: by contract, ГПХ, as ИП or НПД."""
    return state(pl.col("status_group") == "EMPLOYED")


@word("domain 9.0 N4: SPEC")
def employed_in_specialty(_: Question) -> Predicate:
    """The primary status is a contract of labour or ГПХ, in the specialty."""
    contract = pl.col("status").is_in(sorted(CONTRACTS_OF_WORK))
    return state(contract & pl.col("in_specialty"))


@word("domain 13 D9: include_ip_npd")
def any_work_in_specialty(_: Question) -> Predicate:
    """The primary status is any of the four forms of work, in the specialty."""
    return state((pl.col("status_group") == "EMPLOYED") & pl.col("in_specialty"))


@word("domain 9.2 S000-3.8: продолжившие обучение")
def studying(_: Question) -> Predicate:
    """A study status is open on the day."""
    return state(holds("open", "CONTINUING_EDUCATION"))


@word("domain 4.4-A; S004-I3")
def at_risk_strict(_: Question) -> Predicate:
    """At risk of non-employment by the exclusions of S004-I3."""
    return state(pl.col("at_risk_strict"))


@word("domain 4.4-A'; form A columns 17-20")
def at_risk_by_form(_: Question) -> Predicate:
    """At risk of non-employment by the monitoring form."""
    return state(pl.col("at_risk_form"))


@word("S001-4.1; domain 9.3 S001-I2")
def in_seven_groups(_: Question) -> Predicate:
    """In any of the seven groups of risk, whatever the employment."""
    at_risk = pl.col("at_risk_strict")
    held = [code for group in SEVEN_GROUPS for code in BY_CATEGORY.get(group, ())]
    opened = [code for group in SEVEN_GROUPS for code in BY_STATUS.get(group, ())]
    return state(at_risk | holds("categories", *held) | holds("open", *opened))


@word("domain 9.4 S002-K5")
def sole_proprietor(_: Question) -> Predicate:
    """The primary status is ИП."""
    return state(pl.col("status") == "SOLE_PROPRIETOR")


@word("domain 9.4 S002-K6")
def self_employed(_: Question) -> Predicate:
    """The primary status is НПД."""
    return state(pl.col("status") == "SELF_EMPLOYED_NPD")


@word("domain 9.4 S002-G5.2")
def registered_unemployed(_: Question) -> Predicate:
    """Registered as unemployed on the day, whatever else is open."""
    return state(holds("open", "CZN_UNEMPLOYED"))


@word("domain 4.3; 9.4 S002-G2.2")
def track_chosen(_: Question) -> Predicate:
    """A forecast is known, and it is not «не определился»."""
    return state(pl.col("forecast").is_not_null() & (pl.col("forecast") != "F_UNDECIDED"))


@word("domain 3.2; S004-I11")
def minor(_: Question) -> Predicate:
    """Younger than 18 on the day."""
    return state(holds("categories", "MINOR"))


@word("domain 3.2; S000-3.7, S002-G3.7")
def has_targeted_contract(_: Question) -> Predicate:
    """A targeted-training contract is in force on the day."""
    return state(holds("categories", "TARGETED_CONTRACT"))


@word("domain 3.2; S002-G3.6")
def has_dual_contract(_: Question) -> Predicate:
    """A dual-training contract is in force on the day."""
    return state(holds("categories", "DUAL_CONTRACT"))
