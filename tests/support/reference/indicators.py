"""Every computed indicator of decision 0007, line by line of its table, with its variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.support.oracle_entries import Row
from tests.support.reference.asked import Asked, Figure
from tests.support.reference.graduate import Days, Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about
from tests.support.reference.tables import KINDS, WORK

YEAR, ACADEMIC_YEAR = "year", "academic_year"
PREPARED = {"REGISTERED", "TRACK_SET"}
HIRED = {
    ("HIRING_OUTCOME", "HIRED_IN_SPECIALTY"),
    ("HIRING_OUTCOME", "HIRED_OTHER"),
    ("REFERRAL", "HIRED"),
}
MENTORED, COURSES = "MENTORING", ("DPO_COURSE", "VOCATIONAL_TRAINING")

Predicate = Callable[[Graduate, Asked], bool]


@dataclass(frozen=True)
class Rule:
    """Whose share is counted, ``among`` whom; ``counted``: there is no denominator."""

    among: Predicate
    has: Predicate
    counted: bool = False


def figure(known: Known, indicator: str, asked: Asked, *, variant: str | None = None) -> Figure:
    """The indicator at the question's day, as known."""
    rule = COMPUTED[indicator] if variant is None else VARIANTS[indicator, variant]
    people = [(each, it) for each, it in asked_about(known, asked) if rule.among(it, asked)]
    numerator = frozenset(each for each, it in people if rule.has(it, asked))
    return Figure(numerator, None if rule.counted else frozenset(each for each, _ in people))


# --- of whom


def graduates(it: Graduate, _: Asked) -> bool:
    return it.is_graduate


def students(it: Graduate, _: Asked) -> bool:
    return it.is_student


def anyone(it: Graduate, _: Asked) -> bool:
    return it.is_graduate or it.is_student


def of_the_year(it: Graduate, asked: Asked) -> bool:
    return it.is_graduate and it.year in asked.cohort(asked.on.year)


def of(*years: int) -> Predicate:
    return lambda it, asked: it.is_graduate and it.year in asked.cohort(*years)


def expected(it: Graduate, asked: Asked) -> bool:
    return it.is_student and it.year in asked.cohort(2025)


def completing_or_graduated(it: Graduate, asked: Asked) -> bool:
    academic_year_ends = asked.on.year + (asked.on.month >= 9)
    completing = it.is_student and it.year in asked.cohort(academic_year_ends)
    return it.full_time and (completing or of_the_year(it, asked))


def without_those_who_only_studied(cohort: Predicate, window: Callable[[Graduate], Days]) -> Rule:
    def among(it: Graduate, asked: Asked) -> bool:
        days = window(it)
        return cohort(it, asked) and (it.worked(days) or not it.studied(days))

    return Rule(among, lambda it, _: it.worked(window(it)))


def without_those_who_only_study(cohort: Predicate, has: Predicate) -> Rule:
    def among(it: Graduate, asked: Asked) -> bool:
        return cohort(it, asked) and (it.employed or not it.studies)

    return Rule(among, has)


def holding(cohort: Predicate, kind: str, *, early: bool = False) -> Predicate:
    def among(it: Graduate, asked: Asked) -> bool:
        signed = it.contracts(kind)
        return cohort(it, asked) and any(it.before_graduation(row) or not early for row in signed)

    return among


# --- what they have


def employed(it: Graduate, _: Asked) -> bool:
    return it.employed


def in_specialty(it: Graduate, _: Asked) -> bool:
    return it.in_specialty


def strict(it: Graduate, _: Asked) -> bool:
    return bool(it.state["at_risk_strict"])


def by_the_form(it: Graduate, _: Asked) -> bool:
    return bool(it.state["at_risk_form"])


def in_specialty_at_any_work(it: Graduate, _: Asked) -> bool:
    return it.employed and it.state["in_specialty"] is True


def primary(code: str) -> Predicate:
    return lambda it, _: it.primary == code


def given(*codes: str, defined: str) -> Predicate:
    return lambda it, asked: bool(it.given(*codes, days=asked.period(defined)))


def given_as_student(code: str) -> Predicate:
    def has(it: Graduate, asked: Asked) -> bool:
        return any(it.as_student(row) for row in it.given(code, days=asked.period(YEAR)))

    return has


def consulted(it: Graduate, asked: Asked) -> bool:
    return any(
        row.fields["measure_code"] in {"INDIVIDUAL_CONSULTATION", "HOTLINE"} or it.addressed(row)
        for row in it.given(days=asked.period(YEAR))
    )


def addressed_by(*providers: str) -> Predicate:
    def has(it: Graduate, asked: Asked) -> bool:
        rows = it.given(days=asked.period(YEAR))
        return any(it.addressed(row) and row.fields["provider"] in providers for row in rows)

    return has


def completed(*codes: str) -> Predicate:
    return lambda it, asked: it.completed(*codes, days=asked.period(YEAR))


def in_force(category: str) -> Predicate:
    return lambda it, _: category in it.case.contract_categories(it.day)


def at_the_employer(kind: str, *, early: bool = False) -> Predicate:
    def has(it: Graduate, _: Asked) -> bool:
        rows = it.contracts(kind)
        return it.works_at([row for row in rows if it.before_graduation(row) or not early])

    return has


def registered(it: Graduate, _: Asked) -> bool:
    in_ais = [row.fields["attributes"].get("portal") for row in it.given("PORTAL_REGISTRATION")]
    return "AIS" in in_ais or any(
        step["outcome"] in PREPARED for step in it.steps("TRACK_REGISTRATION")
    )


def with_a_track(it: Graduate, _: Asked) -> bool:
    return it.state["forecast"] not in {None, "F_UNDECIDED"}


def minor_at_work(it: Graduate, _: Asked) -> bool:
    temporary = any(
        it.day <= (row.fields["period_end"] or row.fields["provided_on"])
        and row.fields["attributes"].get("consultation_only") is not True
        for row in it.given("TEMPORARY_JOB")
    )
    return "MINOR" in it.categories and (temporary or bool(it.covering(WORK)))


def in_a_group(it: Graduate, _: Asked) -> bool:
    return bool(it.groups)


def at_the_fair(it: Graduate, asked: Asked) -> bool:
    jobs = it.began(WORK, asked.period(ACADEMIC_YEAR))
    return any(row.fields["attributes"].get("via") == "MINTRUD_FAIR" for row in jobs)


def routed(it: Graduate, asked: Asked) -> bool:
    ends = it.steps("HIRING_OUTCOME", "REFERRAL")
    linked = {end["status_entry_id"] for end in ends if (end["code"], end["outcome"]) in HIRED}
    return any(
        row.fields["attributes"].get("via") == "ROUTING" or row.entry_id in linked
        for row in it.began(WORK, asked.period(ACADEMIC_YEAR))
    )


# --- S004-I4


def applied(it: Graduate, asked: Asked, *, anyhow: bool = False) -> list[Row]:
    """The measures for which the graduate counts as having come to the centre."""
    rows = it.given(days=asked.period(YEAR), provider="CK")
    own = [row for row in rows if anyhow or row.fields["initiated_by"] == "GRADUATE_APPLIED"]
    return [row for row in own if it.addressed(row)]


def came(*, anyhow: bool = False) -> Predicate:
    return lambda it, asked: it.is_graduate and bool(applied(it, asked, anyhow=anyhow))


def got_work(*, anyhow: bool = False) -> Predicate:
    def has(it: Graduate, asked: Asked) -> bool:
        rows = applied(it, asked, anyhow=anyhow)
        first = min(row.fields["provided_on"] for row in rows)
        return any(job.fields["effective_on"] >= first for job in it.covering(WORK))

    return has


def began_work(it: Graduate, asked: Asked) -> bool:
    return bool(it.began(WORK, asked.period(YEAR)))


EVER_SINCE = without_those_who_only_studied(of_the_year, Graduate.window)
NOW = without_those_who_only_study(of_the_year, employed)
LATE = of(2023, 2024, 2025)


def tracked(*forms: str) -> Predicate:
    return lambda it, asked: expected(it, asked) and it.state["study_form"] in forms


COMPUTED = {
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
    "S000-3.6": Rule(students, given(MENTORED, defined=YEAR)),
    "S000-3.7": Rule(students, in_force("TARGETED_CONTRACT"), counted=True),
    "S000-3.8": NOW,
    "S000-3.9": Rule(graduates, completed(*COURSES), counted=True),
    "S000-3.10": Rule(of_the_year, strict),
    "S000-3.12": Rule(anyone, given_as_student("ENTREPRENEUR_CONTEST"), counted=True),
    "S001-I1": without_those_who_only_studied(of(2021), Graduate.window),
    "S001-I2": Rule(of(2021), in_a_group),
    "S001-I9": Rule(graduates, addressed_by("BCK", "INCLUSIVE_BASE_ORG"), counted=True),
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


VARIANTS = {
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
    ("S000-3.6", "contingent"): replace(COMPUTED["S000-3.6"], counted=True),
    ("S000-3.8", "in_specialty"): without_those_who_only_study(of_the_year, in_specialty),
    ("S002-K1", "in_specialty"): Rule(LATE, in_specialty),
    ("S000-3.9", "with_refresher"): Rule(graduates, completed(*COURSES, "REFRESHER"), counted=True),
    ("S001-I2", "not_employed"): Rule(of(2021), lambda it, _: bool(it.groups) and not it.employed),
    ("S002-G2.1", "all_forms"): Rule(expected, registered),
    **{
        (indicator, "with_reported"): COMPUTED[indicator]
        for indicator in ("S000-3.3", "S000-3.7", "S000-3.12")
    },
}
"""By id and variant. ``with_reported`` adds persons whom no case stands for: the cases are same."""
