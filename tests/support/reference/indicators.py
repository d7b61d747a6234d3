"""Every computed indicator of decision 0007, line by line of its table, with its variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tests.support.reference.asked import Asked, Figure, remembered
from tests.support.reference.graduate import Days, Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about
from tests.support.reference.predicates import (
    ACADEMIC_YEAR,
    YEAR,
    Predicate,
    addressed_by,
    anyone,
    at_the_employer,
    at_the_fair,
    began_work,
    by_the_form,
    came,
    completed,
    completing_or_graduated,
    consulted,
    employed,
    expected,
    given,
    given_as_student,
    got_work,
    graduates,
    holding,
    in_a_group,
    in_force,
    in_specialty,
    in_specialty_at_any_work,
    minor_at_work,
    of,
    of_the_year,
    primary,
    registered,
    routed,
    strict,
    students,
    tracked,
    with_a_track,
)
from tests.support.reference.tables import KINDS
from tests.support.reference.verification import AGREES, BOTH, DISAGREES, compared, last_runs

COURSES = ("DPO_COURSE", "VOCATIONAL_TRAINING")


@dataclass(frozen=True)
class Rule:
    """Whose share is counted, ``among`` whom; ``counted``: there is no denominator."""

    among: Predicate
    has: Predicate
    counted: bool = False


@dataclass(frozen=True)
class ByRun:
    """Counted on the cut-offs of the last runs: cases with one of the outcomes."""

    among: frozenset[str]
    has: frozenset[str]


@remembered
def people(known: Known, asked: Asked, indicator: str) -> dict[UUID, Graduate]:
    """Those the question is about, each on the day of the indicator."""
    if isinstance(COMPUTED[indicator], ByRun):
        found = (compared(known, asked, run) for run in last_runs(known, asked))
        return {case_id: it for cases in found for case_id, it, _ in cases}
    return dict(asked_about(known, asked))


@remembered
def figure(known: Known, indicator: str, asked: Asked, *, variant: str | None = None) -> Figure:
    """The indicator at the question's day, as known."""
    rule = COMPUTED[indicator] if variant is None else VARIANTS[indicator, variant]
    if isinstance(rule, ByRun):
        return _by_run(known, asked, rule)
    people = [(each, it) for each, it in asked_about(known, asked) if rule.among(it, asked)]
    numerator = frozenset(each for each, it in people if rule.has(it, asked))
    return Figure(numerator, None if rule.counted else frozenset(each for each, _ in people))


def _by_run(known: Known, asked: Asked, rule: ByRun) -> Figure:
    outcomes = {
        case_id: outcome
        for run in last_runs(known, asked)
        for case_id, _, outcome in compared(known, asked, run)
    }

    def those(wanted: frozenset[str]) -> frozenset[UUID]:
        return frozenset(case_id for case_id, found in outcomes.items() if found in wanted)

    return Figure(those(rule.has), those(rule.among))


def without_those_who_only_studied(cohort: Predicate, window: Callable[[Graduate], Days]) -> Rule:
    def among(it: Graduate, asked: Asked) -> bool:
        days = window(it)
        return cohort(it, asked) and (it.worked(days) or not it.studied(days))

    return Rule(among, lambda it, _: it.worked(window(it)))


def without_those_who_only_study(cohort: Predicate, has: Predicate) -> Rule:
    def among(it: Graduate, asked: Asked) -> bool:
        return cohort(it, asked) and (it.employed or not it.studies)

    return Rule(among, has)


EVER_SINCE = without_those_who_only_studied(of_the_year, Graduate.window)
NOW = without_those_who_only_study(of_the_year, employed)
LATE = of(2023, 2024, 2025)


COMPUTED: dict[str, Rule | ByRun] = {
    "S004-I1": EVER_SINCE,
    "S004-I2": Rule(of_the_year, in_specialty),
    "S004-I3": Rule(of_the_year, strict),
    "S004-I4": Rule(came(), got_work()),
    "S004-I5": Rule(completing_or_graduated, given(defined=ACADEMIC_YEAR)),
    "S004-I6": Rule(completing_or_graduated, given(*KINDS, defined=ACADEMIC_YEAR)),
    "S004-I10": Rule(
        of_the_year, lambda it, _: any(map(it.before_graduation, it.contracts("TARGETED")))
    ),
    "S004-I11": Rule(students, minor_at_work, counted=True),
    "S000-3.1": Rule(graduates, consulted, counted=True),
    "S000-3.3": Rule(anyone, given_as_student("TEMPORARY_JOB"), counted=True),
    "S000-3.4": Rule(of_the_year, lambda it, _: bool(it.given(provider="CK"))),
    "S000-3.6": Rule(students, given("MENTORING", defined=YEAR)),
    "S000-3.7": Rule(students, in_force("TARGETED_CONTRACT"), counted=True),
    "S000-3.8": NOW,
    "S000-3.9": Rule(graduates, completed(*COURSES), counted=True),
    "S000-3.10": Rule(of_the_year, strict),
    "S000-3.12": Rule(anyone, given_as_student("ENTREPRENEUR_CONTEST"), counted=True),
    "S001-I1": without_those_who_only_studied(of(2021), Graduate.window),
    "S001-I2": Rule(of(2021), in_a_group),
    "S001-I9": Rule(graduates, addressed_by("BCK", "INCLUSIVE_BASE_ORG"), counted=True),
    "S001-I11": ByRun(frozenset(AGREES | DISAGREES), frozenset(DISAGREES)),
    "S002-K1": Rule(LATE, employed),
    "S002-K2": Rule(LATE, in_specialty),
    "S002-K3": Rule(
        holding(of(2024, 2025), "DUAL", early=True), at_the_employer("DUAL", early=True)
    ),
    "S002-K4.1": Rule(holding(of(2023), "TARGETED"), at_the_employer("TARGETED")),
    "S002-K4.2": Rule(holding(of(2024, 2025), "TARGETED"), at_the_employer("TARGETED")),
    "S002-K5": Rule(LATE, primary("SOLE_PROPRIETOR")),
    "S002-K6": Rule(LATE, primary("SELF_EMPLOYED_NPD")),
    "S002-K7": Rule(LATE, strict),
    "S002-G2.1": Rule(tracked("FULL_TIME"), registered),
    "S002-G2.2": Rule(tracked("FULL_TIME"), with_a_track),
    "S002-G2.3": Rule(tracked("PART_TIME", "MIXED"), with_a_track),
    "S002-G3.6": Rule(students, in_force("DUAL_CONTRACT"), counted=True),
    "S002-G3.7": Rule(students, in_force("TARGETED_CONTRACT"), counted=True),
    "S002-G4.3": Rule(anyone, at_the_fair, counted=True),
    "S002-G5.1": Rule(anyone, routed, counted=True),
    "S002-G5.2": Rule(of(2023, 2024), lambda it, _: "CZN_UNEMPLOYED" in it.open),
}
"""By id; ``S004-I11``, ``S002-G3.6`` and ``S002-G3.7`` have a denominator that is reported."""


def _from_graduation(cohort: Predicate) -> Rule:
    return without_those_who_only_studied(cohort, lambda it: it.window(from_graduation=True))


VARIANTS: dict[tuple[str, str], Rule | ByRun] = {
    ("S004-I1", "from_graduation"): _from_graduation(of_the_year),
    ("S001-I1", "from_graduation"): _from_graduation(of(2021)),
    ("S004-I1", "on_date"): NOW,
    ("S001-I1", "on_date"): without_those_who_only_study(of(2021), employed),
    ("S004-I2", "with_ip_npd"): Rule(of_the_year, in_specialty_at_any_work),
    ("S002-K2", "with_ip_npd"): Rule(LATE, in_specialty_at_any_work),
    ("S004-I3", "form"): Rule(of_the_year, by_the_form),
    ("S000-3.10", "form"): Rule(of_the_year, by_the_form),
    ("S002-K7", "form"): Rule(LATE, by_the_form),
    ("S004-I4", "any_initiator"): Rule(came(anyhow=True), got_work(anyhow=True)),
    ("S004-I4", "any_start"): Rule(came(), began_work),
    ("S000-3.6", "contingent"): Rule(students, given("MENTORING", defined=YEAR), counted=True),
    ("S000-3.8", "in_specialty"): without_those_who_only_study(of_the_year, in_specialty),
    ("S002-K1", "in_specialty"): Rule(LATE, in_specialty),
    ("S000-3.9", "with_refresher"): Rule(graduates, completed(*COURSES, "REFRESHER"), counted=True),
    ("S001-I2", "not_employed"): Rule(of(2021), lambda it, _: bool(it.groups) and not it.employed),
    ("S002-G2.1", "all_forms"): Rule(expected, registered),
    ("S001-I11", "difference_of_shares"): ByRun(
        frozenset(BOTH | {"SFR_ONLY"}), frozenset(BOTH | {"REPORTED_NOT_CONFIRMED"})
    ),
    **{
        (indicator, "with_reported"): COMPUTED[indicator]
        for indicator in ("S000-3.3", "S000-3.7", "S000-3.12")
    },
}
"""By id and variant. ``with_reported`` adds persons whom no case stands for: the cases are same."""
