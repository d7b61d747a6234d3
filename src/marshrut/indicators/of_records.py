"""What indicators count of records: each word gives the pieces that make up a number (7, 9).

An activity is of the period in which it began, and counts once it is known to have been held.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from marshrut.indicators.evidence import Evidence, Line, Piece, School
from marshrut.records.activities import dissatisfied, weight
from marshrut.records.attended import answers, by_audience, quotas
from marshrut.records.site_checks import is_compliant
from marshrut.records.vacancies import is_current, is_for_school

ACTIVITY, HELD, STAFF = "ACTIVITY", "HELD", "STAFF"
SPECIALISED = "SPECIALISED_BCK"
PROPOSE_UNTIL = (1, 20)
"""Month and day by which clusters propose numbers of admissions (S000-1.1)."""

YEAR_PLAN = "YEAR_PLAN"
CZN = re.compile(r"\bцзн\b|центр\w*\s+занятости", re.IGNORECASE)

Pieces = list[Piece]
Make = Callable[..., Pieces]


class RecordWord(NamedTuple):
    """A word that definitions may name: what it says, where that comes from, how it counts."""

    name: str
    says: str
    source: str
    make: Make


RECORD_WORDS: dict[str, RecordWord] = {}


class Calling(NamedTuple):
    """A word with what stands in brackets behind it."""

    word: RecordWord
    arguments: tuple[str, ...]

    def pieces(self, evidence: Evidence) -> Pieces:
        """What it counts."""
        return self.word.make(evidence, *self.arguments)


CALL = re.compile(r"(\w+)(?:\(([^()]+)\))?")


def calling(text: str) -> Calling:
    """What ``word(a, b)`` names. Raises ``ValueError``: unreadable, or an unknown word."""
    found = CALL.fullmatch(text)
    if found is None or found[1] not in RECORD_WORDS:
        raise ValueError(f"{text!r}: no word of records")
    arguments = tuple(part.strip() for part in (found[2] or "").split(",") if part.strip())
    return Calling(RECORD_WORDS[found[1]], arguments)


def record_word(source: str) -> Callable[[Make], Make]:
    """Enter a word under the name of its function; its docstring is what it says."""

    def decorator(make: Make) -> Make:
        says = " ".join((make.__doc__ or "").split())
        RECORD_WORDS[make.__name__] = RecordWord(make.__name__, says, source, make)
        return make

    return decorator


@record_word("domain 9.1 S004-I7, 9.2, 7.4")
def held(evidence: Evidence, *kinds: str) -> Pieces:
    """Activities of the kinds that were held in the period."""
    found = (each for each in _held(evidence) if each.fields["activity_kind"] in kinds)
    return [_of(each) for each in found]


@record_word("domain 9.1 S004-I7")
def held_by_weight(evidence: Evidence) -> Pieces:
    """All activities that were held in the period; career days by their days."""
    return [_of(each, weight(each.fields)) for each in _held(evidence)]


@record_word("domain 9.4 S002-G3.1")
def held_with_employers(evidence: Evidence) -> Pieces:
    """Activities held in the period at which an employer took part."""
    return [_of(each) for each in _held(evidence) if each.fields.get("employer_inns")]


@record_word("domain 9.4 S002-G4.2")
def held_on(evidence: Evidence, *topics: str) -> Pieces:
    """Activities held in the period on one of the topics."""
    return [_of(each) for each in _held(evidence) if each.fields.get("topic") in topics]


@record_word("domain 9.4 S002-G4.1")
def held_with_czn(evidence: Evidence, *topics: str) -> Pieces:
    """Activities held in the period on one of the topics together with an employment centre."""
    found = (each for each in _held(evidence) if each.fields.get("topic") in topics)
    return [_of(each) for each in found if _with_czn(each)]


@record_word("domain 9.2 S000-2.2; semantics S32")
def attended_of_item(evidence: Evidence, item: str) -> Pieces:
    """People who came to the activities of an item of the plan that were held in the period."""
    found = (each for each in _held(evidence) if each.fields.get("plan_item") == item)
    return [_of(each, sum(_attended(evidence, each).values())) for each in found]


@record_word("domain 9.2 S000-2.6b")
def staff_trained(evidence: Evidence) -> Pieces:
    """Staff who came to trainings of staff that were held in the period, each time."""
    found = (e for e in _held(evidence) if e.fields["activity_kind"] == "STAFF_TRAINING")
    return [_of(each, _attended(evidence, each).get(STAFF, 0)) for each in found]


@record_word("domain 9.3 S001-I6")
def disliked(evidence: Evidence) -> Pieces:
    """Activities held in the period with which more than 10 % were fully dissatisfied."""
    return [_of(each) for each in _held(evidence) if _disliked(evidence, each) is True]


@record_word("domain 9.3 S001-I6, 7.4")
def surveyed(evidence: Evidence) -> Pieces:
    """Activities held in the period of which somebody said how they liked it."""
    return [_of(each) for each in _held(evidence) if _disliked(evidence, each) is not None]


@record_word("domain 9.4 S002-G3.2, 7.4")
def attended_of_quota(evidence: Evidence) -> Pieces:
    """Those who came to specialised fairs of the period from organisations that had a quota."""
    return _of_quotas(evidence, lambda attained: attained.attended)


@record_word("domain 9.4 S002-G3.2, 7.4")
def quota(evidence: Evidence) -> Pieces:
    """The quotas of specialised fairs of the period."""
    return _of_quotas(evidence, lambda attained: attained.quota)


@record_word("domain 9.2 S000-1.1")
def clusters_that_proposed(evidence: Evidence) -> Pieces:
    """Clusters that proposed numbers of admissions in the year, by the 20 January."""
    year = evidence.question.last.year
    last = date(year, *PROPOSE_UNTIL)
    found = (each for each in evidence.lines("CLUSTER") if each.open)
    return [_of(e) for e in found if _between(e.fields.get("proposed_on"), date(year, 1, 1), last)]


@record_word("domain 9.3 S001-I4, 7.1")
def effective_centres(evidence: Evidence) -> Pieces:
    """Centres whose last approved assessment of the period found them to be effective."""
    found = _assessed(evidence)
    return [_of(each) for each in found if each.fields.get("result") == "EFFECTIVE"]


@record_word("domain 9.3 S001-I4: assessed")
def assessed_centres(evidence: Evidence) -> Pieces:
    """Centres with an approved assessment of the period."""
    return [_of(each) for each in _assessed(evidence)]


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
    return [_of(each) for each in found if is_compliant(each.fields, each.confirmed_on)]


@record_word("domain 9.4 S002-G1.1")
def plans_on_site(evidence: Evidence) -> Pieces:
    """Schools with a plan in force that stood on the site when it was last checked."""
    planned = {each.code for each in _taught(evidence) if each.plan}
    found = (each for each in _sites(evidence) if each.organisation in planned)
    return [_of(each) for each in found if YEAR_PLAN in _present(each)]


@record_word("domain 9.2 S000-3.5, 7.3")
def current_vacancies(evidence: Evidence) -> Pieces:
    """Vacancies of the bank that were opened or looked at within a quarter."""
    return [_of(each) for each in _own(evidence, "VACANCY") if _is_current(evidence, each)]


@record_word("domain 9.2 S000-3.5, 7.3")
def open_vacancies(evidence: Evidence) -> Pieces:
    """Open vacancies of the bank."""
    return [_of(each) for each in _own(evidence, "VACANCY") if each.open]


@record_word("domain 9.1 S004-I8, 7.3")
def vacancies_for_students(evidence: Evidence) -> Pieces:
    """Current vacancies that require a vocational education and fit a programme of the schools."""
    return [_of(each) for each in _for_students(evidence)]


@record_word("domain 9.1 S004-I8: places")
def places_for_students(evidence: Evidence) -> Pieces:
    """The places of these vacancies."""
    return [_of(each, _number(each, "places")) for each in _for_students(evidence)]


@record_word("domain 9.1 S004-I9, 7.1")
def replicated_practices(evidence: Evidence) -> Pieces:
    """Practices that the base centre began to replicate in the period, taken up by others."""
    found = (each for each in _own(evidence, "BEST_PRACTICE") if each.state == "REPLICATED")
    return [_of(each) for each in found if _in_period(evidence, each.reached) and _taken_up(each)]


@record_word("domain 9.1 S004-I12")
def opk_vacancies_filled(evidence: Evidence) -> Pieces:
    """Vacancies of the defence complex requiring a vocational education, filled in the period."""
    wanted = evidence.organisation
    return [
        Piece(record_id=each.record_id, organisation=each.organisation)
        for each in evidence.filled()
        if wanted in {None, each.organisation}
        and each.filling.requires_spo
        and each.filling.case_ids
        and _in_period(evidence, each.filling.on)
        and evidence.is_opk(each.filling.employer_inn, each.filling.on)
    ]


def _of(line: Line, number: float = 1) -> Piece:
    return Piece(number=number, record_id=line.record_id, organisation=line.organisation)


def _own(evidence: Evidence, kind: str) -> Iterator[Line]:
    """Records of the organisation that is asked about, else of all the regions."""
    wanted = evidence.organisation
    return (each for each in evidence.lines(kind) if wanted in {None, each.organisation})


def _held(evidence: Evidence) -> Iterator[Line]:
    return (each for each in _own(evidence, ACTIVITY) if _was_held(evidence, each))


def _was_held(evidence: Evidence, line: Line) -> bool:
    begun = date.fromisoformat(str(line.fields["starts_on"]))
    return line.state == HELD and _in_period(evidence, begun)


def _in_period(evidence: Evidence, day: date) -> bool:
    question = evidence.question
    return question.first <= day <= min(question.last, question.day)


def _between(told: object, first: date, last: date) -> bool:
    return told is not None and first <= date.fromisoformat(str(told)) <= last


def _with_czn(line: Line) -> bool:
    named: Any = line.fields.get("co_organisers", ())
    return any(CZN.search(str(each)) for each in named)


def _attended(evidence: Evidence, line: Line) -> Mapping[str, int]:
    return by_audience(line.fields, evidence.came(line.record_id))


def _disliked(evidence: Evidence, line: Line) -> bool | None:
    said = answers(line.fields, evidence.came(line.record_id))
    return dissatisfied({"satisfaction": said})


def _of_quotas(evidence: Evidence, part: Callable[[Any], int]) -> Pieces:
    """Of specialised fairs of the whole region: whoever holds one, the quota is the school's."""
    wanted, pieces = evidence.organisation, []
    for line in evidence.lines(ACTIVITY):
        if line.fields.get("fair_type") == SPECIALISED and _was_held(evidence, line):
            told = quotas(line.fields, evidence.came(line.record_id))
            pieces += [
                Piece(number=part(attained), record_id=line.record_id, organisation=code)
                for code, attained in told.items()
                if wanted in {None, code}
            ]
    return pieces


def _assessed(evidence: Evidence) -> Sequence[Line]:
    """The last approved assessment of each centre, of those whose period ends in the question's."""
    latest: dict[str | None, Line] = {}
    for each in _own(evidence, "CENTRE_ASSESSMENT"):
        ends = date.fromisoformat(str(each.fields["period_to"]))
        known = latest.get(each.organisation)
        later = known is None or str(known.fields["period_to"]) <= str(each.fields["period_to"])
        if each.state == "APPROVED" and _in_period(evidence, ends) and later:
            latest[each.organisation] = each
    return list(latest.values())


def _taught(evidence: Evidence) -> Iterator[School]:
    return (each for each in evidence.schools() if each.org_kind == "POO")


def _sites(evidence: Evidence) -> Sequence[Line]:
    """The last check of each site."""
    teaching = {each.code for each in _taught(evidence)}
    latest: dict[str | None, Line] = {}
    for each in _own(evidence, "SITE_CHECK"):
        known = latest.get(each.organisation)
        if each.organisation in teaching and (
            known is None or known.confirmed_on <= each.confirmed_on
        ):
            latest[each.organisation] = each
    return list(latest.values())


def _present(line: Line) -> set[str]:
    named: Any = line.fields.get("present", ())
    return set(named)


def _is_current(evidence: Evidence, line: Line) -> bool:
    day = evidence.question.day
    return is_current(is_open=line.open, confirmed_on=line.confirmed_on, day=day)


def _for_students(evidence: Evidence) -> Iterator[Line]:
    taught = frozenset[str]().union(*(each.programmes for each in evidence.schools()))
    for each in _own(evidence, "VACANCY"):
        home = evidence.home(str(each.fields["employer_inn"]))
        fits = is_for_school(
            each.fields, taught, region_code=each.region_code, employer_region=home
        )
        if fits and _is_current(evidence, each):
            yield each


def _taken_up(line: Line) -> bool:
    others: Any = line.fields.get("taken_up_by", ())
    return bool(set(others) - {line.organisation})


def _number(line: Line, name: str) -> int:
    told: Any = line.fields[name]
    return int(told)
