"""Who is in a registry, day by day in plain Python: written from decision 0009 alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.support.ledger_oracle import LedgerOracle
from tests.support.oracle import Oracle

GRADUATES = {"GRADUATED", "MONITORING_CLOSED"}
PEOPLE = GRADUATES | {"FINAL_YEAR"}
AHEAD = 90
ONE_DAY = timedelta(days=1)


class Person:
    """A case on a day, as the oracle tells it."""

    def __init__(self, ledger: LedgerOracle, case_id: UUID, day: date) -> None:
        self.case: Oracle = ledger.cases[case_id]
        self.day = day
        self.row = ledger.state(case_id, day) or {}
        self.episodes = ledger.episodes(case_id, day).values() if self.row else ()
        home = self.row.get("organisation", "")
        self.lacks_centre = bool(self.row) and ledger.lacks_centre(home, day)
        self.listed = ledger.listed(home, self.row["programme_code"], day) if self.row else set()

    def has(self, *codes: str) -> bool:
        return any(f"|{code}|" in self.row["categories"] for code in codes)

    def open(self, *codes: str) -> bool:
        return any(episode["status_code"] in codes for episode in self.episodes)

    def steps(self, code: str) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The steps of the code that have begun, and what they are on the day."""
        for row in self.case.live("steps"):
            told = self.case.step_on(row, self.day)
            if told and told["code"] == code:
                yield row, told

    def consented(self) -> bool:
        return self.case.consented("RESUME_TRANSFER", self.day)

    def measures(self, code: str) -> Iterator[dict[str, Any]]:
        """The measures given up to the day."""
        for row in self.case.live("measures"):
            given = row.fields["result"] in {"PROVIDED", "IN_PROGRESS", "COMPLETED"}
            begun = row.fields["provided_on"] <= self.day
            if given and begun and row.fields["measure_code"] == code:
                yield row.fields

    def contracts(self, kind: str) -> Iterator[tuple[Any, dict[str, Any]]]:
        """The contracts of the kind that were more than a draft on some day up to the day."""
        for row in self.case.live("contracts"):
            if row.fields["contract_kind"] != kind:
                continue
            changes = [c.fields["effective_on"] for c in self.case.turns_of(row)]
            days = [d for d in (row.fields["signed_on"], *changes) if d <= self.day]
            told = [self.case.contract_on(row, d) for d in days]
            if any(t and t["state"] != "DRAFT" for t in told):
                yield row, self.case.contract_on(row, self.day) or {}

    def came_into(self, row: Any, state: str) -> Iterator[date]:
        """The days up to this one on which a step came into a state that it had in the evening."""
        for move in self.case.moves(row):
            day = move.fields["effective_on"]
            told = self.case.step_on(row, day)
            if day <= self.day and told and told["state"] == state:
                yield day


def service(person: Person) -> bool:
    for episode in person.episodes:
        if episode["status_code"] != "MILITARY_CONSCRIPT":
            continue
        found = [
            (max(person.came_into(row, "DONE")), told["due_on"])
            for row, told in person.steps("SERVICE_TERM_CHECK")
            if told["state"] == "DONE" and told["due_on"]
        ]
        checks = [term for on, term in sorted(found) if on >= episode["valid_from"]]
        term = checks[-1] if checks else episode["expected_end_on"]
        if term and term <= person.day + AHEAD * ONE_DAY:
            return True
    return False


def leave(person: Person) -> bool:
    return any(
        episode["status_group"] == "LEAVE"
        and episode["expected_end_on"]
        and episode["expected_end_on"] <= person.day + AHEAD * ONE_DAY
        for episode in person.episodes
    )


def not_planning(person: Person) -> bool:
    said = [
        (day, person.case.said(row, "in_specialty"))
        for row, _ in person.steps("INTENTION_SURVEY")
        for day in person.came_into(row, "DONE")
        if person.case.said(row, "in_specialty") is not None
    ]
    if not said:
        return person.has("NOT_PLANNING_SPECIALTY")
    return any(not answer for day, answer in said if day == max(said)[0])


def banked(person: Person) -> bool:
    included = any(
        told["state"] == "DONE" and told["outcome"] == "INCLUDED"
        for _, told in person.steps("GRADUATE_BANK")
    )
    by_contract = {"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"}
    employed = person.row["status"] in by_contract and person.row["in_specialty"] is True
    return included and person.consented() and not employed


def by_name(person: Person) -> bool:
    if person.has("ORPHAN", "OVZ", "DISABLED", "DISABLED_CHILD"):
        return True
    if person.row["lifecycle"] == "GRADUATED":
        return bool(person.row["at_risk_strict"])
    return person.row["lifecycle"] == "FINAL_YEAR" and person.row["forecast"] == "F_AT_RISK"


def in_groups(person: Person) -> bool:
    categories = ("ORPHAN", "OVZ", "DISABLED", "DISABLED_CHILD")
    returned = person.has("ARMY_RETURNEE", "PARENTAL_LEAVE_RETURNEE")
    registered = person.open("INFORMAL", "CZN_UNEMPLOYED", "CZN_JOB_SEEKER")
    return bool(person.row["at_risk_strict"] or person.has(*categories) or returned or registered)


def temporary(person: Person) -> bool:
    return any(
        (fields["period_end"] or fields["provided_on"]) >= person.day
        and fields["attributes"].get("consultation_only") is not True
        for fields in person.measures("TEMPORARY_JOB")
    )


Rule = tuple[set[str], Callable[[Person], bool]]
RULES: Mapping[str, Rule] = {
    "R01": ({"GRADUATED"}, lambda p: bool(p.row["at_risk_strict"])),
    "R02": (GRADUATES, service),
    "R03": (GRADUATES, lambda p: p.has("ARMY_RETURNEE")),
    "R04": (PEOPLE, lambda p: any(p.contracts("TARGETED"))),
    "R05": (PEOPLE, lambda p: p.has("OVZ", "DISABLED", "DISABLED_CHILD")),
    "R06": (PEOPLE, lambda p: p.has("ORPHAN")),
    "R07": (PEOPLE, lambda p: leave(p) or p.has("PARENTAL_LEAVE_RETURNEE")),
    "R08": (PEOPLE, lambda p: p.open("CZN_UNEMPLOYED", "CZN_JOB_SEEKER")),
    "R09": (PEOPLE, lambda p: p.open("INFORMAL")),
    "R10": (PEOPLE, not_planning),
    "R11": (PEOPLE, lambda p: p.has("RELOCATED_REGION")),
    "R12": (GRADUATES, lambda p: p.lacks_centre),
    "R13": (PEOPLE, lambda p: any(p.contracts("DUAL"))),
    "R14": (PEOPLE, lambda p: p.has("PROFESSIONALITET")),
    "R15": (PEOPLE, lambda p: p.has("ABILYMPICS_WINNER", "ABILYMPICS_PARTICIPANT")),
    "R16": (PEOPLE, lambda p: p.has("MINOR")),
    "R17": (PEOPLE, lambda p: p.has("FOREIGN_NO_SNILS")),
    "R18": (GRADUATES, banked),
    "R19": ({"FINAL_YEAR"}, lambda p: p.row["forecast"] in {None, "F_UNDECIDED", "F_AT_RISK"}),
    "R20": (PEOPLE, by_name),
    "R21": (GRADUATES, in_groups),
    "R22": (PEOPLE, lambda p: any(t["state"] != "CANCELLED" for _, t in p.steps("OPK_DEFERRAL"))),
    "R23": (
        GRADUATES,
        lambda p: "NO_VACANCY_PROFESSION" in p.listed and p.row["status_group"] != "EMPLOYED",
    ),
    "R28": (PEOPLE, lambda p: p.consented() and any(p.measures("PORTFOLIO"))),
    "R32": (
        PEOPLE,
        lambda p: any(told["state"] == "TERMINATED" for _, told in p.contracts("TARGETED")),
    ),
    "R33": ({"FINAL_YEAR"}, temporary),
    "R34": ({"FINAL_YEAR", "ACADEMIC_LEAVE", "GRADUATED"}, lambda _: True),
}


def is_member(ledger: LedgerOracle, code: str, case_id: UUID, day: date) -> bool:
    """Whether the case is in the registry on the day, by what the oracle knows."""
    lifecycles, rule = RULES[code]
    person = Person(ledger, case_id, day)
    if not person.row or person.row["lifecycle"] not in lifecycles:
        return False
    return (code == "R34" or person.row["status"] != "DECEASED") and rule(person)
