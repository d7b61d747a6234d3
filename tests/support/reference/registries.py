"""Every registry of cases, a second time, from decision 0009 and domain 8 alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tests.support.oracle import months_later
from tests.support.oracle_entries import Row, as_day
from tests.support.reference.asked import Asked
from tests.support.reference.graduate import ONE_DAY, Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about
from tests.support.reference.tables import CZN, LEAVES

HEALTH = {"OVZ", "DISABLED", "DISABLED_CHILD"}
UNSETTLED = {None, "F_UNDECIDED", "F_AT_RISK"}
RESUME = "RESUME_TRANSFER"

Test = Callable[[Graduate, int], bool]
"""Whether the case is a member; the number is how many days ahead the registry looks."""


class Rule(NamedTuple):
    """Over which lifecycles, who; ``dead``: the dead stay."""

    lifecycles: frozenset[str]
    holds: Test
    dead: bool = False


STUDENTS = frozenset({"FINAL_YEAR"})
GRADUATES = frozenset({"GRADUATED", "MONITORING_CLOSED"})
BOTH = STUDENTS | GRADUATES


def members(known: Known, code: str, asked: Asked, *, days: int = 90) -> set[UUID]:
    """The cases in the registry at the question's day, as known."""
    return {each for each, it in asked_about(known, asked) if is_member(it, code, days=days)}


def is_member(it: Graduate, code: str, *, days: int = 90) -> bool:
    """Whether the case is in the registry on its day."""
    rule = RULES[code]
    if it.lifecycle not in rule.lifecycles or (it.primary == "DECEASED" and not rule.dead):
        return False
    return rule.holds(it, days)


def employers(known: Known, asked: Asked) -> dict[str, set[UUID]]:
    """R25: the cases in which an employer with an ИНН is reported, and the report stands."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for case_id, it in asked_about(known, asked):
        for row in it.case.live("steps") if it.lifecycle != "MERGED" else ():
            told = it.case.step_on(row, it.day) or {"code": None}
            inn = row.fields["attributes"].get("employer_inn")
            if told["code"] == "UNFAIR_EMPLOYER_REPORT" and told["state"] == "DONE" and inn:
                found[inn] |= {case_id} if told["outcome"] in {"SENT", "CONFIRMED"} else set()
    return {inn: cases for inn, cases in found.items() if cases}


def programmes(known: Known, asked: Asked, *, least: int = 5) -> dict[str, tuple[int, int]]:
    """R24: graduates and those at risk, strict, by programme, where there are enough of them."""
    graduates: Counter[str] = Counter()
    at_risk: Counter[str] = Counter()
    for _, it in asked_about(known, asked):
        if it.is_graduate:
            code = it.state["programme_code"]
            graduates[code] += 1
            at_risk[code] += it.state["at_risk_strict"]
    return {code: (n, at_risk[code]) for code, n in graduates.items() if n >= least}


def has(*codes: str) -> Test:
    return lambda it, _: bool(it.categories & set(codes))


def is_open(*codes: str) -> Test:
    return lambda it, _: bool(it.open & set(codes))


def strict(it: Graduate, _: int = 0) -> bool:
    return bool(it.state["at_risk_strict"])


def expected_end(episode: Row) -> date | None:
    """The stated last day, else the expected one; a conscript serves a year (decision 0006)."""
    fields = episode.fields
    said = fields["ended_on"] or as_day(fields["attributes"].get("expected_end_on"))
    if said is None and fields["status_code"] == "MILITARY_CONSCRIPT":
        return months_later(fields["effective_on"], 12) - ONE_DAY
    return said


def serving(it: Graduate, days: int) -> bool:
    """R02: the term that the last check has found, else the expected end, comes near."""
    for episode in it.covering({"MILITARY_CONSCRIPT"}):
        term = checked_term(it, episode.fields["effective_on"]) or expected_end(episode)
        if term is not None and term <= it.day + timedelta(days=days):
            return True
    return False


def checked_term(it: Graduate, start: date) -> date | None:
    found: list[tuple[date, int, date]] = []
    for row in it.case.live("steps"):
        told, term = it.case.step_on(row, it.day), it.case.term(row)
        done = [move for move in it.case.moves(row) if move.fields["effective_on"] <= it.day]
        if told and told["code"] == "SERVICE_TERM_CHECK" and told["state"] == "DONE" and term:
            day = done[-1].fields["effective_on"]
            found += [(day, done[-1].version, term)] if day >= start else []
    return max(found)[-1] if found else None


def leaving(it: Graduate, days: int) -> bool:
    """R07."""
    last = it.day + timedelta(days=days)
    ends = [expected_end(row) for row in it.covering(LEAVES)]
    return "PARENTAL_LEAVE_RETURNEE" in it.categories or any(end and end <= last for end in ends)


def not_planning(it: Graduate, _: int) -> bool:
    """R10: the surveys of the latest day, else the category."""
    said: list[tuple[date, Any]] = []
    for row in it.case.live("steps"):
        word = it.case.said(row, "in_specialty")
        if row.fields["step_code"] == "INTENTION_SURVEY" and word is not None:
            done = [move for move in it.case.moves(row) if move.fields["state"] == "DONE"]
            said += [(move.fields["effective_on"], word) for move in done]
    said = [each for each in said if each[0] <= it.day]
    if not said:
        return "NOT_PLANNING_SPECIALTY" in it.categories
    latest = max(day for day, _ in said)
    return any(word is False for day, word in said if day == latest)


def in_the_bank(it: Graduate, _: int) -> bool:
    """R18."""
    included = any(
        step["state"] == "DONE" and step["outcome"] == "INCLUDED"
        for step in it.steps("GRADUATE_BANK")
    )
    return included and it.case.consented(RESUME, it.day) and not it.in_specialty


def one_by_one(it: Graduate, _: int) -> bool:
    """R20."""
    if it.categories & {"ORPHAN", *HEALTH}:
        return True
    if it.is_student:
        return it.state["forecast"] == "F_AT_RISK"
    return it.lifecycle == "GRADUATED" and strict(it)


def terminated(it: Graduate, _: int) -> bool:
    """R32."""
    told = [it.case.contract_on(row, it.day) for row in it.contracts("TARGETED")]
    return any(each is not None and each["state"] == "TERMINATED" for each in told)


def temporary(it: Graduate, _: int) -> bool:
    """R33."""
    return any(
        it.day <= (row.fields["period_end"] or row.fields["provided_on"])
        and row.fields["attributes"].get("consultation_only") is not True
        for row in it.given("TEMPORARY_JOB")
    )


RULES = {
    "R01": Rule(frozenset({"GRADUATED"}), strict),
    "R02": Rule(GRADUATES, serving),
    "R03": Rule(GRADUATES, has("ARMY_RETURNEE")),
    "R04": Rule(BOTH, lambda it, _: bool(it.contracts("TARGETED"))),
    "R05": Rule(BOTH, has(*HEALTH)),
    "R06": Rule(BOTH, has("ORPHAN")),
    "R07": Rule(BOTH, leaving),
    "R08": Rule(BOTH, is_open(*CZN)),
    "R09": Rule(BOTH, is_open("INFORMAL")),
    "R10": Rule(BOTH, not_planning),
    "R11": Rule(BOTH, has("RELOCATED_REGION")),
    "R12": Rule(GRADUATES, has("ORG_WITHOUT_CENTRE")),
    "R13": Rule(BOTH, lambda it, _: bool(it.contracts("DUAL"))),
    "R14": Rule(BOTH, has("PROFESSIONALITET")),
    "R15": Rule(BOTH, has("ABILYMPICS_WINNER", "ABILYMPICS_PARTICIPANT")),
    "R16": Rule(BOTH, has("MINOR")),
    "R17": Rule(BOTH, has("FOREIGN_NO_SNILS")),
    "R18": Rule(GRADUATES, in_the_bank),
    "R19": Rule(STUDENTS, lambda it, _: it.state["forecast"] in UNSETTLED),
    "R20": Rule(BOTH, one_by_one),
    "R21": Rule(GRADUATES, lambda it, _: bool(it.groups)),
    "R22": Rule(
        BOTH, lambda it, _: any(s["state"] != "CANCELLED" for s in it.steps("OPK_DEFERRAL"))
    ),
    "R23": Rule(
        GRADUATES, lambda it, _: "NO_VACANCY_PROFESSION" in it.categories and not it.employed
    ),
    "R28": Rule(
        BOTH, lambda it, _: bool(it.given("PORTFOLIO")) and it.case.consented(RESUME, it.day)
    ),
    "R32": Rule(BOTH, terminated),
    "R33": Rule(STUDENTS, temporary),
    "R34": Rule(
        frozenset({"FINAL_YEAR", "ACADEMIC_LEAVE", "GRADUATED"}), lambda _, __: True, dead=True
    ),
}
"""The registries of cases."""
