"""What indicators count of schools, centres and what they keep together (domain 7.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from marshrut.indicators.evidence import Evidence, Line, Piece, School
from marshrut.indicators.record_words import Pieces, in_period, own, piece_of, record_word
from marshrut.records.site_checks import is_compliant

PROPOSE_UNTIL = (1, 20)
"""Month and day by which clusters propose numbers of admissions (S000-1.1)."""

YEAR_PLAN = "YEAR_PLAN"


@record_word("domain 9.2 S000-1.1")
def clusters_that_proposed(evidence: Evidence) -> Pieces:
    """Clusters that proposed numbers of admissions in the year, by the 20 January."""
    year = evidence.question.last.year
    last = date(year, *PROPOSE_UNTIL)
    found = (each for each in evidence.lines("CLUSTER") if each.open)
    return [
        piece_of(e) for e in found if _between(e.fields.get("proposed_on"), date(year, 1, 1), last)
    ]


@record_word("domain 9.3 S001-I4, 7.1")
def effective_centres(evidence: Evidence) -> Pieces:
    """Centres whose last approved assessment of the period found them to be effective."""
    found = _assessed(evidence)
    return [piece_of(each) for each in found if each.fields.get("result") == "EFFECTIVE"]


@record_word("domain 9.3 S001-I4: assessed")
def assessed_centres(evidence: Evidence) -> Pieces:
    """Centres with an approved assessment of the period."""
    return [piece_of(each) for each in _assessed(evidence)]


@record_word("domain 9.3 S001-I4, 7.1")
def centres(evidence: Evidence) -> Pieces:
    """Organisations with a career centre."""
    return [Piece(organisation=each.code) for each in evidence.schools() if each.centre]


@record_word("domain 9.4 S002-G1.1, G1.2")
def schools(evidence: Evidence) -> Pieces:
    """Organisations that teach."""
    return [Piece(organisation=each.code) for each in _taught(evidence)]


@record_word("domain 9.4 S002-G1.2, 7.1")
def complying_sites(evidence: Evidence) -> Pieces:
    """Schools whose site had all that the base centre recommends when it was last checked."""
    found = _sites(evidence)
    return [piece_of(each) for each in found if is_compliant(each.fields, each.confirmed_on)]


@record_word("domain 9.4 S002-G1.1")
def plans_on_site(evidence: Evidence) -> Pieces:
    """Schools with a plan in force that stood on the site when it was last checked."""
    planned = {each.code for each in _taught(evidence) if each.plan}
    found = (each for each in _sites(evidence) if each.organisation in planned)
    return [piece_of(each) for each in found if YEAR_PLAN in _present(each)]


@record_word("domain 9.1 S004-I9, 7.1")
def replicated_practices(evidence: Evidence) -> Pieces:
    """Practices that the base centre began to replicate in the period, taken up by others."""
    found = (each for each in own(evidence, "BEST_PRACTICE") if each.state == "REPLICATED")
    return [
        piece_of(each) for each in found if in_period(evidence, each.reached) and _taken_up(each)
    ]


def _between(told: object, first: date, last: date) -> bool:
    return told is not None and first <= date.fromisoformat(str(told)) <= last


def _assessed(evidence: Evidence) -> Sequence[Line]:
    """The last approved assessment of each centre, of those whose period ends in the question's."""
    latest: dict[str | None, Line] = {}
    for each in own(evidence, "CENTRE_ASSESSMENT"):
        ends = date.fromisoformat(str(each.fields["period_to"]))
        known = latest.get(each.organisation)
        later = known is None or str(known.fields["period_to"]) <= str(each.fields["period_to"])
        if each.state == "APPROVED" and in_period(evidence, ends) and later:
            latest[each.organisation] = each
    return list(latest.values())


def _taught(evidence: Evidence) -> Iterator[School]:
    return (each for each in evidence.schools() if each.org_kind == "POO")


def _sites(evidence: Evidence) -> Sequence[Line]:
    """The last check of each site."""
    teaching = {each.code for each in _taught(evidence)}
    latest: dict[str | None, Line] = {}
    for each in own(evidence, "SITE_CHECK"):
        known = latest.get(each.organisation)
        if each.organisation in teaching and (
            known is None or known.confirmed_on <= each.confirmed_on
        ):
            latest[each.organisation] = each
    return list(latest.values())


def _present(line: Line) -> set[str]:
    named: Any = line.fields.get("present", ())
    return set(named)


def _taken_up(line: Line) -> bool:
    others: Any = line.fields.get("taken_up_by", ())
    return bool(set(others) - {line.organisation})
