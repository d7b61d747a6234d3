"""Of whom and of what the computed indicators speak: predicates on one case on one day."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.oracle_entries import Row
from tests.support.reference.asked import Asked
from tests.support.reference.graduate import Graduate
from tests.support.reference.tables import WORK

YEAR, ACADEMIC_YEAR = "year", "academic_year"
PREPARED = {"REGISTERED", "TRACK_SET"}
HIRED = {
    ("HIRING_OUTCOME", "HIRED_IN_SPECIALTY"),
    ("HIRING_OUTCOME", "HIRED_OTHER"),
    ("REFERRAL", "HIRED"),
}

Predicate = Callable[[Graduate, Asked], bool]

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


def tracked(*forms: str) -> Predicate:
    return lambda it, asked: expected(it, asked) and it.state["study_form"] in forms
