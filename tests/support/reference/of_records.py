"""The indicators that are counted from records, each by its sentence in the domain's chapter 9.

A rule answers how much each record (by its id), or organisation (by its code), adds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from tests.support.reference.asked import Asked
from tests.support.reference.kept import Kept, Shelf

Numbers = dict[UUID | str, float]
Rule = Callable[["Question"], Numbers]
ITEMS = {
    *("RESPONSIBLE", "REGULATION", "YEAR_PLAN", "VACANCY_BANK", "CZN_AGREEMENTS"),
    *("HOTLINE_LINK", "AIS_LINK", "AIS_VK_LINK", "SOCIAL_LINKS", "CONTACTS"),
}
"""What the section of a site must have (domain 7.1)."""

QUARTER = 92


class Question:
    """What is asked of the shelf: the day, the period, whose records."""

    def __init__(self, shelf: Shelf, asked: Asked, defined: str) -> None:
        self.shelf, self.asked = shelf, asked
        self.first, self.last = asked.period(defined)
        self.day = asked.on

    def region(self) -> set[str]:
        if self.asked.organisation is None:
            return set(self.asked.regions)
        known = self.shelf.known.organisation(self.asked.organisation, self.day)
        return {known["region_code"]} if known else {""}

    def near(self, kind: str) -> Iterator[Kept]:
        """Records of the regions that are asked about."""
        regions = self.region()
        return (e for e in self.shelf.on(self.day, kind) if not regions or e.region in regions)

    def own(self, kind: str) -> Iterator[Kept]:
        wanted = self.asked.organisation
        return (each for each in self.near(kind) if wanted in {None, each.organisation})

    def within(self, day: date) -> bool:
        return self.first <= day <= self.last

    def held(self) -> Iterator[Kept]:
        return (each for each in self.own("ACTIVITY") if self.was_held(each))

    def was_held(self, line: Kept) -> bool:
        return line.state == "HELD" and self.within(date.fromisoformat(line.said["starts_on"]))

    def schools(self) -> dict[str, dict[str, Any]]:
        """The organisations that are asked about, by code."""
        regions, known = self.region(), self.shelf.known
        told = {code: known.organisation(code, self.day) for code in known.codes}
        wanted = self.asked.organisation
        return {
            code: fields
            for code, fields in told.items()
            if wanted in {None, code} and (not regions or fields["region_code"] in regions)
        }

    def fresh(self, line: Kept) -> bool:
        return line.state == "OPEN" and (self.day - line.looked_at).days <= QUARTER


def held_of(*kinds: str) -> Rule:
    return lambda q: {e.record_id: 1 for e in q.held() if e.said["activity_kind"] in kinds}


def weighed(q: Question) -> Numbers:
    """S004-I7: career days by their days."""
    told: Numbers = {}
    for each in q.held():
        told[each.record_id] = 1
        if each.said["activity_kind"] == "CAREER_DAY":
            first = date.fromisoformat(each.said["starts_on"])
            last = date.fromisoformat(each.said.get("ends_on", each.said["starts_on"]))
            told[each.record_id] = each.said.get("days", (last - first).days + 1)
    return told


def audience_of(item: str) -> Rule:
    def rule(q: Question) -> Numbers:
        return {
            each.record_id: sum(q.shelf.audience(q.asked, each).values())
            for each in q.held()
            if each.said.get("plan_item") == item
        }

    return rule


def staff(q: Question) -> Numbers:
    return {
        each.record_id: q.shelf.audience(q.asked, each).get("STAFF", 0)
        for each in q.held()
        if each.said["activity_kind"] == "STAFF_TRAINING"
    }


def on_topics(*topics: str, czn: bool = False) -> Rule:
    def rule(q: Question) -> Numbers:
        return {
            each.record_id: 1
            for each in q.held()
            if each.said.get("topic") in topics
            and (not czn or any("ЦЗН" in name for name in each.said.get("co_organisers", ())))
        }

    return rule


def answered(q: Question) -> dict[UUID, tuple[int, int]]:
    """Of each activity how many answered, and how many were fully dissatisfied."""
    told: dict[UUID, tuple[int, int]] = {}
    for each in q.held():
        summed = each.said.get("satisfaction", {})
        scores = [score for *_, score in q.shelf.came(q.asked, each.record_id).values()]
        scores = [score for score in scores if score is not None]
        whole = sum(summed.values()) or len(scores)
        worst = summed.get("NOT_AT_ALL", 0) if sum(summed.values()) else scores.count(1)
        if whole:
            told[each.record_id] = (whole, worst)
    return told


def quotas(q: Question, *, came: bool) -> Numbers:
    told: Numbers = {}
    for each in q.near("ACTIVITY"):
        if each.said.get("fair_type") != "SPECIALISED_BCK" or not q.was_held(each):
            continue
        named = [school for school, *_ in q.shelf.came(q.asked, each.record_id).values()]
        for code, number in each.said.get("quota", {}).items():
            if q.asked.organisation in {None, code}:
                there = max(each.said.get("attended_from", {}).get(code, 0), named.count(code))
                told[f"{each.record_id}/{code}"] = there if came else number
    return told


def assessed(q: Question) -> dict[str | None, Kept]:
    latest: dict[str | None, Kept] = {}
    for each in sorted(q.own("CENTRE_ASSESSMENT"), key=lambda e: e.said["period_to"]):
        if each.state == "APPROVED" and q.within(date.fromisoformat(each.said["period_to"])):
            latest[each.organisation] = each
    return latest


def sites(q: Question) -> list[Kept]:
    teaching = {code for code, fields in q.schools().items() if fields["org_kind"] == "POO"}
    latest: dict[str | None, Kept] = {}
    for each in sorted(q.own("SITE_CHECK"), key=lambda e: e.looked_at):
        if each.organisation in teaching:
            latest[each.organisation] = each
    return list(latest.values())


def for_students(q: Question) -> list[Kept]:
    wanted = {q.asked.organisation} if q.asked.organisation else set(q.schools())
    taught = q.shelf.taught(q.day, wanted)
    return [
        each
        for each in q.own("VACANCY")
        if each.said["requires_spo"]
        and taught & set(each.said.get("programme_codes", ()))
        and q.fresh(each)
        and q.shelf.home(each.said["employer_inn"], q.day) in {None, each.region}
    ]


def replicated(q: Question) -> Numbers:
    return {
        each.record_id: 1
        for each in q.own("BEST_PRACTICE")
        if each.state == "REPLICATED"
        and q.within(each.since)
        and any(code != each.organisation for code in each.said["taken_up_by"])
    }


def filled_at_opk(q: Question) -> Numbers:
    told: Counter[UUID | str] = Counter()
    regions, wanted = q.region(), q.asked.organisation
    for each, day in q.shelf.filled(q.day, "VACANCY"):
        asked = (not regions or each.region in regions) and wanted in {None, each.organisation}
        if (
            asked
            and q.within(day)
            and each.said["requires_spo"]
            and each.said.get("filled_by")
            and q.shelf.is_opk(each.said["employer_inn"], day)
        ):
            told[each.record_id] += 1
    return dict(told)


def proposed(q: Question) -> Numbers:
    year = q.last.year
    return {
        each.record_id: 1
        for each in q.near("CLUSTER")
        if each.open and f"{year}-01-01" <= str(each.said.get("proposed_on")) <= f"{year}-01-20"
    }


def centres(q: Question) -> Numbers:
    return {
        code: 1
        for code, fields in q.schools().items()
        if fields["has_centre"] and fields["centre_kind"] not in {"RESPONSIBLE_PERSON", "NONE"}
    }


def _ids(lines: Any) -> Numbers:
    return {each.record_id: 1 for each in lines}


YEAR, ACADEMIC = "year", "academic_year"
COUNTED: dict[str, tuple[str, Rule, Rule | None]] = {
    "S000-1.1": (YEAR, proposed, None),
    "S000-1.2": (YEAR, held_of("DEPARTMENT_DAY"), None),
    "S000-1.3": (YEAR, held_of("INDUSTRY_DAY"), None),
    "S000-2.2": (YEAR, audience_of("S000-2.2"), None),
    "S000-2.3": (YEAR, held_of("VIDEO"), None),
    "S000-2.6a": (YEAR, held_of("STAFF_TRAINING"), None),
    "S000-2.6b": (YEAR, staff, None),
    "S000-3.5": (
        YEAR,
        lambda q: _ids(filter(q.fresh, q.own("VACANCY"))),
        lambda q: _ids(e for e in q.own("VACANCY") if e.open),
    ),
    "S000-3.11": (YEAR, held_of("CASE_CHAMPIONSHIP"), None),
    "S001-I4": (
        YEAR,
        lambda q: _ids(e for e in assessed(q).values() if e.said.get("result") == "EFFECTIVE"),
        centres,
    ),
    "S001-I6": (
        YEAR,
        lambda q: {a: 1 for a, (whole, worst) in answered(q).items() if worst * 10 > whole},
        lambda q: dict.fromkeys(answered(q), 1),
    ),
    "S002-G1.2": (
        YEAR,
        lambda q: _ids(e for e in sites(q) if set(e.said.get("present", ())) >= ITEMS),
        lambda q: {c: 1 for c, fields in q.schools().items() if fields["org_kind"] == "POO"},
    ),
    "S002-G3.1": (
        ACADEMIC,
        lambda q: _ids(e for e in q.held() if e.said.get("employer_inns")),
        None,
    ),
    "S002-G3.2": (ACADEMIC, lambda q: quotas(q, came=True), lambda q: quotas(q, came=False)),
    "S002-G4.1": (ACADEMIC, on_topics("REGIONAL_SUPPORT", czn=True), None),
    "S002-G4.2": (ACADEMIC, on_topics("ENTREPRENEURSHIP", "SELF_EMPLOYMENT"), None),
    "S004-I7": (YEAR, weighed, None),
    "S004-I8": (YEAR, lambda q: _ids(for_students(q)), None),
    "S004-I9": (YEAR, replicated, None),
    "S004-I12": (YEAR, filled_at_opk, None),
}
"""By id: the period, the numerator, the denominator that is counted. Plans (G1.1) are apart."""


def counted(shelf: Shelf, indicator: str, asked: Asked) -> tuple[Numbers, Numbers | None]:
    """What makes up both parts, as far as it adds anything."""
    defined, numerator, denominator = COUNTED[indicator]
    question = Question(shelf, asked, defined)
    parts = [None if rule is None else rule(question) for rule in (numerator, denominator)]
    told = [None if p is None else {key: n for key, n in p.items() if n} for p in parts]
    return told[0] or {}, told[1]
